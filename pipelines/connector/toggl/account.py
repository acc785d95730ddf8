"""The account that is synced: the person, the zone of its days, its workspaces, and its clock."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from pipelines import stage
from pipelines.connector.toggl.usable import instant, item_id
from pipelines.settings import Settings
from pipelines.stage import ConfigurationError


@dataclass(frozen=True, kw_only=True)
class Account:
    """The account as `me` shows it.

    Attributes:
        user: the person's id.
        zone: report dates are days of it.
        created_at: when the account was made; None when Toggl does not show it. Entries may be older.
        workspaces: the workspaces that are read, the default one first; their order is that of the requests.
        excluded: workspaces of the account that TOGGL_WORKSPACE_IDS leaves out.
        names: names of all workspaces of the account.
        now: our clock at the start of the sync.
        service_date: Toggl's clock at the same time; None where it does not send it.
    """

    user: int
    zone: ZoneInfo
    created_at: datetime | None
    workspaces: tuple[int, ...]
    excluded: tuple[int, ...]
    names: dict[int, str]
    now: datetime
    service_date: datetime | None

    @property
    def service_now(self) -> datetime:
        """Toggl's clock, as well as it is known."""
        return self.service_date or self.now

    @property
    def earlier_now(self) -> datetime:
        """The earlier of the two clocks: up to here everything has happened, whichever is right."""
        return min(self.now, self.service_now)

    @property
    def later_now(self) -> datetime:
        """The later of the two clocks: beyond it nothing has happened, whichever is right."""
        return max(self.now, self.service_now)

    def local_date(self, moment: datetime) -> date:
        """Return the date of an instant in the account's zone."""
        return moment.astimezone(self.zone).date()

    def label(self, workspace: int) -> str:
        """Return id and name for a message."""
        name = self.names.get(workspace)
        return f"{workspace} ({name})" if name else str(workspace)


def account_of(user: dict[str, Any], settings: Settings, now: datetime, service_date: datetime | None) -> Account:
    """Read the account.

    Args:
        user: the answer of `me`.
        settings: which workspaces are read.
        now: our clock.
        service_date: Toggl's clock.

    Raises:
        ConfigurationError: no workspace of the settings is one of the account, or the account has none.
    """
    listed = [item for item in user.get("workspaces") or [] if item_id(item)]
    names = {item["id"]: str(item.get("name") or "") for item in listed if not item.get("server_deleted_at")}
    default = user.get("default_workspace_id")
    if not names and isinstance(default, int):
        names = {default: ""}
    own = sorted(names, key=lambda workspace: (workspace != default, workspace))
    chosen = _chosen(own, names, settings.toggl_workspace_ids)
    if not chosen:
        raise ConfigurationError("The Toggl account has no workspace; set TOGGL_WORKSPACE_IDS.")
    zone = user.get("timezone")
    return Account(
        user=user["id"],
        zone=ZoneInfo(zone) if zone in available_timezones() else settings.timezone,
        created_at=instant(user.get("created_at")),
        workspaces=tuple(chosen),
        excluded=tuple(workspace for workspace in own if workspace not in chosen),
        names=names,
        now=now,
        service_date=service_date,
    )


def _chosen(own: list[int], names: dict[int, str], limit: tuple[int, ...]) -> list[int]:
    if not limit:
        return own
    if not own:
        return list(limit)
    unknown = [str(workspace) for workspace in limit if workspace not in names]
    chosen = [workspace for workspace in own if workspace in limit]
    if unknown:
        known = ", ".join(f"{key} ({name})" if name else str(key) for key, name in names.items())
        sentence = (
            f"TOGGL_WORKSPACE_IDS names {', '.join(unknown)}, which the Toggl account does not have; it has: {known}."
        )
        if not chosen:
            raise ConfigurationError(sentence)
        stage.log(f"{sentence} The others are read.", level="warning")
    return chosen


def clock_offset(account: Account) -> int:
    """Return how many seconds Toggl's clock is ahead of ours; 0 within its resolution of a second."""
    offset = account.service_now - account.now
    return 0 if abs(offset) < timedelta(seconds=2) else round(offset.total_seconds())
