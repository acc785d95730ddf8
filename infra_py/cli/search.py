"""The capacity search: attempts through the domains (and sizes, on request) within a bounded time, resumable.

A turn is one domain at one size. All domains have their turn at one size before the next smaller size; after the
smallest the wanted size comes again. Attempts are at least a minute apart, with jitter: Oracle throttles users that
send requests faster, and many people search.
"""

import random
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from infra_py.cli.clock import Clock
from infra_py.cli.errors import CommandFailed, Interrupted
from infra_py.cli.oci_errors import RETRYABLE, UNEXPLAINED, Refusal, RefusalKind
from infra_py.cli.progress import Progress, duration, hour, until
from infra_py.cli.search_state import SearchState
from infra_py.cli.sizes import Size
from infra_py.cli.update import Update

PAUSE_SECONDS = 60.0
JITTER_SECONDS = 30.0
THROTTLED_SECONDS = 300.0
# Refusals that say nothing about how long they hold, and may be false: believed when all domains at all sizes have
# repeated one for this many rounds, and at least this many times.
DOUBTFUL = frozenset({RefusalKind.A1_LIMIT, RefusalKind.NO_SHAPE})
DOUBTFUL_ROUNDS = 3
DOUBTFUL_ATTEMPTS = 10
# A throttled or lost request says nothing about the domain.
TURN_USED = frozenset({RefusalKind.CAPACITY, RefusalKind.A1_LIMIT, RefusalKind.NO_SHAPE})
RESUME = "The same command goes on from here."


class Attempt(Protocol):
    """One attempt to build everything."""

    def __call__(self, domain: str, size: Size) -> Update:
        """Build, with the machine in this domain and of this size."""
        ...


@dataclass(frozen=True, kw_only=True)
class Found:
    """The place where a machine was created."""

    domain: str
    size: Size
    update: Update


@dataclass(kw_only=True)
class Search:
    """One search of a stack's machine.

    Attributes:
        state: how far earlier runs came; changed in place.
        save: stores the state; called before each wait, so that nothing is lost however the run ends.
        span: how long the search may take, the time of earlier runs included.
        stop: set when a person interrupts.
    """

    attempt: Attempt
    domains: Sequence[str]
    sizes: Sequence[Size]
    span: timedelta
    state: SearchState
    save: Callable[[SearchState], None]
    clock: Clock
    progress: Progress
    stop: threading.Event
    chance: random.Random = field(default_factory=random.Random)
    _since: datetime = field(init=False)

    def run(self) -> Found:
        """Make attempts until there is a machine.

        Raises:
            CommandFailed: when the time is over, or when no attempt can succeed.
            Interrupted: when a person stopped it.
        """
        self._since = self.clock.now()
        self._wait(self._rest_of_pause())
        while True:
            domain, size = self._turn()
            self.state.attempts += 1
            label = f"Attempt {self.state.attempts}: {domain}, {size}"
            self.progress.show(f"{label} ... ({self._elapsed()})")
            try:
                update = self.attempt(domain, size)
            finally:
                self.state.last_attempt = self.clock.now()
                self._add_time()
                self.save(self.state)
            if update.refusal is None or update.has_made_machine:
                return Found(domain=domain, size=size, update=update)
            pause = self._next_pause(update.refusal)
            self._report(label, update.refusal, pause)
            self._wait(pause)

    def _turn(self) -> tuple[str, Size]:
        round_, at = divmod(self.state.turn, len(self.domains))
        return self.domains[at], self.sizes[round_ % len(self.sizes)]

    def _next_pause(self, refusal: Refusal) -> float:
        """Count a refusal, and return the seconds until the next attempt.

        Raises:
            CommandFailed: when no attempt can succeed.
        """
        state, kind = self.state, refusal.kind
        state.refusals[kind] = state.refusals.get(kind, 0) + 1
        state.repeats = state.repeats + 1 if kind == state.last_kind else 1
        state.last_kind = kind
        self.save(state)
        if kind not in RETRYABLE:
            raise CommandFailed(f"{_end_reason(kind)} {refusal.sentence()}")
        enough = max(DOUBTFUL_ROUNDS * len(self.domains) * len(self.sizes), DOUBTFUL_ATTEMPTS)
        if kind in DOUBTFUL and state.repeats >= enough:
            repeats, state.repeats = state.repeats, 0
            self.save(state)
            raise CommandFailed(
                f"No further attempt would help: the last {repeats} attempts had the same result. {refusal.sentence()}"
            )
        if kind in TURN_USED:
            state.turn += 1
        pause = THROTTLED_SECONDS if RefusalKind.THROTTLED in refusal.kinds() else PAUSE_SECONDS
        return pause + self.chance.uniform(0, JITTER_SECONDS)

    def _report(self, label: str, refusal: Refusal, pause: float) -> None:
        meanings = [one.meaning.rstrip(".") for one in (refusal, *refusal.others)]
        line = f"{label}: {'; '.join(dict.fromkeys(meanings))}."
        if self.state.spent_seconds + pause < self.span.total_seconds():
            domain, _ = self._turn()
            at = hour(until(self.clock.now(), pause))
            line += f" Next attempt at {at} in {domain} ({self._elapsed()})."
        self.progress.say(line)

    def _wait(self, seconds: float) -> None:
        """Wait for the next attempt.

        Raises:
            CommandFailed: when it would come after the end.
            Interrupted: when a person stopped it.
        """
        self.save(self.state)
        if self.state.spent_seconds + seconds >= self.span.total_seconds():
            raise CommandFailed(self._over())
        end = until(self.clock.now(), seconds)
        while not self.stop.is_set() and (left := (end - self.clock.now()).total_seconds()) > 0:
            domain, size = self._turn()
            self.progress.show(
                f"Next: attempt {self.state.attempts + 1}, {domain}, {size}, at {hour(end)}, in {duration(left)} "
                f"({self._elapsed()}). Ctrl-C stops; {RESUME.lower()}"
            )
            self.clock.wait(min(left, 1.0) if self.progress.is_live else left, self.stop)
        self._add_time()
        if self.stop.is_set():
            self.save(self.state)
            raise Interrupted(f"Stopped after {_times(self.state.attempts)}. {RESUME}")

    def _over(self) -> str:
        """Return the last message of a search whose time is over; the next one begins with all of its time."""
        state = self.state
        counts = ", ".join(f"{count} times {kind}" for kind, count in sorted(state.refusals.items()))
        result = f"No machine was available in {duration(self.span.total_seconds())} and {_times(state.attempts)}"
        state.restart()
        self.save(state)
        smaller = " or with --accept-smaller" if len(self.sizes) == 1 else ""
        return (
            f"{result}{f' ({counts})' if counts else ''}. Run it again later{smaller}; the parts that are built so far "
            "stay and cost nothing. A pay-as-you-go tenancy is usually served first."
        )

    def _rest_of_pause(self) -> float:
        """Return the seconds that are left of the pause after the last attempt of an earlier run."""
        if self.state.last_attempt is None:
            return 0
        gone = (self.clock.now() - self.state.last_attempt).total_seconds()
        return min(max(PAUSE_SECONDS - gone, 0), PAUSE_SECONDS)

    def _add_time(self) -> None:
        now = self.clock.now()
        self.state.spent_seconds += max((now - self._since).total_seconds(), 0)
        self._since = now

    def _elapsed(self) -> str:
        spent = self.state.spent_seconds + (self.clock.now() - self._since).total_seconds()
        return f"{duration(spent)} of {duration(self.span.total_seconds())}"


def _end_reason(kind: RefusalKind) -> str:
    if kind in UNEXPLAINED:
        return "The search ended, because it does not recognize this error as one that passes."
    return "No further attempt would help."


def _times(attempts: int) -> str:
    return f"{attempts} attempt{'' if attempts == 1 else 's'}"
