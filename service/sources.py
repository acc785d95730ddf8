"""The sources: how each is set up, read and imported. Their registration on the side of the gateway."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, kw_only=True)
class Source:
    """A service or a file format that the connector reads.

    Attributes:
        command: the connector's subcommand.
        credentials: sets of variables; one complete set makes the source configured. Empty for files.
        variables: all that it reads.
        connect: the command that stores its credentials.
        remote: whether `POST /api/sync/{service}` and the pipeline read it.
        title: what its file is, for `lifetracer import`; empty where a module of `service.cli` has that command.
        flags: options of its import without a value, each with its help.
        has_quota: whether it limits calls by the hour, so that a sync can be planned.
    """

    command: str
    credentials: Sequence[Sequence[str]] = ()
    variables: Sequence[str] = ()
    connect: str = ""
    remote: bool = True
    title: str = ""
    flags: Mapping[str, str] = field(default_factory=dict)
    has_quota: bool = False


SOURCES: Mapping[str, Source] = MappingProxyType(
    {
        "toggl": Source(
            command="toggl",
            credentials=(("TOGGL_API_TOKEN",),),
            variables=("TOGGL_API_TOKEN", "TOGGL_API_URL", "TOGGL_WORKSPACE_IDS", "TOGGL_WORKSPACE_ID"),
            connect="lifetracer connect toggl",
            has_quota=True,
        ),
        "gcal": Source(
            command="gcal",
            credentials=(
                ("GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET", "GOOGLE_REFRESH_TOKEN"),
                ("GOOGLE_SERVICE_ACCOUNT_FILE",),
            ),
            variables=(
                "GOOGLE_CLIENT_ID",
                "GOOGLE_CLIENT_SECRET",
                "GOOGLE_REFRESH_TOKEN",
                "GOOGLE_SERVICE_ACCOUNT_FILE",
                "GOOGLE_CALENDAR_IDS",
                "GOOGLE_API_URL",
                "GOOGLE_TOKEN_URL",
            ),
            connect="lifetracer connect google",
        ),
        "activitywatch": Source(
            command="import-activitywatch",
            remote=False,
            title="what ActivityWatch observed on a computer (its export as JSON)",
            flags={"strict": "Refuse a file with an event that cannot be read, instead of skipping it."},
        ),
        "ics": Source(command="import-ics", remote=False),
        "toggl_csv": Source(command="import-toggl", remote=False),
    }
)


def remote_sources() -> list[str]:
    """Return the services that can be synced, in a stable order."""
    return sorted(name for name, source in SOURCES.items() if source.remote)


def refused_sync(service: str, *, plan: bool, dry_run: bool) -> str | None:
    """Return why these options of a sync cannot be used, if they cannot."""
    if plan and dry_run:
        return "A plan and a dry run exclude each other; the dry run sends the requests that the plan only counts."
    if plan and not SOURCES[service].has_quota:
        return f"{service} has no quota by the hour, so there is nothing to plan; use a dry run to see the changes."
    return None


def missing(source: Source, environ: Mapping[str, str]) -> str | None:
    """Return what to set so that a source is set up, such as `A and B, or C`; None when it is."""

    def unset(names: Sequence[str]) -> list[str]:
        return [name for name in names if not (environ.get(name) or environ.get(f"{name}_FILE"))]

    if not source.credentials or any(not unset(names) for names in source.credentials):
        return None
    return ", or ".join(" and ".join(names) for names in source.credentials)


def not_set_up(source: Source, unset: str) -> str:
    """Return the sentence for a source without credentials; `unset` is the answer of `missing`."""
    return f"The source is not set up; run `{source.connect}`, or set {unset} in the environment of the gateway."
