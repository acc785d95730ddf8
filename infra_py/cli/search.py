"""Looking for capacity: one try after another through domains (and sizes, when asked), bounded, and resumable.

Turns count through all domains at one size before the next smaller one comes; after the smallest, the wanted size is
tried again. Tries are at least a minute apart, with jitter: whoever asks more often is throttled, and many ask.
"""

import random
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from infra_py.cli.clock import Clock
from infra_py.cli.errors import CommandFailed, Interrupted
from infra_py.cli.oci_errors import Kind, Refusal
from infra_py.cli.progress import Progress, duration, hour, until
from infra_py.cli.search_state import Memory
from infra_py.cli.sizes import Size
from infra_py.cli.update import Update

PAUSE_SECONDS = 60.0
JITTER_SECONDS = 30.0
THROTTLED_SECONDS = 300.0
# A limit that every domain claims so many rounds in a row, and so often, is no false one.
LIMIT_ROUNDS = 3
LEAST_LIMITS = 10
RESUME = "The same command goes on from here."


class Cloud(Protocol):
    """What the search asks of the cloud."""

    def __call__(self, domain: str, size: Size) -> Update:
        """Try to build everything with the machine in this domain and of this size."""
        ...


@dataclass(frozen=True, kw_only=True)
class Found:
    """Where a machine was given."""

    domain: str
    size: Size
    update: Update


@dataclass(kw_only=True)
class Search:
    """One search of a stack's machine.

    Attributes:
        memory: how far former runs came; changed in place.
        remember: saves the memory; called before each wait, so that nothing is lost by any end.
        span: how long the search may take, the time of former runs included.
        stop: set when a person asks to stop.
    """

    try_up: Cloud
    domains: Sequence[str]
    sizes: Sequence[Size]
    span: timedelta
    memory: Memory
    remember: Callable[[Memory], None]
    clock: Clock
    progress: Progress
    stop: threading.Event
    chance: random.Random = field(default_factory=random.Random)
    _since: datetime = field(init=False)

    def run(self) -> Found:
        """Try until a machine is given.

        Raises:
            CommandFailed: when the time is over, or when no try can help.
            Interrupted: when a person asked to stop.
        """
        self._since = self.clock.now()
        self._wait(self._rest_of_pause())
        while True:
            domain, size = self._turn()
            self.memory.attempts += 1
            label = f"Try {self.memory.attempts}: {domain}, {size}"
            self.progress.show(f"{label} ... ({self._elapsed()})")
            try:
                update = self.try_up(domain, size)
            finally:
                self.memory.last_try = self.clock.now()
                self._keep_time()
                self.remember(self.memory)
            if update.refusal is None or update.has_made_machine:
                return Found(domain=domain, size=size, update=update)
            pause = self._judge(update.refusal)
            self._announce(label, update.refusal, pause)
            self._wait(pause)

    def _turn(self) -> tuple[str, Size]:
        round_, at = divmod(self.memory.turn, len(self.domains))
        return self.domains[at], self.sizes[round_ % len(self.sizes)]

    def _judge(self, refusal: Refusal) -> float:
        """Return the seconds until the next try, and whose turn it is then.

        Raises:
            CommandFailed: when no try can help.
        """
        memory = self.memory
        memory.limits_in_a_row = memory.limits_in_a_row + 1 if refusal.kind is Kind.LIMIT else 0
        is_hopeless = (
            refusal.kind is Kind.FINAL
            or (refusal.kind is Kind.NETWORK and not memory.has_answered)
            or memory.limits_in_a_row >= max(LIMIT_ROUNDS * len(self.domains) * len(self.sizes), LEAST_LIMITS)
        )
        if is_hopeless:
            self.remember(memory)
            raise CommandFailed(f"No further try would help. {refusal.sentence()}")
        memory.has_answered = memory.has_answered or refusal.kind is not Kind.NETWORK
        # A throttled or lost request says nothing about the domain: its turn is not used up.
        if refusal.kind in {Kind.CAPACITY, Kind.LIMIT}:
            memory.turn += 1
        pause = THROTTLED_SECONDS if refusal.kind is Kind.THROTTLED else PAUSE_SECONDS
        return pause + self.chance.uniform(0, JITTER_SECONDS)

    def _announce(self, label: str, refusal: Refusal, pause: float) -> None:
        meaning = refusal.meaning.rstrip(".").lower()
        if self.memory.spent_seconds + pause >= self.span.total_seconds():
            self.progress.say(f"{label}: {meaning}.")
            return
        following, _ = self._turn()
        at = hour(until(self.clock.now(), pause))
        self.progress.say(f"{label}: {meaning}. Next try at {at} in {following} ({self._elapsed()}).")

    def _wait(self, seconds: float) -> None:
        """Wait for the next try.

        Raises:
            CommandFailed: when it would come after the end.
            Interrupted: when a person asked to stop.
        """
        self.remember(self.memory)
        if self.memory.spent_seconds + seconds >= self.span.total_seconds():
            attempts, self.memory.attempts, self.memory.spent_seconds = self.memory.attempts, 0, 0
            self.remember(self.memory)
            raise CommandFailed(
                f"No machine was given in {duration(self.span.total_seconds())} and {attempts} tries. Run "
                "it again later (what is built so far stays and costs nothing), or with --accept-smaller; a "
                "pay-as-you-go tenancy is usually served first."
            )
        end = until(self.clock.now(), seconds)
        while not self.stop.is_set() and (left := (end - self.clock.now()).total_seconds()) > 0:
            domain, size = self._turn()
            self.progress.show(
                f"Next: try {self.memory.attempts + 1}, {domain}, {size}, at {hour(end)}, in {duration(left)} "
                f"({self._elapsed()}). Ctrl-C stops; {RESUME.lower()}"
            )
            self.clock.wait(min(left, 1.0) if self.progress.is_live else left, self.stop)
        self._keep_time()
        if self.stop.is_set():
            self.remember(self.memory)
            raise Interrupted(f"Stopped after {self.memory.attempts} tries. {RESUME}")

    def _rest_of_pause(self) -> float:
        """Return what is left of the pause after the last try of a former run."""
        if self.memory.last_try is None:
            return 0
        gone = (self.clock.now() - self.memory.last_try).total_seconds()
        return min(max(PAUSE_SECONDS - gone, 0), PAUSE_SECONDS)

    def _keep_time(self) -> None:
        now = self.clock.now()
        self.memory.spent_seconds += max((now - self._since).total_seconds(), 0)
        self._since = now

    def _elapsed(self) -> str:
        spent = self.memory.spent_seconds + (self.clock.now() - self._since).total_seconds()
        return f"{duration(spent)} of {duration(self.span.total_seconds())}"
