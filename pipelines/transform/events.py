"""dbt's events as our JSON lines: progress as nodes finish, and warnings; its debug log stays inside."""

import threading
from typing import Any

from pipelines import stage


class Reporter:
    """Receives every event of one dbt invocation, also from its worker threads."""

    def __init__(self) -> None:
        self._total: int | None = None
        self._finished = 0
        self._counting = threading.Lock()

    def __call__(self, event: Any) -> None:
        """Print the event, a message of dbt's event protocol, if a person would want to read it."""
        name = event.info.name
        if name == "ConcurrencyLine":
            self._total = event.data.node_count
            stage.progress(0, self._total, "steps")
        elif name == "NodeFinished":
            # Counted and printed as one, or a later count could be printed before an earlier one.
            with self._counting:
                self._finished += 1
                stage.progress(self._finished, self._total, "steps")
        elif event.info.level == "warn":
            stage.log(" ".join(event.info.msg.split()), level="warning")
