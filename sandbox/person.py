"""The sample person: a plausible year of logged time, the same for the same arguments."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo

from sandbox import catalog, habits
from sandbox.account import Account, Client, Entry, Project, Tag, Workspace
from sandbox.habits import Span
from sandbox.routine import Day, Step

TOKYO = ZoneInfo("Asia/Tokyo")
EVENING = time(22)
USER_ID, WORKSPACE_ID, ORGANIZATION_ID = 2_166_261, 2_230_580, 2_204_111
CLIENT_IDS, PROJECT_IDS, TAG_IDS = 64_890_400, 155_392_600, 16_939_100
# Entry ids grow with the days and, as the real ones, do not fit 32 bits.
ENTRY_IDS, IDS_PER_DAY = 3_000_000_000, 100
BROKEN_NIGHTS = 0.05


def evening(day: date, timezone: ZoneInfo = TOKYO) -> datetime:
    """Return the instant at which the log of `generate` ends by default: 22:00 of its last day."""
    return datetime.combine(day, EVENING, timezone).astimezone(UTC)


def generate(
    seed: int, last_day: date, days: int = 365, timezone: ZoneInfo = TOKYO, *, until: datetime | None = None
) -> Account:
    """Generate the account of a person who logs 24 hours a day, as well as people do.

    Args:
        seed: another seed is another year of the same kind of person.
        last_day: the local date on which the log ends, with a running entry.
        days: how many local days the log has.
        timezone: where the person lives.
        until: the instant of the end on the last day; None = `evening(last_day, timezone)`. The days before do not
            depend on it.

    Raises:
        ValueError: when `days` is not positive.
    """
    if days < 1:
        raise ValueError("days must be at least 1")
    end = (until or evening(last_day, timezone)).astimezone(UTC).replace(microsecond=0)
    first_day = last_day - timedelta(days=days - 1)
    born = datetime.combine(first_day - timedelta(days=30), time(1, 2, 3), UTC)
    tags = {name: TAG_IDS + number for number, name in enumerate(catalog.TAGS)}
    projects = {spec.name: PROJECT_IDS + number for number, spec in enumerate(catalog.PROJECTS)}
    entries = [
        _entry(ENTRY_IDS + day.toordinal() * IDS_PER_DAY + number, span, projects, tags)
        for day, spans in _days(seed, first_day, days, timezone)
        for number, span in enumerate(spans)
    ]
    return Account(
        user_id=USER_ID,
        name="Sam Sample",
        email="sam@example.invalid",
        timezone=timezone,
        created_at=born,
        workspaces=(Workspace(id=WORKSPACE_ID, name="Life", organization_id=ORGANIZATION_ID, at=born),),
        clients=tuple(Client(id=CLIENT_IDS + n, name=name, at=born) for n, name in enumerate(catalog.AREAS)),
        projects=_projects(projects, born),
        tags=tuple(Tag(id=number, name=name, at=born) for name, number in tags.items()),
        entries=_cut(entries, end),
    )


def _projects(ids: dict[str, int], born: datetime) -> tuple[Project, ...]:
    clients = {name: CLIENT_IDS + number for number, name in enumerate(catalog.AREAS)}
    return tuple(
        Project(
            id=ids[spec.name],
            name=spec.name,
            color=catalog.CATEGORY_COLORS[spec.category],
            client_id=clients[spec.area] if spec.area else None,
            at=born,
            created_at=born,
        )
        for spec in catalog.PROJECTS
    )


def _days(seed: int, first_day: date, days: int, timezone: ZoneInfo) -> Iterator[tuple[date, list[Span]]]:
    """Yield each day with what was logged of it, from waking up to the end of the following night."""
    # Every day draws from its own generator: a change in one day leaves the others as they were.
    plan = [
        Day(
            first_day + timedelta(days=number),
            progress=number / max(1, days - 1),
            random=Random(f"{seed} {first_day + timedelta(days=number)}"),  # noqa: S311 a sample, nothing secret
        )
        for number in range(days + 1)
    ]
    first = plan[0]
    bed = _instant(first.date, first.random.uniform(1, 20), timezone)
    night = _night(bed, _instant(first.date, first.wake, timezone), first)
    for day, following in pairwise(plan):
        cursor = _instant(day.date, day.wake, timezone)
        spans = list(night)
        night = []
        for step in day.steps():
            stop = cursor + timedelta(seconds=round(step.minutes * 60))
            spans.append(Span(cursor, stop, step))
            cursor = stop
        spans += _night(cursor, _instant(following.date, following.wake, timezone), day)
        yield day.date, habits.log(spans, day.random, complete=following is plan[-1])


def _night(bed: datetime, wake: datetime, day: Day) -> list[Span]:
    """Return the sleep from `bed` to `wake`; now and then it is broken."""
    sleep = Step("Sleep", day.random.choice(catalog.DESCRIPTIONS["Sleep"]), 0)
    if day.random.random() > BROKEN_NIGHTS:
        return [Span(bed, wake, sleep)]
    up = bed + (wake - bed) * day.random.uniform(0.3, 0.7)
    up = up.replace(microsecond=0)
    back = up + timedelta(seconds=day.random.randint(400, 1500))
    return [Span(bed, up, sleep), Span(up, back, Step("Body care", "眠れない", 0)), Span(back, wake, sleep)]


def _instant(day: date, minutes: float, timezone: ZoneInfo) -> datetime:
    """Return the instant of a wall time, given as minutes after midnight of the same day."""
    wall = datetime.combine(day, time.min) + timedelta(seconds=round(minutes * 60))
    return wall.replace(tzinfo=timezone).astimezone(UTC)


def _entry(number: int, span: Span, projects: dict[str, int], tags: dict[str, int]) -> Entry:
    step = span.step
    assert span.at is not None
    return Entry(
        id=number,
        start=span.start,
        stop=span.stop,
        description=step.description,
        project_id=None if step.project is None else projects[step.project],
        tag_ids=tuple(tags[tag] for tag in step.tags),
        at=span.at,
        deleted_at=span.deleted_at,
    )


def _cut(entries: list[Entry], end: datetime) -> tuple[Entry, ...]:
    """Return the log as it stands at `end`: nothing later, and the newest entry running."""
    begun = [entry for entry in entries if entry.start < end]
    timed = [entry for entry in begun if entry.deleted_at is None and entry.seconds > 0]
    running = max(timed, key=lambda entry: (entry.start, entry.id), default=None)
    return tuple(_as_of(entry, end, is_running=entry is running) for entry in begun)


def _as_of(entry: Entry, end: datetime, *, is_running: bool) -> Entry:
    assert entry.stop is not None
    if is_running:
        return replace(entry, stop=None, at=entry.start)
    # An edit or deletion that was still to come has not happened; its entry is as it was when it ended.
    deleted_at = entry.deleted_at if entry.deleted_at and entry.deleted_at <= end else None
    stop = min(entry.stop, end)
    return replace(entry, stop=stop, at=entry.at if entry.at <= end else stop, deleted_at=deleted_at)
