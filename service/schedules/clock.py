"""The wall clock, as something that a test can replace. LIFETRACER_AS_OF is for stages and does not move it."""

from datetime import UTC, datetime
from typing import Protocol

import anyio


class Clock(Protocol):
    """Tells the time and sleeps."""

    def now(self) -> datetime:
        """Return the present instant in UTC."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Sleep; a machine that was suspended meanwhile wakes much later by the wall clock."""
        ...


class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        """Return the present instant in UTC."""
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        """Sleep."""
        await anyio.sleep(seconds)
