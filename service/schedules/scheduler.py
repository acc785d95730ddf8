"""The scheduler: looks every half minute and decides each tick once, whatever the number of gateways."""

import logging
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from service.database.pool import CONNECTION_ERRORS, Pool, all_rows
from service.schedules.clock import Clock, SystemClock
from service.schedules.decide import due_of, settle_waiting, take_due
from service.schedules.policy import CATCH_UP

logger = logging.getLogger(__name__)

# Ticks fall on whole minutes, and so does every second slice: what was edited before is seen in time.
SLICE_SECONDS = 30
_LOOK = """
    select schedules.*, tick.scheduled_for as waiting_since
    from schedules left join schedule_ticks as tick on tick.schedule = name and tick.outcome = 'waiting'
"""


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
        """Look and sleep until `drain`, or for ever. An outage of the database is sat out, then caught up with."""
        while not self.stopping:
            try:
                await self.look()
                self._is_out = False
            except CONNECTION_ERRORS:
                if not self._is_out:
                    logger.warning("the scheduler lost the database and tries again")
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
            # Set back further than a tick is caught up: the clock was wrong before, and its plans do not count.
            await connection.execute(
                "update schedules set decided_until = %s where decided_until > %s", [now, now + CATCH_UP]
            )
            rows = await all_rows(connection, _LOOK)
        # One transaction each. Of ticks of the same instant, one that waits for another stage comes last.
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
                # Out of here it would end the gateway. The transaction is undone, and the next look tries again.
                logger.exception("a tick of schedule %s could not be decided", name)


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
        logger.exception("schedule %s cannot be read", name)
        return steps
    if found is not None:
        steps.append((found.tick, waits, name, take_due))
    return steps
