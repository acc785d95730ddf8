"""The bodies of requests and answers about categories and their rules."""

import datetime as dt
from typing import Annotated, Literal

from msgspec import Meta

from service.schemas.base import Answer, Input
from service.schemas.domain import NO_NUL, DayType

MatchType = Literal["project_name", "client_name", "tag", "description", "project_color"]
Origin = Literal["shipped", "upgrade", "file", "command", "api"]
RuleSet = Literal["names", "colors"]
RuleOrigin = Literal["own", "names", "colors"]
CategorySource = Literal["group", "own", "project", "none"]
Group = Literal["Essentials", "Obligation", "Leisure"]
Name = Annotated[str, Meta(min_length=1, max_length=500, pattern=NO_NUL)]


class CategoryRuleInput(Input, kw_only=True):
    """A rule: the first match of the strongest kind decides; a `project_color` is written as #rrggbb."""

    match_type: MatchType
    match_value: Name
    category: Name


class OwnCategoryInput(Input, kw_only=True):
    """A category that the person adds; without a colour it has that of its projects."""

    category: Name
    group: Group | None = None
    order: Annotated[int, Meta(ge=1, le=1000)] | None = None
    color: Annotated[str, Meta(pattern=r"^#[0-9a-fA-F]{6}$")] | None = None


class CategoryRulesInput(Input, kw_only=True):
    """All rules of the person, in their order, the rule sets that are on, and the person's own categories.

    Without `ruleSets` or `categories` these stay as they are.
    """

    rules: list[CategoryRuleInput]
    rule_sets: list[RuleSet] | None = None
    categories: list[OwnCategoryInput] | None = None


class CategoryRule(Answer):
    """A rule of the person's own."""

    match_type: MatchType
    match_value: str
    category: str


class OwnCategory(Answer):
    """A category that the person has added."""

    category: str
    group: Group | None
    order: int | None
    color: str | None


class CategoryRules(Answer):
    """One version of the rules; `matchOrder` names the kinds of match, the strongest first.

    `note` says what the version changed, and `restores` is the version that an undo brought back.
    """

    version: int
    origin: Origin
    note: str
    restores: int | None
    rule_sets: list[RuleSet]
    match_order: list[MatchType]
    rules: list[CategoryRule]
    categories: list[OwnCategory]
    created_at: dt.datetime


class CategoryRulesHistory(Answer):
    """Every version of the rules, the newest first."""

    versions: list[CategoryRules]


class CategoryChange(Answer):
    """Time of a project that would have another category, in minutes; `project` is null for entries without one."""

    project: str | None
    client: str | None
    before: str
    after: str
    recent_minutes: float
    minutes: float


class CategoryTotal(Answer):
    """Minutes of a category in the last 90 days, by the rules as they are and as they would be."""

    category: str
    before: float
    after: float


class Unassigned(Answer):
    """Projects that would have neither a rule nor a known category, with their minutes of the last 90 days."""

    projects: int
    recent_minutes: float


class TargetVerdicts(Answer):
    """On how many of the `days` of the last four weeks a current target was met, by the rules as they are and would be.

    The days are those on which targets are judged and this target counts: a target for workdays or holidays goes before
    one for all days.
    """

    category: str
    day_type: DayType
    met_before: int
    met_after: int
    days: int


class CategoryPreview(Answer):
    """What a change of the rules would change; nothing is written.

    `targets` are the current targets that can be met, the most important first, also those without a change.
    """

    changes: list[CategoryChange]
    categories: list[CategoryTotal]
    targets: list[TargetVerdicts]
    unassigned: Unassigned


class ProjectRule(Answer):
    """The rule that decides; `ruleSet` is `own`, `names` or `colors`."""

    match_type: MatchType
    match_value: str
    rule_set: RuleOrigin


class DescriptionUsage(Answer):
    """Time of the entries without a project that have one description, in minutes; null for those without any."""

    description: str | None
    recent_minutes: float
    minutes: float
    entries: int


class Project(Answer):
    """Time of a project that has one category by one rule, in minutes; `project` is null for entries without one.

    `recentMinutes` are those of the last 90 days. `isAssigned` is false where the project has neither a rule nor one of
    the ten categories or of the person's own. `color` is that of the project at its source, null where it is not known,
    as in files. `descriptions` are the ten of entries without a project that have the most time, and empty for a
    project.
    """

    project: str | None
    client: str | None
    category: str
    rule: ProjectRule | None
    is_assigned: bool
    recent_minutes: float
    minutes: float
    entries: int
    last_date: dt.date | None
    color: str | None
    descriptions: list[DescriptionUsage]


class Projects(Answer):
    """All projects, unassigned ones first, and the rules of the person's own that decide nothing."""

    projects: list[Project]
    idle_rules: list[CategoryRule]


class CategoryInfo(Answer):
    """A category; `isUsed` when it has time, a plan or a current target.

    `source` is `group` for the ten that are built in, `own` for one that the person has added, `project` for one that
    is named after a project, a rule, a target or an event, and `none` for Uncategorized and Untracked.
    """

    category: str
    order: int
    coarse: Literal["Essentials", "Obligation", "Leisure", "Unknown"]
    social: Literal["PRIMARY", "SECONDARY", "TERTIARY", "UNKNOWN"]
    color: str
    source: CategorySource
    is_built_in: bool
    is_used: bool


class Categories(Answer):
    """The categories in their order."""

    categories: list[CategoryInfo]
