"""Problems of links into the console and of the credentials of sources."""

from service.schemas.connections import CheckCode
from service.schemas.problems import ProblemKind


class LinkGone(ProblemKind):
    """The link into the console is unknown, was used, or has expired; the three look the same."""

    title, status = "Link used or expired", 410


class CheckUnderWay(ProblemKind):
    """The credentials of the source are being checked already."""

    title, status = "Check under way", 409
    service: str


class CredentialsRefused(ProblemKind):
    """The credentials cannot be used; `code` is that of a check."""

    title, status = "Credentials refused", 422
    code: CheckCode


class CredentialsMissing(ProblemKind):
    """The source needs `needed`: a token, or an OAuth client."""

    title, status = "Credentials missing", 422
    needed: str


class ConsentUnknown(ProblemKind):
    """The address belongs to no consent that was begun here within ten minutes."""

    title, status = "Unknown consent", 422


class ConsentRefused(ProblemKind):
    """The person or Google refused the consent, or Google could not be reached."""

    title, status = "Consent refused", 422


class CalendarsUnknown(ProblemKind):
    """The account has no calendars `unknown`, only those in `known`."""

    title, status = "No such calendars", 422
    unknown: list[str]
    known: list[str]
