"""The words of real refusals (as people quote them in issue threads), and what they mean for the search."""

import pytest

from infra_py.cli.oci_errors import Kind, classify, is_noise, verdict, words

# As terraform-provider-oci 7 and 8 write it ...
CAPACITY = """\
500-InternalError, Out of host capacity.
Suggestion: The service for this resource encountered an error. Please contact support for help.
Documentation: https://registry.terraform.io/providers/oracle/oci/latest/docs/resources/core_instance
API Reference: https://docs.oracle.com/iaas/api/#/en/iaas/20160918/Instance/LaunchInstance
Request Target: POST https://iaas.us-ashburn-1.oraclecloud.com/20160918/instances
Provider version: 7.7.0, released on 2025-06-29.
Service: Core Instance
Operation Name: LaunchInstance
OPC request ID: 5a48ece212d02f2995eb2f35d89dc45b/FDE0C3F949F8B8CB2A53C99106A25F87/09D6DB080E447AB18A3F1106B1DCFACF
"""
# ... and as 4 wrote it.
CAPACITY_OLD = """\
500-InternalError
Provider version: 4.69.0, released on 2022-03-23. This provider is 57 Update(s) behind to current.
Service: Core Instance
Error Message: Out of host capacity.
OPC request ID: 4f7aa31513737ca07ae902f168911c27/60A666258C2E6FB307A5F5DAED589C11/7D7CC44E85D42AFA708C4D3877974FC3
"""
CAPACITY_CONSOLE = (
    "Out of capacity for shape VM.Standard.A1.Flex in availability domain AD-1. Create the instance in a different "
    "availability domain or try again later."
)
LIMIT = (
    "400-LimitExceeded, The following service limits were exceeded: standard-a1-memory-count, standard-a1-core-count. "
    "Request a service limit increase from the service limits page in the console. "
)
LIMIT_VCN = (
    "400-LimitExceeded, The following service limits were exceeded: vcn-count. Request a service limit increase from "
    "the service limits page in the console. "
)
QUOTA = "400-QuotaExceeded, The following compartment quotas were exceeded: standard-a1-core-count."
METADATA = (
    "400-InvalidParameter, The combined size of metadata and extendedMetadata is 40210 bytes, over the maximum size of "
    "32000 bytes"
)

TABLE = [
    (CAPACITY, Kind.CAPACITY),
    (CAPACITY_OLD, Kind.CAPACITY),
    (CAPACITY_CONSOLE, Kind.CAPACITY),
    ("404-NotAuthorizedOrNotFound, shape VM.Standard.A1.Flex not found", Kind.CAPACITY),
    (LIMIT, Kind.LIMIT),
    (LIMIT_VCN, Kind.FINAL),
    (QUOTA, Kind.FINAL),
    ("429-TooManyRequests, Too many requests for the user", Kind.THROTTLED),
    (
        "401-NotAuthenticated, The required information to complete authentication was not provided or was incorrect.",
        Kind.FINAL,
    ),
    ("404-NotAuthorizedOrNotFound, Authorization failed or requested resource not found.", Kind.FINAL),
    ("400-InvalidParameter, Shape VM.Standard.A1.Flex is not valid for image ocid1.image.oc1.x.", Kind.FINAL),
    ("400-CannotParseRequest, Incorrectly formatted request.", Kind.FINAL),
    (METADATA, Kind.FINAL),
    ("can not create client, bad configuration: did not find a proper configuration for private key", Kind.FINAL),
    ("dial tcp: lookup iaas.ap-tokyo-1.oraclecloud.com: no such host", Kind.NETWORK),
    ("503-ServiceUnavailable, The service is currently unavailable.", Kind.NETWORK),
    ("500-InternalError, Internal server error", Kind.NETWORK),
    ("something that nobody has seen before", Kind.FINAL),
]


@pytest.mark.parametrize(("message", "kind"), TABLE)
def test_each_refusal_is_told_apart(message, kind):
    assert classify(message).kind is kind


@pytest.mark.parametrize("message", [message for message, kind in TABLE if kind is Kind.FINAL and message != LIMIT_VCN])
def test_a_final_refusal_quotes_the_cloud_and_names_a_fix(message):
    refusal = classify(message)
    assert words(message).split(", ")[-1].rstrip(". ")[:30] in refusal.sentence()
    assert refusal.fix or message.startswith("something")


def test_the_limit_that_is_reached_is_named():
    assert "vcn-count" in classify(LIMIT_VCN).meaning
    assert "standard-a1-core-count" in classify(LIMIT).meaning


def test_the_metadata_limit_is_not_taken_for_any_invalid_value():
    assert "32,000 bytes" in classify(METADATA).meaning


def test_an_invalid_value_that_is_about_a_missing_shape_is_not_capacity():
    assert classify("400-InvalidParameter, Shape VM.Standard.A9.Flex is invalid").kind is Kind.FINAL


def test_one_final_error_among_several_makes_the_try_final():
    found = verdict([CAPACITY, "401-NotAuthenticated, no", "update failed"])
    assert found is not None
    assert found.kind is Kind.FINAL


def test_lack_of_capacity_counts_more_than_a_bad_connection():
    found = verdict(["i/o timeout", CAPACITY])
    assert found is not None
    assert found.kind is Kind.CAPACITY


@pytest.mark.parametrize("message", ["update failed", "", "  ", "error: update failed", "preview failed"])
def test_what_the_engine_adds_to_every_failure_says_nothing(message):
    assert is_noise(message)
    assert verdict([message]) is None


def test_the_words_of_the_cloud_come_without_what_the_provider_wraps_around_them():
    wrapped = f"sdk-v2/provider2.go:572: sdk.helper_schema: {CAPACITY}"
    assert words(CAPACITY) == "500-InternalError, Out of host capacity."
    assert "Suggestion" not in words(wrapped)
