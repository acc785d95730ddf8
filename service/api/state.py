"""What the handlers share: one record on the application's state."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request

from service.api.access_log import AccessLog
from service.api.log_feed import LogFeed
from service.api.problems import out_of_reach
from service.api.shared_reads import SharedReads
from service.database.pool import Pool
from service.schedules.clock import Clock, SystemClock


@dataclass(kw_only=True)
class State:
    """The gateway as the API sees it.

    Attributes:
        supervisor_alive: whether the worker still takes jobs.
        database: the open pool; None until the database answers and is migrated.
        unusable: the sentence about a database that a person has to act on before it can be opened; None otherwise.
        draining: no more jobs are accepted.
        is_embedded: whether the database is the embedded one.
        clock: what schedules go by.
        log_feed: what open log streams wait for.
        access_log: where each request is logged.
        readiness: the look at the database that requests of /ready share.
        checking: the sources whose credentials are being checked.
        consents: the consents that were begun here and are not finished, by their state.
    """

    supervisor_alive: Callable[[], bool]
    database: Pool | None = None
    unusable: str | None = None
    draining: bool = False
    is_embedded: bool = False
    clock: Clock = field(default_factory=SystemClock)
    log_feed: LogFeed = field(init=False)
    access_log: AccessLog = field(default_factory=AccessLog)
    readiness: SharedReads[str, bool] = field(default_factory=SharedReads)
    checking: set[str] = field(default_factory=set)
    consents: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.log_feed = LogFeed(lambda: self.pool)

    @property
    def pool(self) -> Pool:
        """Return the pool.

        Raises:
            ProblemError: 503 while the gateway still waits for its database.
        """
        if self.database is None:
            raise out_of_reach(self.unusable or "The gateway waits for its database.")
        return self.database

    def open(self, pool: Pool) -> None:
        """Accept jobs from now on."""
        self.database = pool

    def wait_for_a_person(self, sentence: str | None) -> None:
        """Answer with the sentence, in /health too, until the database can be opened."""
        self.unusable = sentence

    def drain(self) -> None:
        """Accept no more jobs."""
        self.draining = True


def state_of(request: Request) -> State:
    """Return the record of the application that handles the request."""
    state = request.app.state.gateway
    assert isinstance(state, State)
    return state
