"""The type of the answer about the state of the whole."""

import datetime as dt
from uuid import UUID

from service.jobs.model import Status
from service.notices import Params, WarningCode
from service.schemas.base import Answer
from service.schemas.forecasts import Mode


class WorkerState(Answer):
    """Whether a worker runs jobs, and the last heartbeat of any; null where no worker is registered."""

    alive: bool
    heartbeat_at: dt.datetime | None


class QueueState(Answer):
    """How many runs are queued, wait for a known time (such as for a quota), and are under way."""

    queued: int
    waiting: int
    running: int


class DatabaseState(Answer):
    """The size of the database, and whether it is the embedded one of this gateway."""

    bytes: int
    embedded: bool


class LastPipeline(Answer):
    """The newest pipeline, which may still be under way."""

    job_id: UUID
    status: Status
    reason: str | None
    created_at: dt.datetime
    finished_at: dt.datetime | None


class NextRun(Answer):
    """The schedule that starts something next."""

    schedule: str
    stage: str
    at: dt.datetime


class StatusWarning(Answer):
    """What a person should know or change; `text` is the English sentence of `code` and `params`."""

    code: WarningCode
    params: Params
    text: str


class GatewayStatus(Answer):
    """The state of the whole in one answer, also before the first transform.

    `asOf` is the instant that counted as now in the last transform, null before the first one; `timezone`, `country`
    and `language` are the stored settings, `mode` is that of the newest analysis. `warnings` are what a person should
    know or change, the most urgent first.
    """

    version: str
    as_of: dt.datetime | None
    timezone: str
    country: str | None
    language: str
    mode: Mode | None
    worker: WorkerState
    queue: QueueState
    database: DatabaseState
    last_pipeline: LastPipeline | None
    next_run: NextRun | None
    warnings: list[StatusWarning]
