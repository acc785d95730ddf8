"""The stages: a frozen record each of how it is started, stopped, locked and retried."""

import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from signal import SIGINT, SIGTERM, Signals
from types import MappingProxyType
from typing import Any

from service.jobs.model import Step
from service.sources import SOURCES, remote_sources

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


def pipeline_steps(input_: Mapping[str, Any]) -> list[Step]:
    """Return the steps of a pipeline."""
    sources = [] if input_.get("sync") is False else remote_sources()
    syncs = [Step(0, CONNECTOR, {"service": name}) for name in sources]
    steps = [*syncs, Step(1, "transform", {}), Step(2, "analyzer", {}), Step(3, "adjuster", {})]
    report = input_.get("report")
    return steps if report is False else [*steps, Step(4, "reporter", dict(report or {}))]


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


def variables(stage: Stage, input_: Mapping[str, Any]) -> set[str]:
    """Return the names of the variables this run may see."""
    own = SOURCES[input_["service"]].variables if stage.name == "connector" else ()
    names = {*COMMON_VARIABLES, *stage.variables, *own}
    return names | {f"{name}_FILE" for name in names}
