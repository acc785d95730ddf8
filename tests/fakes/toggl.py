"""Toggl with faults: the sandbox's stand-in over real HTTP, told by a test what to break next.

with FakeToggl(account, now=lambda: NOW) as toggl:
    toggl.fail_next("rate")                          # one 429 with an HTML body
    toggl.fail_next("quota", resets_in=1200)         # 402 with the quota headers
    toggl.fail_next("plan", path="/reports/")        # 402 without them, for reports only
    toggl.fail_next("error", times=3, status=503)
    toggl.store.delete_entry(7)
    sync(toggl.origin)
    assert [request.path for request in toggl.requests] == [...]
"""

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal

from sandbox.account import Account
from sandbox.store import AccountStore
from sandbox.toggl import TOKEN, create_app
from sandbox.toggl_gate import Quota, Rate
from sandbox.toggl_habits import Habits
from tests.fakes.faults import Faults
from tests.fakes.service import FakeService

Kind = Literal[
    "quota",  # 402 with X-Toggl-Quota-*; options: remaining=0, resets_in=60
    "plan",  # 402 without those headers
    "rate",  # 429 with an HTML body; option: retry_after, seconds or a date
    "error",  # 5xx; options: status=500, retry_after
    "gone",  # 410
    "forbidden",  # 403
    "html",  # 200 with an HTML page instead of JSON
    "truncated",  # the right answer, its JSON cut in the middle, the HTTP around it intact
    "cut",  # the right answer, the connection lost in the middle of its body
    "drop",  # the connection lost before a byte was answered
    "timeout",  # no answer until the client gives up
    "drip",  # the right answer, byte after byte; options: every=0.05 seconds, head=True for its headers
    "null",  # null instead of the list
    "empty_lists",  # the right answer, every list in it null
    "echo",  # a refusal that repeats the request's credentials; option: status=400
]


class FakeToggl(FakeService):
    """A running stand-in.

    Args:
        account_or_store: what it serves.
        now: the instant that counts as now.
        token: the API token that is right.
        quota: calls in a sliding hour.
        rate: the leaky bucket; None = none.
        clock: growing seconds, what quota and rate are measured by.
        habits: how the service behaves where its documentation is silent, and whom it refuses.

    Attributes:
        habits: the same; a change holds from the next request on.
    """

    def __init__(
        self,
        account_or_store: Account | AccountStore,
        *,
        now: Callable[[], datetime],
        token: str = TOKEN,
        quota: Quota | None = None,
        rate: Rate | None = None,
        clock: Callable[[], float] = time.monotonic,
        habits: Habits | None = None,
    ) -> None:
        store = account_or_store
        self.store = store if isinstance(store, AccountStore) else AccountStore(store, now=now)
        self.token = token
        self.habits = habits or Habits()
        super().__init__(Faults())
        self._app = create_app(
            self.store,
            now=now,
            token=token,
            quota=quota,
            rate=rate,
            clock=clock,
            habits=self.habits,
        )

    def fail_next(self, kind: Kind, times: int = 1, *, path: str | None = None, after: int = 0, **options: Any) -> None:
        """Break the next requests; see `FakeService.plan`."""
        self.plan(kind, times, path=path, after=after, options=options)
