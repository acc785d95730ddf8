"""Whether a schedule can be used: every finding at once, each with a JSON pointer."""

import re
from collections.abc import Callable
from typing import Any

import msgspec

from service.jobs.registry import PIPELINE
from service.schedules import cron
from service.schedules.types import NAME_PATTERN, STAGE_NAMES, ScheduleInput
from service.schemas.base import Input
from service.schemas.jobs import NoInput, PipelineInput, ReportInput, SyncInput
from service.schemas.problems import ErrorCode, ProblemDetail, detail_of
from service.sources import refused_sync, remote_sources

# What the POST of each stage takes, a schedule's `input` takes, too.
INPUTS: dict[str, type[Input]] = {
    "connector": SyncInput,
    "transform": NoInput,
    "analyzer": NoInput,
    "adjuster": NoInput,
    "reporter": ReportInput,
    PIPELINE: PipelineInput,
}


class InvalidScheduleError(ValueError):
    """A schedule cannot be used.

    Attributes:
        findings: all that is wrong with it.
    """

    def __init__(self, findings: list[ProblemDetail]) -> None:
        super().__init__(" ".join(finding.detail for finding in findings))
        self.findings = findings


def check_name(name: str) -> None:
    """Refuse a name that would not stand in a path or a command.

    Raises:
        InvalidScheduleError: saying what a name is.
    """
    if not re.fullmatch(NAME_PATTERN, name):
        detail = (
            f"{name!r} is no name for a schedule; use up to 63 small letters, digits, - and _, and begin with a letter "
            "or digit."
        )
        raise InvalidScheduleError([ProblemDetail(pointer="", detail=detail, code="wrong-format")])


def checked(given: ScheduleInput) -> ScheduleInput:
    """Return the schedule with its input in the form in which a POST would store it.

    Raises:
        InvalidScheduleError: with every finding.
    """
    findings: list[ProblemDetail] = []

    def attempt(pointer: str, check: Callable[[str], object], value: str, code: ErrorCode) -> None:
        try:
            check(value)
        except ValueError as error:
            findings.append(ProblemDetail(pointer=pointer, detail=str(error), code=code))

    attempt("/cron", cron.check, given.cron, "wrong-format")
    attempt("/timezone", cron.zone_of, given.timezone, "unknown-time-zone")
    attempt("/stage", _known_stage, given.stage, "unknown-stage")
    if given.after is not None:
        attempt("/after", _known_stage, given.after, "unknown-stage")
    input_ = given.input
    if given.stage in INPUTS:
        try:
            input_ = _checked_input(given.stage, given.input)
        except InvalidScheduleError as error:
            findings += error.findings
    if findings:
        raise InvalidScheduleError(findings)
    return msgspec.structs.replace(given, input=input_)


def _known_stage(stage: str) -> None:
    if stage not in STAGE_NAMES:
        raise ValueError(f"There is no stage {stage!r}; known: {', '.join(STAGE_NAMES)}.")


def _checked_input(stage: str, input_: dict[str, Any]) -> dict[str, Any]:
    fixed: dict[str, Any] = {}
    if stage == "connector":
        input_ = dict(input_)
        fixed["service"] = input_.pop("service", None)
        if fixed["service"] not in remote_sources():
            detail = f"The connector's input names the service to read; known: {', '.join(remote_sources())}."
            raise InvalidScheduleError([ProblemDetail(pointer="/input/service", detail=detail, code="unknown-source")])
    try:
        converted = msgspec.convert(input_, INPUTS[stage])
    except msgspec.ValidationError as error:
        found = detail_of(error)
        detail = f"The input of {stage} cannot be used: {found.detail}."
        finding = ProblemDetail(pointer=f"/input{found.pointer}", detail=detail, code=found.code)
        raise InvalidScheduleError([finding]) from None
    if isinstance(converted, SyncInput) and (
        refused := refused_sync(fixed["service"], plan=converted.plan, dry_run=converted.dry_run)
    ):
        raise InvalidScheduleError([ProblemDetail(pointer="/input", detail=refused)])
    return {**fixed, **msgspec.to_builtins(converted)}
