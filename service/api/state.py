"""What the handlers share: one record on the application's state."""

from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.requests import Request

from service.api.feed import Feed
from service.database.pool import Pool


@dataclass(kw_only=True)
class State:
    """The gateway as the API sees it.

    Attributes:
        supervisor_alive: whether the worker still takes jobs.
        draining: no more jobs are accepted.
        feed: what open log streams wait for.
    """

    pool: Pool
    supervisor_alive: Callable[[], bool]
    draining: bool = False
    feed: Feed = field(init=False)

    def __post_init__(self) -> None:
        self.feed = Feed(lambda: self.pool)


def state_of(request: Request) -> State:
    """Return the record of the application that handles the request."""
    state = request.app.state.gateway
    assert isinstance(state, State)
    return state
