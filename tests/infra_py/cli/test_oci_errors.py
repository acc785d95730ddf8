"""Real errors of Oracle's provider (as people quote them in issue threads), and what they mean for the search."""

import pytest

from infra_py.cli.oci_errors import RETRYABLE, Refusal, RefusalKind, classify
from infra_py.cli.provider_messages import parse

from .test_provider_messages import FORMATS

CAPACITY_CONSOLE = (
    "Out of capacity for shape VM.Standard.A1.Flex in availability domain AD-1. Create the instance in a different "
    "availability domain or try again later."
)
# hitrov/oci-arm-host-capacity#55 and mohankumarpaluru/oracle-freetier-instance-creation#15.
A1_LIMIT = (
    "400-LimitExceeded, The following service limits were exceeded: standard-a1-memory-count, standard-a1-core-count. "
    "Request a service limit increase from the service limits page in the console. "
)
A1_LIMIT_REGIONAL = (
    "400-LimitExceeded, The following service limits were exceeded: standard-a1-memory-regional-count, "
    "standard-a1-core-regional-count. Request a service limit increase from the service limits page in the console. "
)
# oracle/terraform-kubernetes-installer#218.
LIMIT_OLD = (
    "Service error:LimitExceeded. You have reached your service limit of 1 in this Availability Domain for "
    "VM.Standard.A1.Flex. Please try launching the instance in a different Availability Domain or Region. http status "
    "code: 400"
)
LIMIT_VCN = (
    "400-LimitExceeded, The following service limits were exceeded: vcn-count. Request a service limit increase from "
    "the service limits page in the console. "
)
QUOTA = (
    "400-QuotaExceeded, The following compartment quotas were exceeded: standard-a1-core-regional-count in policy "
    "'ocid1.quota.x' by 1"
)
METADATA = (
    "400-InvalidParameter, The combined size of metadata and extendedMetadata is 40210 bytes, over the maximum size of "
    "32000 bytes"
)
NOT_AUTHENTICATED = (
    "401-NotAuthenticated, The required information to complete authentication was not provided or was incorrect."
)
NO_CREDENTIALS = "can not create client, bad configuration: did not find a proper configuration for private key"
PROTECTED = 'Resource "urn:pulumi:x" cannot be deleted\nbecause it is protected. To unprotect the resource, ...'

TABLE = [
    *((text, RefusalKind.CAPACITY) for text in FORMATS.values()),
    (CAPACITY_CONSOLE, RefusalKind.CAPACITY),
    ("404-NotAuthorizedOrNotFound, shape VM.Standard.A1.Flex not found", RefusalKind.NO_SHAPE),
    (A1_LIMIT, RefusalKind.A1_LIMIT),
    (A1_LIMIT_REGIONAL, RefusalKind.A1_LIMIT),
    (LIMIT_OLD, RefusalKind.A1_LIMIT),
    (LIMIT_VCN, RefusalKind.LIMIT),
    (QUOTA, RefusalKind.QUOTA),
    ("429-TooManyRequests, Too many requests for the user", RefusalKind.THROTTLED),
    ("429-TooManyRequests, Too many requests for the tenant", RefusalKind.THROTTLED),
    (
        "Service error:TooManyRequests. User-rate limit exceeded.. http status code: 429. Opc request id: x",
        RefusalKind.THROTTLED,
    ),
    (NOT_AUTHENTICATED, RefusalKind.NOT_AUTHENTICATED),
    (
        "404-NotAuthorizedOrNotFound, Authorization failed or requested resource not found.",
        RefusalKind.NOT_AUTHORIZED,
    ),
    ("403-NotAllowed, The tenancy is suspended.", RefusalKind.NOT_AUTHORIZED),
    ("400-InvalidParameter, Shape VM.Standard.A1.Flex is not valid for image x.", RefusalKind.BAD_REQUEST),
    ("400-CannotParseRequest, Incorrectly formatted request.", RefusalKind.BAD_REQUEST),
    (METADATA, RefusalKind.BAD_REQUEST),
    (NO_CREDENTIALS, RefusalKind.CREDENTIALS),
    (PROTECTED, RefusalKind.PROTECTED),
    ("dial tcp: lookup iaas.ap-tokyo-1.oraclecloud.com: no such host", RefusalKind.NETWORK),
    ("Post https://iaas.us-ashburn-1.oraclecloud.com: net/http: TLS handshake timeout", RefusalKind.NETWORK),
    ("503-ServiceUnavailable, The service is currently unavailable.", RefusalKind.NETWORK),
    ("500-InternalError, Internal server error", RefusalKind.NETWORK),
    ("something that was never reported before", RefusalKind.UNKNOWN),
]


@pytest.mark.parametrize(("message", "kind"), TABLE)
def test_each_error_has_its_kind(message, kind):
    assert classify(message).kind is kind


@pytest.mark.parametrize(("message", "kind"), [pair for pair in TABLE if pair[1] not in RETRYABLE])
def test_an_error_that_needs_a_person_quotes_its_text_and_names_the_resource(message, kind):
    refusal = classify(message, resource="Instance vm")
    if kind is RefusalKind.LIMIT:
        assert "vcn-count" in refusal.sentence()
    else:
        assert f"Instance vm: {parse(message).text.rstrip('. ')[:60]}" in refusal.sentence()


@pytest.mark.parametrize("kind", sorted({kind for _, kind in TABLE} - {RefusalKind.CAPACITY, RefusalKind.UNKNOWN}))
def test_each_kind_has_a_sentence_and_a_fix_of_its_own(kind):
    of_kind = [classify(message) for message, found in TABLE if found is kind]
    others = [classify(message) for message, found in TABLE if found is not kind]
    assert all(refusal.fix for refusal in of_kind)
    meanings = {refusal.meaning.partition(" (")[0] for refusal in of_kind}
    if kind not in {RefusalKind.LIMIT, RefusalKind.A1_LIMIT}:  # the same fact, once possibly false
        assert meanings.isdisjoint(refusal.meaning.partition(" (")[0] for refusal in others)


def test_the_limit_that_is_reached_is_named():
    assert classify(LIMIT_VCN).meaning == "Oracle reports that a service limit is reached (vcn-count)."
    assert "(standard-a1-memory-count, standard-a1-core-count)" in classify(A1_LIMIT).meaning


def test_the_metadata_limit_has_its_own_sentence():
    assert "32,000 bytes" in classify(METADATA).meaning


def test_an_invalid_shape_is_not_a_domain_without_the_shape():
    assert classify("400-InvalidParameter, Shape VM.Standard.A9.Flex is invalid").kind is RefusalKind.BAD_REQUEST


def test_numbers_beside_the_message_are_not_a_status():
    """Of an old provider: "This provider is 429 Update(s) behind"."""
    message = FORMATS["release 4"].replace("57 Update(s)", "429 Update(s)").replace("Out of host capacity", "Oops")
    assert classify(message).kind is RefusalKind.NETWORK


def test_a_suggestion_is_not_the_message():
    message = "409-Conflict, The resource is busy.\nSuggestion: Too many requests? Out of capacity? Try later.\n"
    assert classify(message).kind is RefusalKind.UNKNOWN


def test_a_sentence_has_all_errors_of_a_run_each_once():
    twin = Refusal(kind=RefusalKind.QUOTA, meaning="No.", fix="Ask.")
    both = Refusal(kind=RefusalKind.QUOTA, meaning="Never.", others=(twin, twin))
    assert both.sentence() == "Never. Also: No. Ask."
    assert both.kinds() == {RefusalKind.QUOTA}
