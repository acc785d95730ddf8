"""The page of a day, put together from the gateway's answers."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from markupsafe import Markup

from console.texts.fields import Texts
from console.texts.formats import Formats
from console.views.aims import Aims, AimView
from console.views.changes import ChangeView, changes
from console.views.clock import Clock
from console.views.decide import Decision, Decisions
from console.views.headline import Facts, NightFacts, Outlook, headline
from console.views.sleep import Sleep, SleepView, sleep_view
from console.views.strips import UNTRACKED, DayName, HourLine, LegendItem, RowView, Strips
from console.views.verdicts import verdicts_of
from console.views.words import Categories
from console.wire.days import Day, Days, Nights, Usual
from console.wire.estimates import Forecasts, Summary, SummaryDay
from console.wire.gateway import GatewayStatus
from console.wire.sources import Sources
from console.wire.targets import Proposals

DayT = TypeVar("DayT", Day, SummaryDay)
# From this hour on the targets of today come before its strip.
EVENING_HOUR = 17
# Time that people do not plan to increase does not lead a sentence.
_NO_OUTLOOK = {"Sleep", "Vitals", UNTRACKED}


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What the gateway returned for a page.

    Attributes:
        subject: the day of the page.
        current: the day of the last transform.
    """

    status: GatewayStatus
    subject: date
    current: date
    days: Days
    summary: Summary
    nights: Nights
    usual: Usual
    forecasts: Forecasts
    proposals: Proposals
    sources: Sources


@dataclass(frozen=True, kw_only=True)
class DayPage:
    """What the template shows."""

    title: str
    is_today: bool
    since: str
    previous: date
    previous_name: str
    following: date | None
    following_name: str
    sentences: list[Markup]
    rows: list[RowView]
    legend: list[LegendItem]
    hours: list[HourLine]
    targets_first: bool
    aims: list[AimView]
    has_targets: bool
    estimates: str
    sleep: SleepView
    decisions: list[Decision]
    compared_title: str
    compared_column: str
    changes: list[ChangeView] | None
    data_of: str
    quota: str


def day_page(answers: Answers, texts: Texts, clock: Clock) -> DayPage:
    """Put the page together."""
    return _Builder(answers, texts, clock).page()


class _Builder:
    def __init__(self, answers: Answers, texts: Texts, clock: Clock) -> None:
        self._answers, self._texts, self._clock = answers, texts, clock
        self._formats = Formats(texts)
        self._zone = ZoneInfo(answers.days.timezone)
        self._categories = Categories(texts, answers.summary.days)
        self._is_whole_day = answers.status.mode != "part-day"
        self._is_today = answers.subject == answers.current
        before = answers.subject - timedelta(days=1)
        self._day = _of(answers.days.days, answers.subject)
        self._before = _of(answers.days.days, before)
        self._summary = _of(answers.summary.days, answers.subject)
        self._summary_before = _of(answers.summary.days, before)
        self._sleep = Sleep(answers.nights.nights, self._zone)

    def page(self) -> DayPage:
        answers, texts, formats = self._answers, self._texts, self._formats
        as_of = answers.days.as_of.astimezone(self._zone)
        aims = Aims(texts, self._categories, is_whole_day=self._is_whole_day)
        is_first = self._is_today and self._before is None
        last = self._before if self._is_today else self._day
        strips = Strips(texts, self._categories, self._zone, is_whole_day=self._is_whole_day)
        return DayPage(
            title=formats.day(answers.subject),
            is_today=self._is_today,
            since=self._since(as_of),
            previous=answers.subject - timedelta(days=1),
            previous_name=formats.day(answers.subject - timedelta(days=1)),
            following=None if self._is_today else answers.subject + timedelta(days=1),
            following_name=formats.day(answers.subject + timedelta(days=1)),
            sentences=headline(self._facts(is_first=is_first), texts),
            rows=self._rows(strips),
            legend=strips.legend([day for day in (self._day, self._before) if day]),
            hours=strips.hours(self._day) if self._day else [],
            targets_first=self._is_today and as_of.hour >= EVENING_HOUR,
            aims=aims.of(self._summary, is_over=not self._is_today, has_verdicts=not is_first) if self._summary else [],
            has_targets=any(category.target is not None for day in answers.summary.days for category in day.categories),
            estimates=self._estimates(),
            sleep=sleep_view(self._sleep, answers.subject - timedelta(days=1), texts),
            decisions=self._decisions(last),
            compared_title=self._compared(answers.usual.date),
            compared_column=texts.yesterday if self._is_today else texts.that_day,
            changes=changes(last, answers.usual, self._categories, texts) if last else None,
            data_of=texts.data_of.format(time=formats.date_time(as_of), zone=answers.days.timezone),
            quota=self._quota(),
        )

    def _rows(self, strips: Strips) -> list[RowView]:
        if self._day is None:
            return []
        texts = self._texts
        subject = DayName(day=self._day, name=texts.today if self._is_today else texts.that_day)
        name = texts.yesterday if self._is_today else texts.day_before
        before = DayName(day=self._before, name=name) if self._before else None
        calendars = [source for source in self._answers.sources.sources if source.service in {"gcal", "ics"}]
        return strips.rows(
            subject, before, has_calendar=any(source.rows or source.last_synced_at for source in calendars)
        )

    def _facts(self, *, is_first: bool) -> Facts:
        if is_first and self._day is not None:
            return Facts(first_day=self._day.tracked_seconds / 60)
        judged, logged = (self._summary_before, self._before) if self._is_today else (self._summary, self._day)
        return Facts(
            night=self._night(),
            verdicts=verdicts_of(judged, logged, self._categories, is_whole_day=self._is_whole_day) if judged else None,
            outlook=self._outlook() if self._is_today else None,
            is_past=not self._is_today,
        )

    def _night(self) -> NightFacts | None:
        evening = self._answers.subject - timedelta(days=1)
        place = next((place for place, night in enumerate(self._sleep.nights) if night.date == evening), None)
        if place is None:
            return None
        target = next(
            (
                category.target
                for category in (self._summary.categories if self._summary else [])
                if category.category == "Sleep" and category.direction == "more"
            ),
            None,
        )
        usual = self._sleep.usual
        return NightFacts(
            sleep=self._sleep.nights[place].sleep_seconds / 60,
            target=target,
            usual=self._sleep.usual_minutes,
            up_late=self._sleep.ups[place] - usual[1] if usual else None,
        )

    def _outlook(self) -> Outlook | None:
        """Return the category that is planned longest, or else expected longest."""
        candidates = [
            one for one in (self._summary.categories if self._summary else []) if one.category not in _NO_OUTLOOK
        ]
        largest = max(candidates, key=lambda one: (one.plan or 0, one.median or 0), default=None)
        if largest is None or not (largest.plan or largest.median):
            return None
        name = self._categories.name(largest.category)
        return Outlook(category=name, plan=largest.plan, typical=largest.median)

    def _estimates(self) -> str:
        """Return what is to be known about the estimates; empty where they are as good as they get."""
        if not self._is_today:
            return ""
        day = next(iter(self._answers.forecasts.days), None)
        if day is None:
            return self._texts.no_estimates
        if day.grade == "rough":
            return self._texts.rough_estimates.format(days=day.training_days)
        return ""

    def _decisions(self, last: Day | None) -> list[Decision]:
        if not self._is_today:
            return []
        decisions = Decisions(self._texts, self._categories, self._zone)
        answers = self._answers
        return decisions.of(answers.proposals.proposals, answers.sources.sources, last, is_whole_day=self._is_whole_day)

    def _compared(self, day: date) -> str:
        name = self._texts.yesterday if self._is_today else self._texts.that_day
        return self._texts.against_usual.format(day=name, weekday=self._formats.weekday(day))

    def _since(self, as_of: datetime) -> str:
        if not self._is_today:
            return ""
        synced = [source.last_synced_at for source in self._answers.sources.sources if source.last_synced_at]
        parts = [self._texts.as_of.format(time=self._formats.time(as_of))]
        if synced:
            at = max(synced).astimezone(self._zone)
            words = self._formats.time(at) if at.date() == as_of.date() else self._formats.date_time(at)
            parts.append(self._texts.last_sync.format(time=words))
        return " · ".join(parts)

    def _quota(self) -> str:
        toggl = next((source for source in self._answers.sources.sources if source.service == "toggl"), None)
        if toggl is None or toggl.quota_remaining is None or toggl.quota_resets_at is None:
            return ""
        if toggl.quota_resets_at <= self._clock.now:
            return ""
        return self._texts.quota_left.format(
            left=toggl.quota_remaining,
            total=toggl.quota_total or toggl.quota_remaining,
            time=self._formats.time(toggl.quota_resets_at.astimezone(self._zone)),
        )


def _of(days: list[DayT], wanted: date) -> DayT | None:
    return next((day for day in days if day.date == wanted), None)
