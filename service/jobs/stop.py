"""Requests to stop a run, and the reasons for them."""

from dataclasses import dataclass, field
from typing import Literal

import anyio

StopReason = Literal["cancelled", "shutdown", "no_heartbeat", "lost"]
# The reasons after which a run is repeated without using an attempt, with the line that its log gets.
REPEATED = {
    "shutdown": "Stopped because the gateway shuts down; it will run again.",
    "no_heartbeat": "Stopped because this worker could not renew its heartbeat in time; it will run again.",
}


@dataclass
class Stop:
    """Asks a run to stop; the first reason counts.

    Attributes:
        claimed: the attempt, once its row is ours.
    """

    claimed: int | None = None
    reason: StopReason | None = None
    _asked: anyio.Event = field(default_factory=anyio.Event)

    def ask(self, reason: StopReason) -> None:
        """Ask now."""
        self.reason = self.reason or reason
        self._asked.set()

    async def wait(self) -> None:
        """Return once a stop was requested."""
        await self._asked.wait()
