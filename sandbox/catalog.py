"""The sample person's projects, the areas of life they keep as clients, their tags, and what they write down.

`PROJECT_CATEGORY` says which personal category each project means, for tests that check a mapping against it.
"""

from dataclasses import dataclass

CATEGORY_COLORS = {
    "Vitals": "#e36a00",
    "Sleep": "#465bb3",
    "Exercise": "#2da608",
    "Overhead": "#525266",
    "Work": "#0b83d9",
    "Education": "#06a893",
    "Creative": "#9e5bd9",
    "Social": "#d94182",
    "Meta": "#c7af14",
    "Pleasure": "#d92b2b",
}
"""The ten categories in order, each with the Toggl colour its projects have."""


@dataclass(frozen=True, slots=True)
class ProjectSpec:
    """A project of the person: its category, its area (client; None = none) and the descriptions they use."""

    name: str
    category: str
    area: str | None
    descriptions: tuple[str, ...]


PROJECTS = (
    ProjectSpec("Meals", "Vitals", "Home", ("breakfast", "lunch", "dinner", "snack")),
    ProjectSpec("Body care", "Vitals", "Home", ("お風呂", "shower", "洗顔・着替え", "dentist", "haircut")),
    ProjectSpec("Break", "Vitals", None, ("coffee", "tea", "休憩", "fresh air")),
    ProjectSpec("Sleep", "Sleep", "Health", ("", "睡眠")),
    ProjectSpec("Nap", "Sleep", "Health", ("昼寝", "nap on the sofa")),
    ProjectSpec("Exercise", "Exercise", "Health", ("散歩", "stretching", "hiking: Takao", "bike ride")),
    ProjectSpec(
        "Running", "Exercise", "Health", ("ジョギング 5 km", "intervals", "easy run", "long run along the river")
    ),
    ProjectSpec("Gym", "Exercise", "Health", ("weights", "swimming", "ジム")),
    ProjectSpec("Commute", "Overhead", None, ("train", "bike", "walk to the station", "電車")),
    ProjectSpec("Chores", "Overhead", "Home", ("洗濯", "dishes", "cleaning", "cooking", "片付け", "plants")),
    ProjectSpec("Errands", "Overhead", "Home", ("買い物", "groceries", "post office", "bank, insurance", "市役所")),
    ProjectSpec("Travel", "Overhead", None, ("新幹線", "packing", "train to the coast", "rental car")),
    ProjectSpec(
        "Northwind: Website relaunch",
        "Work",
        "Northwind, Inc.",
        ("checkout flow", "review of pull requests", "accessibility, forms", "deploy", "design tokens"),
    ),
    ProjectSpec(
        "Northwind: Support", "Work", "Northwind, Inc.", ("tickets", "on call", "bug in the export", "障害対応")
    ),
    ProjectSpec(
        "Team", "Work", "Northwind, Inc.", ("stand-up", "1:1", "planning meeting", "定例会議", "retro", "mail")
    ),
    ProjectSpec("Statistics course", "Education", "Learning", ("lecture", "exercise sheet", "regression, chapter 4")),
    ProjectSpec("日本語", "Education", "Learning", ("漢字の復習", "N1 grammar", "listening", "作文")),
    ProjectSpec("Papers & books", "Education", "Learning", ("Deep Work", "a paper on forecasting", "技術書")),
    ProjectSpec("Piano", "Creative", "Studio", ("scales", "Satie: Gymnopédie No. 1", "練習", "sight reading")),
    ProjectSpec("Photography", "Creative", "Studio", ("photo walk", "sorting & editing", "写真の整理", "prints")),
    ProjectSpec("Family", "Social", "People", ("call home", "家族と夕食", "visit", "games with the kids")),
    ProjectSpec("Friends", "Social", "People", ("coffee with Aya", "飲み会", "board games", "chat", "birthday")),
    ProjectSpec("Journal", "Meta", None, ("morning pages", "日記", "gratitude")),
    ProjectSpec("Planning", "Meta", None, ("明日の計画", "weekly review", "inbox zero", "budget")),
    ProjectSpec("Games", "Pleasure", "Fun", ("Zelda", "chess online", "将棋")),
    ProjectSpec("Films & series", "Pleasure", "Fun", ("series", "映画", "documentary", "YouTube")),
    ProjectSpec("Novels", "Pleasure", "Fun", ("novel", "マンガ", "村上春樹", "in bed")),
)

CATEGORIES = tuple(CATEGORY_COLORS)
PROJECT_CATEGORY = {project.name: project.category for project in PROJECTS}
DESCRIPTIONS = {project.name: project.descriptions for project in PROJECTS}
AREAS = tuple(dict.fromkeys(project.area for project in PROJECTS if project.area))
TAGS = ("deep", "shallow", "outside", "with others", "在宅")
