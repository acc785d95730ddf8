"""Errors of Oracle's cloud and its provider: what each means for the next attempt, and a sentence with the fix.

The wording comes from people's reports of real failures; a comment beside each rule names one. The formats around it
are those of `provider_messages`.
"""

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from http import HTTPStatus

from infra_py.cli.provider_messages import ProviderMessage, parse


class RefusalKind(StrEnum):
    """Kinds of errors, as far as they decide what to do next."""

    CAPACITY = "out of capacity"
    NO_SHAPE = "shape not offered"
    A1_LIMIT = "service limit of A1 machines"
    THROTTLED = "too many requests"
    NETWORK = "no usable answer"
    LIMIT = "service limit"
    QUOTA = "quota"
    NOT_AUTHENTICATED = "not authenticated"
    NOT_AUTHORIZED = "not authorized or not found"
    BAD_REQUEST = "bad request"
    CREDENTIALS = "unusable credentials"
    PROTECTED = "protected"
    PROGRAM = "program failed"
    ENGINE = "engine failed"
    UNKNOWN = "unknown error"


# Another domain or another hour may help, and a limit of A1 machines is often reported falsely. Everything else needs a
# person.
RETRYABLE = frozenset(
    {RefusalKind.CAPACITY, RefusalKind.NO_SHAPE, RefusalKind.A1_LIMIT, RefusalKind.THROTTLED, RefusalKind.NETWORK}
)
# Errors of which it is not known whether a person has to do something.
UNEXPLAINED = frozenset({RefusalKind.PROGRAM, RefusalKind.ENGINE, RefusalKind.UNKNOWN})


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """One error in words for a person.

    Attributes:
        kind: decides about the next attempt.
        meaning: a sentence that says what is wrong; it quotes the cloud where that helps.
        fix: one or more sentences that say what to do; empty when the meaning says it.
        others: further errors of the same run, the most important first.
    """

    kind: RefusalKind
    meaning: str
    fix: str = ""
    others: tuple["Refusal", ...] = ()

    def sentence(self) -> str:
        """Return meaning and fix of this error and of the others as one text."""
        texts = [f"{one.meaning} {one.fix}".strip() for one in (self, *self.others)]
        return " Also: ".join(dict.fromkeys(texts))

    def kinds(self) -> set[RefusalKind]:
        """Return the kinds of all errors of the run."""
        return {self.kind, *(one.kind for one in self.others)}


@dataclass(frozen=True, kw_only=True)
class _Rule:
    """One kind of error; it matches by status, by code or by words."""

    kind: RefusalKind
    meaning: str
    fix: str = ""
    statuses: frozenset[int] = frozenset()
    codes: frozenset[str] = frozenset()
    words: re.Pattern[str] | None = None

    def matches(self, error: ProviderMessage) -> bool:
        return (
            error.code.lower() in self.codes
            or error.status in self.statuses
            or (self.words is not None and self.words.search(error.text) is not None)
        )


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _codes(*names: str) -> frozenset[str]:
    return frozenset(name.lower() for name in names)


CHECK = "`python -m infra_py check` shows which part is wrong."
LIMITS = "Governance, Limits, Quotas and Usage in the web console"
# The first rule that matches decides: the narrow ones come first.
RULES = (
    # Reported as "500-InternalError, Out of host capacity." (jpetazzo/ampernetacle#54, clementalo9/n8n_oci#46), inside
    # the error of a work request (Rapha-Borges/oke-free#46), and as "Out of capacity for shape" by the web console.
    _Rule(
        kind=RefusalKind.CAPACITY,
        words=_words(r"\bout of (host )?capacity\b"),
        meaning="Oracle is out of capacity for this machine.",
    ),
    # Reported as "404-NotAuthorizedOrNotFound, shape VM.Standard.E2.1.Micro not found" by a domain without such
    # machines (fnazz/oracle-freetier-tf-adguard-unbound-wireguard#1, oracle-quickstart/oci-cloudnative#20), and of A1
    # where it had been offered before (hitrov/oci-arm-host-capacity#96).
    _Rule(
        kind=RefusalKind.NO_SHAPE,
        words=_words(r"\bshape \S+ not found\b"),
        meaning="This domain does not offer the shape.",
        fix="Free Ampere machines exist only in the home region of the tenancy, and not in every domain.",
    ),
    # Reported as "400-LimitExceeded, The following service limits were exceeded: standard-a1-memory-count, ..." without
    # any machine (hitrov/oci-arm-host-capacity#55, #104), and as "standard-a1-core-regional-count" for an hour in which
    # Oracle counted a machine that never existed (mohankumarpaluru/oracle-freetier-instance-creation#15). The older
    # words are "You have reached your service limit of 1 in this Availability Domain", in
    # oracle/terraform-kubernetes-installer#218.
    _Rule(
        kind=RefusalKind.A1_LIMIT,
        codes=_codes("LimitExceeded"),
        words=_words(r"service limits? (were|was) exceeded|reached your service limit"),
        meaning="Oracle reports that a service limit is reached.",
        fix=f"Look for other A1 machines of the tenancy, stopped ones included, and at the usage under {LIMITS}.",
    ),
    # Reported as "The following compartment quotas were exceeded: standard-a1-core-regional-count in policy ... by 1"
    # in notes on quota policies for A1; dstackai/dstack#1252 treats it like a limit.
    _Rule(
        kind=RefusalKind.QUOTA,
        codes=_codes("QuotaExceeded"),
        words=_words(r"compartment quotas? (were|was) exceeded"),
        meaning="A quota of the compartment or tenancy forbids this size.",
        fix="Lower ocpus and memoryGb, or have the quota raised (Governance, Quota Policies in the web console).",
    ),
    # Reported as "429-TooManyRequests, Too many requests for the tenant" (oracle/terraform-provider-oci#2365), "... for
    # the user" (oracle/oci-go-sdk#303) and "User-rate limit exceeded." (oracle/terraform-provider-oci#678).
    _Rule(
        kind=RefusalKind.THROTTLED,
        statuses=frozenset({HTTPStatus.TOO_MANY_REQUESTS}),
        codes=_codes("TooManyRequests"),
        words=_words(r"too many requests|user-rate limit exceeded"),
        meaning="Oracle receives too many requests from this user or tenancy.",
        fix="Wait some minutes; other programs that use the same account count, too.",
    ),
    # Reported as "401-NotAuthenticated, The required information to complete authentication was not provided or was
    # incorrect." (oracle/terraform-provider-oci#2333); the clock is the cause in #571.
    _Rule(
        kind=RefusalKind.NOT_AUTHENTICATED,
        statuses=frozenset({HTTPStatus.UNAUTHORIZED}),
        codes=_codes("NotAuthenticated"),
        words=_words(r"required information to complete authentication"),
        meaning="Oracle does not accept the API key.",
        fix=f"{CHECK} A clock that is more than 5 minutes off is refused the same way.",
    ),
    # Reported as "can not create client, bad configuration: did not find a proper configuration for private key"
    # (oracle/terraform-provider-oci#491, #712) or "for tenancy" (#987).
    _Rule(
        kind=RefusalKind.CREDENTIALS,
        words=_words(r"bad configuration|did not find a proper configuration|can ?not create client"),
        meaning="The provider cannot use the configured API key.",
        fix=CHECK,
    ),
    # The engine 3.274.1 itself (pkg/resource/deploy): "... cannot be deleted because it is protected", "unable to
    # replace resource ... as it is currently marked for protection".
    _Rule(
        kind=RefusalKind.PROTECTED,
        words=_words(r"marked for protection|cannot be deleted\b.{0,200}\bprotect|protected resource"),
        meaning="A protected resource, the data volume, stands in the way.",
        fix="`pulumi config set protectData false` removes the protection at the next `up`: only if its data may go.",
    ),
    # The limit of 32,000 bytes is that of the API reference: LaunchInstanceDetails, "metadata".
    _Rule(
        kind=RefusalKind.BAD_REQUEST,
        words=_words(r"metadata.{0,80}(32,?000|too large|exceed|maximum size|size limit)"),
        meaning="The machine's metadata is larger than Oracle's 32,000 bytes.",
        fix="That is a bug in LifeTracer's bootstrap, or the SSH key is very long: use one of usual size.",
    ),
    # Reported as "404-NotAuthorizedOrNotFound, Authorization failed or requested resource not found.", which does not
    # say which of the two (mohankumarpaluru/oracle-freetier-instance-creation#73: a wrong OCID).
    _Rule(
        kind=RefusalKind.NOT_AUTHORIZED,
        statuses=frozenset({HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}),
        codes=_codes("NotAuthorizedOrNotFound", "NotAuthorized", "NotAllowed"),
        words=_words(r"\bNotAuthorized(OrNotFound)?\b|authorization failed or requested resource not found"),
        meaning="Oracle finds no such thing, or your user is not allowed to use it.",
        fix="Compare compartmentId, imageId and availabilityDomain with the web console, and the user's policies.",
    ),
    # Reported as "400-InvalidParameter, Invalid ratio of memory in GB to OCPUs." (rafaelzimmermann/remote-docker#3).
    _Rule(
        kind=RefusalKind.BAD_REQUEST,
        statuses=frozenset({HTTPStatus.BAD_REQUEST}),
        codes=_codes("InvalidParameter", "CannotParseRequest", "MissingParameter", "InvalidRequest"),
        words=_words(r"\b(InvalidParameter|CannotParseRequest|MissingParameter)\b"),
        meaning="Oracle does not accept a value of the stack's configuration.",
        fix="Correct the value that the quoted text names with `pulumi config set`.",
    ),
    # Reported as "dial tcp: lookup iaas.<region>.oraclecloud.com: no such host" (oracle/terraform-provider-oci#960, a
    # misspelt region) and "net/http: TLS handshake timeout" (#626). An open circuit breaker is the SDK's reaction to a
    # service that fails (Oracle's "Known Issues for Resource Manager").
    _Rule(
        kind=RefusalKind.NETWORK,
        statuses=frozenset(range(HTTPStatus.INTERNAL_SERVER_ERROR, 600)),
        words=_words(
            r"no such host|dial tcp|i/o timeout|TLS handshake timeout|connection (reset|refused)|"
            r"network is unreachable|\bEOF\b|context deadline exceeded|circuit breaker is open"
        ),
        meaning="There is no usable answer from Oracle.",
        fix="Check the connection, and that the region is spelt right.",
    ),
)
LIMIT_NAMES = re.compile(r"limits? (?:were|was) exceeded: (?P<names>[\w-]+(?:, ?[\w-]+)*)", re.IGNORECASE)
A1_LIMIT = re.compile(r"\bstandard-a1-", re.IGNORECASE)


def classify(message: str, *, resource: str = "") -> Refusal:
    """Return what one error of Oracle's provider means.

    Args:
        message: the provider's text.
        resource: the resource that it is about, such as "Instance vm"; named where the cloud is quoted.
    """
    error = parse(message)
    rule = next((rule for rule in RULES if rule.matches(error)), None)
    if rule is None:
        return unknown(error.text, resource=resource)
    refusal = Refusal(kind=rule.kind, meaning=rule.meaning, fix=rule.fix)
    if rule.kind is RefusalKind.A1_LIMIT:
        return _limit(refusal, error)
    if rule.kind in RETRYABLE:
        return refusal
    return replace(refusal, meaning=_quoting(rule.meaning, _about(resource, error.text)))


def unknown(text: str, *, resource: str = "") -> Refusal:
    """Return an error that no rule describes, in its own words."""
    return Refusal(kind=RefusalKind.UNKNOWN, meaning=f"{_about(resource, text.rstrip('. '))}.")


def _limit(refusal: Refusal, error: ProviderMessage) -> Refusal:
    """Only the limit of A1 machines is known to be reported falsely; any other one holds."""
    found = LIMIT_NAMES.search(error.text)
    names = found["names"] if found else "A1 machines"
    refusal = replace(refusal, meaning=_quoting(refusal.meaning, names))
    if found is None or A1_LIMIT.search(names):
        return refusal
    return replace(
        refusal,
        kind=RefusalKind.LIMIT,
        fix=f"Remove what uses it up, or request more under {LIMITS}.",
    )


def _about(resource: str, text: str) -> str:
    return f"{resource}: {text}" if resource else text


def _quoting(meaning: str, quote: str) -> str:
    return f"{meaning.rstrip('.')} ({quote.rstrip('. ')})."
