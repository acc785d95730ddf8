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
    """Requests that a run stop; the first reason counts.

    Attributes:
        claimed: the attempt, once its row is ours.
    """

    claimed: int | None = None
    reason: StopReason | None = None
    _requested: anyio.Event = field(default_factory=anyio.Event)

    def request(self, reason: StopReason) -> None:
        """Request it now."""
        self.reason = self.reason or reason
        self._requested.set()

    async def wait(self) -> None:
        """Return once a stop was requested."""
        await self._requested.wait()
