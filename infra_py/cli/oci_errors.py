"""What a refusal of the cloud means: worth another try, or not.

The texts are those of terraform-provider-oci ("<status>-<code>, <message>", older releases put the message on a line
"Error Message:") as people quote them in issue threads; the engine's events carry them unchanged.
"""

import re
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What can be done about a refusal."""

    CAPACITY = "capacity"  # another domain, or later
    LIMIT = "limit"  # may be false where capacity is short; true when every domain repeats it
    THROTTLED = "throttled"  # later, same domain
    NETWORK = "network"  # later, same domain, if the cloud ever answered
    FINAL = "final"  # no try will change it


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """One refusal: its kind, what it means and what to do, in words for a person."""

    kind: Kind
    meaning: str
    fix: str = ""

    def sentence(self) -> str:
        """Return meaning and fix as one text."""
        return f"{self.meaning} {self.fix}".strip()


@dataclass(frozen=True)
class _Rule:
    pattern: re.Pattern[str]
    kind: Kind
    meaning: str
    fix: str = ""


def _rule(pattern: str, kind: Kind, meaning: str, fix: str = "") -> _Rule:
    return _Rule(re.compile(pattern, re.IGNORECASE | re.DOTALL), kind, meaning, fix)


CHECK = "`python -m infra_py check` shows which part is wrong."
# The first rule that matches wins: the narrow ones come first.
RULES = (
    _rule(r"\bout of (host )?capacity\b", Kind.CAPACITY, "Out of capacity."),
    # A domain without Ampere machines answers as if the shape did not exist.
    _rule(r"\bshape \S+ not found\b", Kind.CAPACITY, "This domain does not offer the shape."),
    _rule(
        r"LimitExceeded|service limits were exceeded",
        Kind.LIMIT,
        "The cloud says that a service limit is reached.",
        "Look for other A1 machines of the tenancy (stopped ones count) and into Limits, Quotas and Usage.",
    ),
    _rule(
        r"QuotaExceeded|compartment quotas were exceeded",
        Kind.FINAL,
        "A quota of the compartment or tenancy forbids this size.",
        "Lower ocpus and memoryGb, or have the quota policy raised (Governance, Quota Policies in the console).",
    ),
    _rule(r"\b429\b|TooManyRequests|too many requests", Kind.THROTTLED, "The cloud asks for fewer requests."),
    _rule(
        r"NotAuthenticated|authentication information|required information to complete authentication",
        Kind.FINAL,
        "Oracle does not accept the API key.",
        f"{CHECK} A clock that is more than 5 minutes off does this, too.",
    ),
    _rule(
        r"bad configuration|did not find a proper configuration|can not create client|private key.{0,40}passphrase",
        Kind.FINAL,
        "The provider cannot use the API key's configuration.",
        CHECK,
    ),
    _rule(
        r"metadata.{0,80}(32,?000|too large|exceed|maximum size|size limit)",
        Kind.FINAL,
        "The machine's metadata is larger than Oracle's 32,000 bytes.",
        "This is a mistake of LifeTracer's bootstrap, or of a very long SSH key: use one key of usual size.",
    ),
    _rule(
        r"NotAuthorizedOrNotFound|\b404-|NotAuthorized\b",
        Kind.FINAL,
        "Oracle finds no such thing, or your user may not use it.",
        "Compare compartmentId, imageId and availabilityDomain with the console, and the user's policies.",
    ),
    _rule(
        r"InvalidParameter|CannotParseRequest|MissingParameter|InvalidRequest|\b400-",
        Kind.FINAL,
        "Oracle does not accept a value of the stack's configuration.",
        "The text of the refusal names it.",
    ),
    _rule(
        r"marked for protection|cannot be deleted\b.{0,200}\bprotect|protected resource",
        Kind.FINAL,
        "A protected resource, the data volume, stands in the way.",
        "`pulumi config set protectData false` takes the protection away at the next `up`: only if its data may go.",
    ),
    _rule(
        r"no such host|dial tcp|i/o timeout|TLS handshake timeout|connection (reset|refused)|network is unreachable|"
        r"\bEOF\b|context deadline exceeded|\b50[0234]-",
        Kind.NETWORK,
        "The cloud does not answer as it should.",
        "Check the connection, and that the region is written right.",
    ),
)
FIRST_LIMITS = re.compile(r"limits? (?:were|was) exceeded: (?P<names>[\w, -]+)", re.IGNORECASE)
A1_LIMIT = re.compile(r"\bstandard-a1-", re.IGNORECASE)
# What the engine adds to every failed update; the reason is told beside it.
NOISE = re.compile(
    r"^(error: )?(update failed|preview failed|update canceled|resource monitor shut down.*|"
    r".*program failed( with an unhandled exception)?:?.*)$",
    re.IGNORECASE | re.DOTALL,
)
# What a bridged provider puts before and after the words of the cloud.
WRAPPING = re.compile(
    r"^(error: )?(sdk-v2/provider2\.go:\d+: )?(\d+ errors? occurred:\s*\* )?(creating urn:\S+: )?", re.DOTALL
)
APPENDIX = re.compile(r"\n\s*(Suggestion|Documentation|API Reference|Request Target|Provider version|Service):")


def classify(message: str) -> Refusal:
    """Say what one error of the engine means; what no rule knows is final, with its own words."""
    for rule in RULES:
        if rule.pattern.search(message):
            return _refusal(rule, message)
    return Refusal(kind=Kind.FINAL, meaning=words(message))


def verdict(messages: list[str]) -> Refusal | None:
    """Say what the errors of one try mean together; None when there were none.

    One final error makes the try final; otherwise what the machine was refused for counts more than a bad connection.
    """
    refusals = [classify(message) for message in messages if not is_noise(message)]
    order = (Kind.FINAL, Kind.LIMIT, Kind.CAPACITY, Kind.THROTTLED, Kind.NETWORK)
    return min(refusals, key=lambda refusal: order.index(refusal.kind), default=None)


def is_noise(message: str) -> bool:
    """Tell whether an error only says that there was an error."""
    text = message.strip()
    return not text or (NOISE.match(text) is not None and not any(rule.pattern.search(text) for rule in RULES))


def words(message: str) -> str:
    """Return what the cloud said, in one line, without what the provider wraps around it."""
    unwrapped = WRAPPING.sub("", message.strip())
    return " ".join(APPENDIX.split(unwrapped, maxsplit=1)[0].split())


def _refusal(rule: _Rule, message: str) -> Refusal:
    if rule.kind is Kind.LIMIT:
        return _limit(rule, message)
    quoted = _quoting(rule.meaning, words(message)) if rule.kind is Kind.FINAL else rule.meaning
    return Refusal(kind=rule.kind, meaning=quoted, fix=rule.fix)


def _limit(rule: _Rule, message: str) -> Refusal:
    """Only the limit of A1 machines is known to be claimed falsely; any other one is true."""
    found = FIRST_LIMITS.search(message)
    names = found["names"].strip(" ,") if found else "A1"
    if found is None or A1_LIMIT.search(message):
        return Refusal(kind=Kind.LIMIT, meaning=_quoting(rule.meaning, names), fix=rule.fix)
    return Refusal(
        kind=Kind.FINAL,
        meaning=_quoting(rule.meaning, names),
        fix="Remove what uses it up, or ask for more: Limits, Quotas and Usage in the console.",
    )


def _quoting(meaning: str, quote: str) -> str:
    return f"{meaning.rstrip('.')} ({quote.rstrip('. ')})."
