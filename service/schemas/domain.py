"""What requests and answers about targets, proposals, days and sources are made of."""

import datetime as dt
from typing import Annotated, Literal, get_args
from uuid import UUID

from msgspec import Meta

from service.notices import AdviceCode, Params
from service.schemas.base import Answer, Input, Sentence
from service.schemas.jobs import Wait

DayType = Literal["all", "workday", "holiday"]
Direction = Literal["more", "less", "neutral"]
ProposalStatus = Literal["pending", "accepted", "rejected", "superseded"]
DAY_TYPES: tuple[DayType, ...] = get_args(DayType)
PROPOSAL_STATUSES: tuple[ProposalStatus, ...] = get_args(ProposalStatus)
# PostgreSQL has no NUL in text; every other character is welcome.
NO_NUL = r"^[^\u0000]*$"
CATEGORY_LENGTH = 500


class TargetKey(Input, kw_only=True):
    """Which target: a category may contain any character but NUL."""

    category: Annotated[str, Meta(min_length=1, max_length=CATEGORY_LENGTH, pattern=NO_NUL)]
    day_type: DayType = "all"


class TargetInput(TargetKey, kw_only=True):
    """What the person wants of a category; `priority` 1 is the most important.

    A category that does not exist yet is refused with the nearest names, unless `new` is true. With `since` it counts
    from that local date on; later versions of the target are refused with their dates, unless `replace` is true: then
    they stay in the history as superseded.
    """

    minutes: Annotated[int, Meta(ge=0, le=1440)]
    direction: Direction
    priority: Annotated[int, Meta(ge=1, le=5)] = 3
    note: Annotated[str, Meta(max_length=2000, pattern=NO_NUL)] = ""
    new: bool = False
    since: dt.date | None = None
    replace: bool = False


class Target(Answer):
    """One version of a target; `validTo` is null for the current one.

    One that was superseded by a target for the past, at `supersededAt`, counts for no day.
    """

    target_id: UUID
    category: str
    day_type: DayType
    minutes: int
    direction: Direction
    priority: int
    note: str
    valid_from: dt.datetime
    valid_to: dt.datetime | None
    superseded_at: dt.datetime | None
    version: int


class Targets(Answer):
    """Targets, or their versions."""

    targets: list[Target]


class EvidenceQuantile(Answer):
    """The strictest minutes that `share` percent of the days looked at would have met."""

    share: int
    minutes: float


class EvidenceEstimate(Answer):
    """The mean estimate of the next `days` days in minutes, with the mean ends of its interval."""

    minutes: float
    lower: float
    upper: float
    days: int


class Evidence(Answer):
    """The facts behind a proposal.

    `daysMet` of `daysLookedAt` days from `firstDate` to `lastDate` met the target; on the next `daysAhead` days the
    chance is `chance` to meet it and `newChance` to meet the proposed minutes. Proposals of versions before chances
    have `quantile` and `estimate` instead, and null for what they do not have.
    """

    days_met: int | None = None
    days_looked_at: int | None = None
    first_date: dt.date | None = None
    last_date: dt.date | None = None
    chance: float | None = None
    new_chance: float | None = None
    days_ahead: int | None = None
    quantile: EvidenceQuantile | None = None
    estimate: EvidenceEstimate | None = None


class Proposal(Answer):
    """A change of a target that the adjuster proposes; `reason` is one text for each language."""

    proposal_id: UUID
    category: str
    day_type: DayType
    kind: Literal["ease", "tighten"]
    direction: Direction
    old_minutes: int
    new_minutes: int
    evidence: Evidence
    reason: Sentence
    status: ProposalStatus
    created_at: dt.datetime
    decided_at: dt.datetime | None


class Alternative(Answer):
    """A target for another day type that would be met with that chance."""

    day_type: DayType
    minutes: int
    chance: float


class Remark(Answer):
    """A target that no minutes of a day fit, because the category is not done daily; `reason` is by language.

    The category was done for at least 10 minutes on `daysDone` of `daysLookedAt` days from `firstDate` to `lastDate`.
    """

    category: str
    day_type: DayType
    minutes: int
    days_done: int
    days_looked_at: int
    first_date: dt.date
    last_date: dt.date
    alternative: Alternative | None
    reason: Sentence


class Proposals(Answer):
    """Proposals, newest first, and remarks on current targets, the most important first."""

    proposals: list[Proposal]
    remarks: list[Remark]


class SummaryCategory(Answer):
    """One category of one day, in minutes; what is not known is null.

    `estimate` is the mean, which adds up over categories; `median` is the typical day, and the one to show beside the
    interval from `lower` to `upper`, which holds eight days in ten. `anyChance` is the chance of any time at all, and
    `targetChance` that of meeting the target, from 0 to 1; the latter is known from today on. A category that was first
    seen less than three days ago has only a chance, and snapshots of earlier versions have neither median nor chances.
    Of a past day the last estimate before it began is shown; `estimateIsDuring` marks one that was made in its course.
    """

    category: str
    color: str | None
    actual: float | None
    plan: float | None
    target: float | None
    direction: Direction | None
    target_chance: float | None
    estimate: float | None
    median: float | None
    lower: float | None
    upper: float | None
    any_chance: float | None
    estimate_is_during: bool | None


class SummaryAccount(Answer):
    """What became of the entries that start on some days, in minutes: `logged` = `counted` + `overlap`.

    `logged` adds up the entries as Toggl's own page does. Where entries overlap, each instant counts once, for the
    entry that started last; `overlapEntries` is the number of entries that lose time by this.
    """

    entries: int
    logged: float
    counted: float
    overlap: float
    overlap_entries: int


class SummaryDay(Answer):
    """One local day; `isComplete` when at least 95 % of it was tracked, `isRead` when all of it was read.

    `account` is about the entries that start on it, uncut at midnight; null without any.
    """

    date: dt.date
    day_type: Literal["workday", "holiday"]
    holiday_name: str | None
    length_minutes: float
    is_complete: bool
    is_read: bool
    account: SummaryAccount | None
    categories: list[SummaryCategory]


class Summary(Answer):
    """The days of a span, and the account of all entries that start on them; null without any."""

    days: list[SummaryDay]
    account: SummaryAccount | None


class CoveredSpan(Answer):
    """A span of time that was read in full; `end` is exclusive."""

    start: dt.datetime
    end: dt.datetime


class SourceCoverage(Answer):
    """The spans that were read of one workspace or calendar; between two of them nothing is known."""

    id: str
    name: str | None
    spans: list[CoveredSpan]


class SourceHistory(Answer):
    """The progress of the history, in days of all workspaces together; `callsLeft` is an estimate.

    `firstDate` is the day that it reaches back to as far as is known: it moves back while older entries are found.
    """

    first_date: dt.date
    days: int
    days_left: int
    percent: int
    calls_left: int


class SourceAccount(Answer):
    """Whose data a source has; of a mail address only the first letter and the host are shown."""

    name: str | None
    address: str | None


class SourceError(Answer):
    """The newest failure of a source; a sync may have succeeded since."""

    message: str
    at: dt.datetime
    job_id: UUID


class SourceState(Answer):
    """One source: whether it is set up, what was read of it, how it is now, and what to do.

    Null stands for what is not known, such as everything that a first sync has to report. `rows` are alive,
    `rowsDeleted` are kept and marked. `coveredFrom` and `coveredTo` span what was read of all workspaces or calendars,
    or the rows of imported files. `quotaRemaining` is of `quotaTotal` calls in an hour, which is derived from the
    greatest number that was seen to remain. `clockOffsetSeconds` is positive when the service's clock is ahead of ours.
    `credentials` is where those in use come from, null for none and for files; `storedAccount` is the account of stored
    ones that are in use. `advice` is the English sentence of `adviceCode` and its `params`, for a client that has the
    sentence in another language; null where nothing is to be done.
    """

    service: str
    configured: bool
    credentials: Literal["environment", "stored"] | None
    stored_account: str | None
    account: SourceAccount | None
    last_synced_at: dt.datetime | None
    rows: int
    rows_deleted: int
    covered_from: dt.datetime | None
    covered_to: dt.datetime | None
    coverage: list[SourceCoverage]
    history: SourceHistory | None
    wait: Wait | None
    quota_remaining: int | None
    quota_total: int | None
    quota_resets_at: dt.datetime | None
    clock_offset_seconds: int | None
    last_error: SourceError | None
    advice: str | None
    advice_code: AdviceCode | None
    params: Params


class Sources(Answer):
    """All sources."""

    sources: list[SourceState]
