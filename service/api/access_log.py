"""The log of requests, bounded under a flood: what is left out is counted, and the count is always written."""

import asyncio
import logging
from collections import Counter
from typing import Any

logger = logging.getLogger(__name__)

WINDOW_SECONDS = 10.0
# In one window; a caller without a key can cause nothing but refusals.
LINES = 1000
REFUSED_LINES = 20
# A path may have 16 KiB.
PATH_CHARACTERS = 200


class AccessLog:
    """One line for each request, up to a number of them in each window of time."""

    def __init__(self) -> None:
        self._written: Counter[bool] = Counter()
        self._left_out: Counter[int] = Counter()
        self._window: asyncio.TimerHandle | None = None

    def write(self, *, status: int, path: str = "", **about: Any) -> None:
        """Log a request, or count it.

        Args:
            status: of its answer.
            path: of its target; a long one is cut.
            about: the other fields of the line.
        """
        if self._window is None:
            self._window = asyncio.get_running_loop().call_later(WINDOW_SECONDS, self.close)
        refused = 400 <= status < 500  # noqa: PLR2004 the client's errors
        if self._written[refused] >= (REFUSED_LINES if refused else LINES):
            self._left_out[status] += 1
            return
        self._written[refused] += 1
        extra = {"action": "request", "path": path[:PATH_CHARACTERS], "status": status, **about}
        logger.info("request", extra=extra)

    def close(self) -> None:
        """End the window: write how many requests it left out, if any."""
        if self._window is not None:
            self._window.cancel()
            self._window = None
        count, statuses = self._left_out.total(), {str(status): n for status, n in sorted(self._left_out.items())}
        self._written.clear()
        self._left_out.clear()
        if count:
            extra = {"action": "requests_not_logged", "count": count, "statuses": statuses}
            logger.warning("%d requests were not logged", count, extra=extra)
