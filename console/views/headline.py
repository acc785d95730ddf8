"""The first sentences of Today, made of facts: the night, the targets of yesterday, the plan against the estimate."""

from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from console.texts.fields import Texts
from console.texts.formats import Formats
from console.views.words import bold, fill

# Differences below these are not worth a word, in minutes.
NIGHT_STEP, UP_STEP = 10, 15
MOST_SENTENCES = 4


@dataclass(frozen=True, kw_only=True)
class NightFacts:
    """The last night, in minutes; `up_late` is positive when the person got up later than usual."""

    sleep: float
    target: float | None = None
    usual: float | None = None
    up_late: float | None = None


@dataclass(frozen=True, kw_only=True)
class Miss:
    """A target that was missed, by minutes under it or over it."""

    category: str
    minutes: float
    side: Literal["under", "over"]


@dataclass(frozen=True, kw_only=True)
class Verdicts:
    """The targets of a day that is over; a day without a verdict has the minutes that were logged instead."""

    met: int = 0
    judged: int = 0
    nearest: Miss | None = None
    logged: float | None = None
    length: float = 1440


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """The largest category of today, in minutes."""

    category: str
    plan: float | None = None
    typical: float | None = None


@dataclass(frozen=True, kw_only=True)
class Facts:
    """All that the sentences are made of.

    Attributes:
        night: the night that ended on the day of the page; None where it is not known.
        verdicts: of yesterday, or of the day itself where the page is of a past one.
        outlook: None on a past day.
        is_past: whether the page is of a past day.
        first_day: minutes logged so far on the first day of all; None on any other.
    """

    night: NightFacts | None = None
    verdicts: Verdicts | None = None
    outlook: Outlook | None = None
    is_past: bool = False
    first_day: float | None = None


def headline(facts: Facts, texts: Texts) -> list[Markup]:
    """Return the sentences, four at most."""
    formats = Formats(texts)
    if facts.first_day is not None:
        return [fill(texts.first_day, tracked=bold(formats.duration(facts.first_day)))]
    sentences = [
        _night(facts.night, texts, formats) if facts.night else None,
        _verdicts(facts.verdicts, texts, formats, is_past=facts.is_past) if facts.verdicts else None,
        _outlook(facts.outlook, texts, formats) if facts.outlook else None,
    ]
    return [sentence for sentence in sentences if sentence][:MOST_SENTENCES]


def _night(night: NightFacts, texts: Texts, formats: Formats) -> Markup:
    values: dict[str, str] = {
        "sleep": bold(formats.duration(night.sleep)),
        "compared": _compared(night, texts, formats),
        "difference": formats.duration(night.up_late or 0),
    }
    if night.up_late is None or abs(night.up_late) < UP_STEP:
        return fill(texts.slept, **values)
    return fill(texts.slept_later if night.up_late > 0 else texts.slept_earlier, **values)


def _compared(night: NightFacts, texts: Texts, formats: Formats) -> str:
    """Return the comparison with the target, or else with the usual night; empty without either."""
    against = night.target if night.target is not None else night.usual
    if against is None:
        return ""
    difference = night.sleep - against
    has_target = night.target is not None
    if abs(difference) < NIGHT_STEP:
        return texts.at_target if has_target else texts.as_usual
    if difference > 0:
        words = texts.over_target if has_target else texts.more_than_usual
    else:
        words = texts.under_target if has_target else texts.less_than_usual
    return words.format(difference=formats.duration(difference))


def _verdicts(verdicts: Verdicts, texts: Texts, formats: Formats, *, is_past: bool) -> Markup | None:
    day = texts.day_subject if is_past else texts.yesterday_subject
    if verdicts.logged is not None:
        logged, length = formats.duration(verdicts.logged), formats.duration(verdicts.length)
        return fill(texts.not_complete, day=day, tracked=bold(logged), total=length)
    if not verdicts.judged:
        return None
    count = bold(texts.count_of.format(count=verdicts.met, total=verdicts.judged))
    if verdicts.nearest is None:
        return fill(texts.met_all, day=day, count=count)
    words = texts.met_short if verdicts.nearest.side == "under" else texts.met_over
    missed = formats.duration(max(1, verdicts.nearest.minutes))
    return fill(words, day=day, count=count, category=verdicts.nearest.category, difference=missed)


def _outlook(outlook: Outlook, texts: Texts, formats: Formats) -> Markup | None:
    values: dict[str, str] = {"category": outlook.category}
    if outlook.plan:
        values["plan"] = bold(formats.duration(outlook.plan))
    if outlook.typical:
        values["typical"] = bold(formats.duration(outlook.typical))
    if outlook.plan and outlook.typical:
        return fill(texts.plan_and_estimate, **values)
    if outlook.plan:
        return fill(texts.plan_only, **values)
    return fill(texts.estimate_only, **values) if outlook.typical else None
