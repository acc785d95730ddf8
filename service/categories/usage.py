"""Projects with the category that the rules give them, and what a change of the rules would change."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from naming import category_key
from naming.categories import BUILT_IN
from naming.rules import Rule
from service.categories.known import known_categories
from service.categories.store import RuleVersion, newest, save
from service.categories.verdicts import RecentTime, Verdicts, verdicts
from service.database.pool import Connection, all_rows
from service.database.statements import statements
from service.queries.targets import current_targets

SQL = statements(Path(__file__).with_name("usage.sql"))


LISTED_DESCRIPTIONS = 10


@dataclass(kw_only=True)
class DescriptionUsage:
    """The time of entries without a project that have one description, or None without any."""

    description: str | None
    seconds: int = 0
    recent_seconds: int = 0
    entries: int = 0


@dataclass(kw_only=True)
class ProjectUsage:
    """The time of a project that has one category by one rule; `project` is None for entries without one.

    Attributes:
        rule: None where no rule matches.
        rule_set: own, names or colors; None without a rule.
        color: of the project at its source, #rrggbb; None where it is not known, as in files.
        is_assigned: whether a rule decides, or the category is one of the ten or of the person's own.
        descriptions: of entries without a project, by description; empty for a project.
    """

    project: str | None
    client: str | None
    category: str
    rule: Rule | None
    rule_set: str | None
    is_assigned: bool
    seconds: int = 0
    recent_seconds: int = 0
    entries: int = 0
    last_date: date | None = None
    color: str | None = None
    descriptions: dict[str | None, DescriptionUsage] = field(default_factory=dict)

    def add(self, row: Mapping[str, Any]) -> None:
        """Add the time of one combination of what the rules look at."""
        self.seconds += row["seconds"]
        self.recent_seconds += row["recent_seconds"]
        self.entries += row["entry_count"]
        self.last_date = max(filter(None, (self.last_date, row["last_date"])), default=None)
        self.color = self.color or row["project_color"]
        if self.project is None:
            text = row["description"]
            found = self.descriptions.setdefault(text, DescriptionUsage(description=text))
            found.seconds += row["seconds"]
            found.recent_seconds += row["recent_seconds"]
            found.entries += row["entry_count"]

    def most_used_descriptions(self) -> list[DescriptionUsage]:
        """Return the ten descriptions with the most time of the last 90 days, and then of all days."""
        found = sorted(self.descriptions.values(), key=lambda one: (one.description is None, one.description or ""))
        return sorted(found, key=lambda one: (-one.recent_seconds, -one.seconds))[:LISTED_DESCRIPTIONS]


@dataclass(kw_only=True)
class Change:
    """The time of a project that would have another category."""

    project: str | None
    client: str | None
    before: str
    after: str
    seconds: int = 0
    recent_seconds: int = 0


@dataclass(kw_only=True)
class Preview:
    """What a change of the rules would change.

    Attributes:
        changes: by project, the most recent time first.
        categories: seconds of the last 90 days before and after, of the categories that change.
        unassigned_projects: how many projects would have neither a rule nor a known category.
        unassigned_seconds: their time of the last 90 days.
        targets: how often each current target was met in the last four weeks, before and after.
    """

    changes: list[Change]
    categories: dict[str, tuple[int, int]] = field(default_factory=dict)
    unassigned_projects: int = 0
    unassigned_seconds: int = 0
    targets: list[Verdicts] = field(default_factory=list)


async def projects(connection: Connection) -> list[ProjectUsage]:
    """Return the projects with their categories; unassigned ones first, then by the time of the last 90 days.

    Raises:
        psycopg.errors.UndefinedTable: before the first transform.
    """
    names = await known_categories(connection)
    version = await newest(connection)
    found = _usages(await all_rows(connection, SQL["matches"]), names, version)
    return sorted(found, key=lambda one: (one.is_assigned, -one.recent_seconds, -one.seconds, one.project or ""))


async def idle_rules(connection: Connection) -> list[Rule]:
    """Return the person's own rules that decide nothing."""
    return [Rule(**row) for row in await all_rows(connection, SQL["idle_rules"])]


async def preview(connection: Connection, wanted: RuleVersion, *, expected: int) -> Preview:
    """Return what would change, by the very view that the transform reads; nothing stays written.

    Raises:
        RulesChangedError: when `expected` is not the newest version.
        psycopg.errors.UndefinedTable: before the first transform.
    """
    before = await all_rows(connection, SQL["matches"])
    names = await known_categories(connection)
    async with connection.transaction(force_rollback=True):
        version = await save(connection, wanted, expected=expected)
        after = await all_rows(connection, SQL["matches"])
        names |= await known_categories(connection)
    found = _preview(before, after, names, version)
    found.targets = verdicts(
        await current_targets(connection),
        await _recent_time(connection),
        {row["subject_id"]: row["category_key"] for row in before},
        {row["subject_id"]: row["category_key"] for row in after},
    )
    return found


async def _recent_time(connection: Connection) -> RecentTime:
    days = await all_rows(connection, SQL["recent_days"])
    rows = await all_rows(connection, SQL["recent_usage"])
    return RecentTime(
        day_types={row["local_date"]: row["day_type"] for row in days},
        seconds={(row["local_date"], row["subject_id"]): row["seconds"] for row in rows},
    )


def _preview(
    before: list[dict[str, Any]], after: list[dict[str, Any]], names: Mapping[str, str], version: RuleVersion
) -> Preview:
    then = {row["subject_id"]: row for row in before}
    changes: dict[tuple[Any, ...], Change] = {}
    totals: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row in after:
        old, new = then[row["subject_id"]]["category_key"], row["category_key"]
        totals[old][0] += row["recent_seconds"]
        totals[new][1] += row["recent_seconds"]
        if old != new:
            change = changes.setdefault(
                (row["project_name"], row["client_name"], old, new),
                Change(
                    project=row["project_name"],
                    client=row["client_name"],
                    before=names.get(old, then[row["subject_id"]]["category"]),
                    after=names.get(new, row["category"]),
                ),
            )
            change.seconds += row["seconds"]
            change.recent_seconds += row["recent_seconds"]
    loose = [one for one in _usages(after, names, version) if not one.is_assigned]
    spelling = {row["category_key"]: row["category"] for row in (*before, *after)}
    return Preview(
        changes=sorted(changes.values(), key=lambda one: (-one.recent_seconds, -one.seconds, one.project or "")),
        categories={
            names.get(key, spelling[key]): (sums[0], sums[1]) for key, sums in totals.items() if sums[0] != sums[1]
        },
        unassigned_projects=len({(one.project, one.client) for one in loose}),
        unassigned_seconds=sum(one.recent_seconds for one in loose),
    )


def _usages(rows: Iterable[Mapping[str, Any]], names: Mapping[str, str], version: RuleVersion) -> list[ProjectUsage]:
    listed = {category_key(name) for name in (*BUILT_IN, *(one.category for one in version.categories))}
    found: dict[tuple[Any, ...], ProjectUsage] = {}
    for row in rows:
        rule = Rule(row["match_type"], row["match_value"], row["category"]) if row["match_type"] else None
        usage = found.setdefault(
            (row["project_name"], row["client_name"], row["category_key"], row["rule_number"]),
            ProjectUsage(
                project=row["project_name"],
                client=row["client_name"],
                category=names.get(row["category_key"], row["category"]),
                rule=rule,
                rule_set=row["rule_set"],
                is_assigned=rule is not None or row["category_key"] in listed,
            ),
        )
        usage.add(row)
    return list(found.values())
