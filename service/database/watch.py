"""Keeps the embedded server up for a process that needs it for long."""

import logging
import subprocess

import anyio
from anyio import to_thread

from service.database.embedded import EmbeddedPostgres
from service.errors import UserError

logger = logging.getLogger(__name__)

WATCH_SECONDS = 1.0
RESTART_LIMIT_SECONDS = 60.0


async def watch(embedded: EmbeddedPostgres) -> None:
    """Start the server again whenever it is gone, with growing pauses while it will not start."""
    pause = WATCH_SECONDS
    while True:
        await anyio.sleep(pause)
        try:
            if embedded.is_running():
                continue
            restarted = await to_thread.run_sync(embedded.ensure_running, abandon_on_cancel=True)
        except (UserError, OSError, subprocess.SubprocessError) as error:
            pause = min(pause * 2, RESTART_LIMIT_SECONDS)
            extra = {"action": "database_not_started"}
            logger.error("the embedded database does not start: %s", error, extra=extra)  # noqa: TRY400 the sentence says it all
            continue
        pause = WATCH_SECONDS
        if restarted:
            logger.warning(
                "the embedded database had stopped and was restarted", extra={"action": "database_restarted"}
            )
