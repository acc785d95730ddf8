"""The stages: one frozen record each says how it is started, stopped, locked and retried."""

import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from signal import SIGINT, SIGTERM, Signals
from types import MappingProxyType
from typing import Any

from service.jobs.model import Step

MIB = 1024 * 1024
PIPELINE = "pipeline"
CONNECTOR = "connector"
COMMON_VARIABLES = ("LIFETRACER_AS_OF",)


@dataclass(frozen=True, kw_only=True)
class Stage:
    """How one stage is run.

    Attributes:
        name: as users see it.
        argv: the command; `arguments` of the input are appended.
        variables: the environment variables it gets besides the common ones; `<NAME>_FILE` comes along.
        timeout: after that long it is stopped, reason `timed_out`.
        stop_sequence: (signal, grace) pairs tried in order on the process group before SIGKILL.
        max_attempts: runs at most, counting those that exit 75 and those that got lost.
        memory_bytes: limit of its private memory (RLIMIT_DATA).
    """

    name: str
    argv: Sequence[str]
    variables: Sequence[str] = ()
    timeout: timedelta
    stop_sequence: Sequence[tuple[Signals, timedelta]] = ((SIGTERM, timedelta(seconds=5)),)
    max_attempts: int = 2
    memory_bytes: int = 1024 * MIB


@dataclass(frozen=True, kw_only=True)
class Source:
    """A service or a file format that the connector reads; this is its registration on the side of the gateway.

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

# dbt cancels its running SQL on SIGINT only.
_DBT_STOP_SEQUENCE = ((SIGINT, timedelta(seconds=10)), (SIGTERM, timedelta(seconds=5)))

STAGES: Mapping[str, Stage] = MappingProxyType(
    {
        stage.name: stage
        for stage in (
            Stage(
                name=CONNECTOR,
                argv=(sys.executable, "-m", "pipelines.connector"),
                timeout=timedelta(hours=2),
                max_attempts=3,
            ),
            Stage(
                name="transform",
                argv=(sys.executable, "-m", "pipelines.transform"),
                variables=("LIFETRACER_CATEGORIES", "LIFETRACER_DATA_DIR"),
                timeout=timedelta(minutes=30),
                stop_sequence=_DBT_STOP_SEQUENCE,
            ),
            Stage(
                name="analyzer",
                argv=(sys.executable, "-m", "pipelines.analyzer"),
                timeout=timedelta(minutes=10),
            ),
            Stage(
                name="adjuster",
                argv=(sys.executable, "-m", "pipelines.adjuster"),
                timeout=timedelta(minutes=5),
            ),
            Stage(
                name="reporter",
                argv=(sys.executable, "-m", "pipelines.reporter"),
                timeout=timedelta(minutes=10),
            ),
        )
    }
)


def remote_sources() -> list[str]:
    """Return the services that can be synced, in a stable order."""
    return sorted(name for name, source in SOURCES.items() if source.remote)


def pipeline_steps(input_: Mapping[str, Any]) -> list[Step]:
    """Return the steps of a pipeline."""
    syncs = [Step(0, CONNECTOR, {"service": name}) for name in remote_sources()]
    steps = [*syncs, Step(1, "transform", {}), Step(2, "analyzer", {}), Step(3, "adjuster", {})]
    report = input_.get("report")
    return steps if report is False else [*steps, Step(4, "reporter", dict(report or {}))]


def refused_sync(service: str, *, plan: bool, dry_run: bool) -> str | None:
    """Return why these options of a sync cannot be used, if they cannot."""
    if plan and dry_run:
        return "A plan and a dry run exclude each other; the dry run sends the requests that the plan only counts."
    if plan and not SOURCES[service].has_quota:
        return f"{service} has no quota by the hour, so there is nothing to plan; use a dry run to see the changes."
    return None


def lock_key(stage: str, input_: Mapping[str, Any]) -> str:
    """Return what only one run at a time may hold: the stage, plus the service for the connector."""
    return f"{stage}:{input_['service']}" if stage == "connector" else stage


def command(stage: Stage, input_: Mapping[str, Any]) -> list[str]:
    """Return the argv of a run; `dryRun` becomes `--dry-run`, and `file` stands bare."""
    arguments: list[str] = []
    for name, value in input_.items():
        if name == "service":
            arguments.insert(0, SOURCES[value].command)
        elif name == "file":
            arguments.insert(1, str(value))
        elif value is True:
            arguments.append(_option(name))
        elif value not in (None, False):
            # One word, so that no value can be taken for an option.
            arguments.append(f"{_option(name)}={value}")
    return [*stage.argv, *arguments]


def _option(name: str) -> str:
    return "--" + re.sub("([A-Z])", r"-\1", name).lower()


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


def variables(stage: Stage, input_: Mapping[str, Any]) -> set[str]:
    """Return the names of the variables this run may see."""
    own = SOURCES[input_["service"]].variables if stage.name == "connector" else ()
    names = {*COMMON_VARIABLES, *stage.variables, *own}
    return names | {f"{name}_FILE" for name in names}
