"""The gateway's epoch: a session of an older one has been signed out everywhere."""

from collections.abc import Callable

from console.gateway import Gateway, GatewayAwayError
from console.wire.access import Epoch

# So long does a signed-out session last at most on another console.
FRESH_SECONDS = 10.0


class Epochs:
    """Remembers the epoch for some seconds, and while the gateway is away."""

    def __init__(self, gateway: Gateway, clock: Callable[[], float]) -> None:
        self._gateway, self._clock = gateway, clock
        self._known: int | None = None
        self._read_at = 0.0

    async def current(self) -> int:
        """Return the epoch.

        Raises:
            GatewayAwayError: when it was never read and cannot be read now.
        """
        if self._known is None or self._clock() - self._read_at > FRESH_SECONDS:
            try:
                self.know((await self._gateway.get("/api/console/epoch", Epoch)).epoch)
            except GatewayAwayError:
                if self._known is None:
                    raise
        assert self._known is not None
        return self._known

    def know(self, epoch: int) -> None:
        """Take over an epoch that the gateway has returned."""
        self._known, self._read_at = epoch, self._clock()
