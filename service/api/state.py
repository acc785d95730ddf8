"""What the handlers share: one record on the application's state."""

from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.requests import Request

from service.database.pool import Pool
from service.schedules.clock import Clock, SystemClock


@dataclass(kw_only=True)
class State:
    """The gateway as the API sees it.

    Attributes:
        supervisor_alive: whether the worker still takes jobs.
        draining: no more jobs are accepted.
        clock: what schedules go by.
    """

    pool: Pool
    supervisor_alive: Callable[[], bool]
    draining: bool = False
    clock: Clock = field(default_factory=SystemClock)


def state_of(request: Request) -> State:
    """Return the record of the application that handles the request."""
    state = request.app.state.gateway
    assert isinstance(state, State)
    return state
