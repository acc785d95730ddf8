"""State and stored settings of the gateway, as it answers them."""

import datetime as dt
from typing import Any, Literal

from console.wire.base import Wire


class Setting(Wire):
    """A stored setting."""

    name: str
    value: str | None


class Settings(Wire):
    """The stored settings."""

    settings: list[Setting]

    def value(self, name: str) -> str | None:
        """Return the value of a setting; None where there is none."""
        return next((setting.value for setting in self.settings if setting.name == name), None)


class WorkerState(Wire):
    """Whether a worker runs jobs, and the last heartbeat of any."""

    alive: bool
    heartbeat_at: dt.datetime | None


class StatusWarning(Wire):
    """A warning: a code with its parameters, and the English sentence made of them."""

    code: str
    params: dict[str, Any]
    text: str


class GatewayStatus(Wire):
    """The state of the whole; `as_of` is the instant that counted as now in the last transform."""

    as_of: dt.datetime | None
    timezone: str
    mode: Literal["whole-day", "part-day"] | None
    worker: WorkerState
    warnings: list[StatusWarning]
