"""Problems of jobs, syncs and schedules."""

from service.jobs.model import Status
from service.schemas.problems import ProblemKind


class JobNotFound(ProblemKind):
    """There is no job `jobId`, or not any more."""

    title, status = "No such job", 404
    job_id: str


class JobNotFinished(ProblemKind):
    """The job cannot be retried while it is `jobStatus`."""

    title, status = "Job has not ended", 409
    job_status: Status


class JobFinished(ProblemKind):
    """The job cannot be cancelled: it has ended as `jobStatus`."""

    title, status = "Job has ended", 409
    job_status: Status


class InvalidCursor(ProblemKind):
    """`before` does not come from the page before."""

    title, status = "Invalid cursor", 422


class InvalidLogPosition(ProblemKind):
    """Last-Event-ID does not belong to the logs of this job."""

    title, status = "Invalid log position", 422


class StreamsInUse(ProblemKind):
    """The gateway serves its `limit` of log streams already."""

    title, status = "All log streams in use", 503
    limit: int


class IdempotencyKeyReused(ProblemKind):
    """The Idempotency-Key was used for another request."""

    title, status = "Idempotency-Key used before", 422


class SourceNotFound(ProblemKind):
    """There is no service `service` that can be read; `known` are the others."""

    title, status = "No such service", 404
    service: str
    known: list[str]


class PlanAndDryRun(ProblemKind):
    """A plan and a dry run exclude each other."""

    title, status = "Either a plan or a dry run", 422


class NothingToPlan(ProblemKind):
    """The service has no quota by the hour, so its sync cannot be planned."""

    title, status = "Nothing to plan", 422
    service: str


class ScheduleNotFound(ProblemKind):
    """There is no schedule `name`."""

    title, status = "No such schedule", 404
    name: str


class InvalidSchedule(ProblemKind):
    """The schedule cannot be used; `errors` names the places."""

    title, status = "Invalid schedule", 422
