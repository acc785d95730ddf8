"""The scheduler: looks every half minute and decides each tick once, whatever the number of gateways."""

import logging
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from service.database.pool import CONNECTION_ERRORS, Pool, all_rows
from service.database.statements import statements
from service.schedules.clock import Clock, SystemClock
from service.schedules.decide import due_of, settle_waiting, take_due
from service.schedules.policy import CATCH_UP

logger = logging.getLogger(__name__)

# Ticks fall on whole minutes, and so does every second slice: what was edited before is seen in time.
SLICE_SECONDS = 30
_SQL = statements(Path(__file__).with_suffix(".sql"))


@dataclass(kw_only=True)
class Scheduler:
    """One scheduler; several on one database share the work by the rows' locks and the ticks' key.

    Attributes:
        stopping: no more ticks are taken.
    """

    pool: Pool
    clock: Clock = field(default_factory=SystemClock)
    stopping: bool = False
    _is_out: bool = False

    async def run(self) -> None:
        """Look and sleep until `drain`, or forever. After an outage of the database it catches up."""
        while not self.stopping:
            try:
                await self.look()
                self._is_out = False
            except CONNECTION_ERRORS:
                if not self._is_out:
                    logger.warning(
                        "the scheduler lost the database and tries again", extra={"action": "scheduler_database_lost"}
                    )
                self._is_out = True
            # By the wall clock, in slices: after a suspension or a change of the clock the next look is near.
            await self.clock.sleep(SLICE_SECONDS - self.clock.now().timestamp() % SLICE_SECONDS)

    async def drain(self) -> None:
        """Take no more ticks; the one under way is decided first."""
        self.stopping = True

    async def look(self) -> None:
        """Decide what is due now, in the order of the plan.

        Raises:
            CONNECTION_ERRORS: when the database does not answer.
        """
        now = self.clock.now()
        async with self.pool.connection() as connection:
            await connection.execute(_SQL["reset_future"], [now, now + CATCH_UP])
            rows = await all_rows(connection, _SQL["all"])
        # One transaction each. A tick that waits for another stage comes after the others of its instant.
        steps = [step for row in rows for step in _steps(row, now)]
        for _, _, name, step in sorted(steps, key=lambda step: step[:3]):
            if self.stopping:
                return
            try:
                async with self.pool.connection() as connection:
                    await step(connection, name, now)
            except CONNECTION_ERRORS:
                raise
            except Exception:
                # An exception would end the gateway. The transaction is rolled back, and the next look tries again.
                logger.exception(
                    "a tick of schedule %s could not be decided",
                    name,
                    extra={"action": "tick_failed", "schedule": name},
                )


def _steps(row: dict[str, Any], now: datetime) -> list[tuple[datetime, bool, str, Any]]:
    """Return (instant, waits for a stage, schedule, what is to be done) of a schedule, at most two."""
    name, waits = row["name"], row["after_stage"] is not None
    steps: list[tuple[datetime, bool, str, Any]] = []
    if row["waiting_since"] is not None:
        steps.append((row["waiting_since"], waits, name, settle_waiting))
    try:
        found = due_of(row, now)
    except Exception:
        # A zone that this machine does not know, or an expression written past the API; the others go on.
        logger.exception("schedule %s cannot be read", name, extra={"action": "schedule_unreadable", "schedule": name})
        return steps
    if found is not None:
        steps.append((found.tick, waits, name, take_due))
    return steps
