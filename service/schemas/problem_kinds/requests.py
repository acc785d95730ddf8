"""Problems that any request can have."""

import datetime as dt

from service.auth.api_keys import KeyScope
from service.schemas.problems import ProblemKind


class MalformedRequest(ProblemKind):
    """The bytes on the connection are invalid HTTP."""

    title, status = "Malformed request", 400


class InvalidJson(ProblemKind):
    """The body is not JSON in UTF-8, or is nested too deeply."""

    title, status = "Not JSON", 400


class NotAuthenticated(ProblemKind):
    """The request has no key, or one that is unknown, expired or revoked."""

    title, status = "Not authenticated", 401


class ScopeTooSmall(ProblemKind):
    """The key has the scope `scope`, and the operation needs `needed`."""

    title, status = "Not allowed", 403
    needed: KeyScope
    scope: KeyScope


class PathNotFound(ProblemKind):
    """The API has no such path."""

    title, status = "Not found", 404


class MethodNotAllowed(ProblemKind):
    """The path has only the methods `allowed`."""

    title, status = "Method not allowed", 405
    allowed: list[str]


class RequestTooSlow(ProblemKind):
    """The head or the body of the request did not arrive within `seconds`."""

    title, status = "Request too slow", 408
    seconds: int


class BodyTooLarge(ProblemKind):
    """The body has more than `limitBytes`."""

    title, status = "Body too large", 413
    limit_bytes: int


class UnsupportedMediaType(ProblemKind):
    """The body is announced as `mediaType`; it has to be application/json."""

    title, status = "Not announced as JSON", 415
    media_type: str


class InvalidBody(ProblemKind):
    """The body has another shape than the document describes; `errors` names the places."""

    title, status = "Invalid body", 422


class UnknownParameter(ProblemKind):
    """The operation has no query parameters `names`, only those in `possible`."""

    title, status = "Unknown parameter", 422
    names: list[str]
    possible: list[str]


class RepeatedParameter(ProblemKind):
    """The parameter `name` may be given only once."""

    title, status = "Repeated parameter", 422
    name: str


class InvalidParameter(ProblemKind):
    """The parameter `name` cannot have the value `value`."""

    title, status = "Invalid parameter", 422
    name: str
    value: str


class HeadTooLarge(ProblemKind):
    """The request line and the headers are too large."""

    title, status = "Headers too large", 431


class InternalError(ProblemKind):
    """The gateway failed; its log has the details under the request id."""

    title, status = "Internal error", 500


class DatabaseUnavailable(ProblemKind):
    """The database does not answer at the moment."""

    title, status = "Database unavailable", 503


class ShuttingDown(ProblemKind):
    """The gateway is shutting down and accepts no more jobs."""

    title, status = "Shutting down", 503


class WorkerStopped(ProblemKind):
    """The worker has stopped; the gateway has to be restarted."""

    title, status = "Worker stopped", 503


class ChangedMeanwhile(ProblemKind):
    """What If-Match names is not the current version."""

    title, status = "Changed meanwhile", 412


class NotTransformed(ProblemKind):
    """The answer is known after the next transform."""

    title, status = "Not transformed yet", 409


class InvalidSpan(ProblemKind):
    """`first` comes after `last`, or they are more than `limitDays` apart."""

    title, status = "Invalid span", 422
    first: dt.date
    last: dt.date
    limit_days: int


class KindNotFound(ProblemKind):
    """There is no kind of problem `kind`."""

    title, status = "No such kind of problem", 404
    kind: str
