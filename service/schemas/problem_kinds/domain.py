"""Problems of targets, categories, settings and reports."""

import datetime as dt

from service.schemas.domain import DayType, ProposalStatus
from service.schemas.periods import PeriodKind
from service.schemas.problems import ProblemKind


class TargetNotFound(ProblemKind):
    """There is no current target for the category on these days."""

    title, status = "No such target", 404
    category: str
    day_type: DayType


class DayFull(ProblemKind):
    """The `more` targets of a workday or a holiday would add up to `minutes`, and a day has `limitMinutes`."""

    title, status = "Day full", 422
    day_type: DayType
    minutes: int
    limit_minutes: int


class InvalidTarget(ProblemKind):
    """A value that no target can have."""

    title, status = "Invalid target", 422


class UnknownCategory(ProblemKind):
    """There is no category `category`; `nearest` are the names most like it."""

    title, status = "Unknown category", 422
    category: str
    nearest: list[str]


class LaterVersions(ProblemKind):
    """Versions of the target began on the local dates `dates`, after the one that was asked for."""

    title, status = "Later versions exist", 409
    dates: list[dt.date]


class TargetNamedTwice(ProblemKind):
    """The target is named both in the body and in the query."""

    title, status = "Target named twice", 422


class ProposalNotFound(ProblemKind):
    """There is no proposal `proposalId`."""

    title, status = "No such proposal", 404
    proposal_id: str


class ProposalDecided(ProblemKind):
    """The proposal is already `proposalStatus`."""

    title, status = "Proposal already decided", 409
    proposal_status: ProposalStatus


class TargetChanged(ProblemKind):
    """The target of the proposal has changed since it was made."""

    title, status = "Target has changed", 409


class InvalidRules(ProblemKind):
    """The category rules cannot be used; `errors` names the places."""

    title, status = "Invalid category rules", 422


class NothingToUndo(ProblemKind):
    """The category rules are as they were at first."""

    title, status = "Nothing to undo", 409


class SettingNotFound(ProblemKind):
    """There is no setting `name`; `known` are the others."""

    title, status = "No such setting", 404
    name: str
    known: list[str]


class InvalidSetting(ProblemKind):
    """The setting `name` cannot have this value."""

    title, status = "Invalid setting", 422
    name: str


class TooManyPeriods(ProblemKind):
    """The span has `periods` periods of the length `by`, and an answer has at most `limitPeriods`."""

    title, status = "Too many periods", 422
    by: PeriodKind
    periods: int
    limit_periods: int


class ReportNotFound(ProblemKind):
    """There is no report `reportId`."""

    title, status = "No such report", 404
    report_id: str
