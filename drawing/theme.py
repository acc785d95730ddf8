"""The colours that are not those of a category, for a light and a dark page; paper is printed with the light ones."""

from collections.abc import Mapping

from drawing.palette import INK, OTHER_COLOR, PAPER, TEN, UNTRACKED_COLOR

CATEGORIES: Mapping[str, str] = {name.lower(): color for name, color in TEN.items()} | {"other": OTHER_COLOR}
LIGHT: Mapping[str, str] = {
    **CATEGORIES,
    # The ground of the charts, and what separates two pieces.
    "card": PAPER,
    "edge": PAPER,
    "ink": "#1c232b",
    "muted": "#5b6570",
    "line": "#dcdad4",
    "soft": "#eeece6",
    "untracked": UNTRACKED_COLOR,
    "hatch": "#a3a9af",
    "dots": "#8b949c",
    # Outcomes, and the sides of a target.
    "good": "#1d6b45",
    "bad": "#a63d17",
    "late": "#8a6d00",
    "good-soft": "#dcefe4",
    "bad-soft": "#f7ddd2",
    # Labels on the colours of categories, which are the same in both themes.
    "on-light": INK,
    "on-dark": PAPER,
}
DARK: Mapping[str, str] = {
    **LIGHT,
    "card": "#181e24",
    # Two of the ten have little contrast with a dark card: an edge lighter than both shows where they end.
    "edge": "#7d8994",
    "ink": "#e7eaed",
    "muted": "#9aa5b0",
    "line": "#2c353e",
    "soft": "#212931",
    "untracked": "#262e36",
    "hatch": "#8d969e",
    "dots": "#78838d",
    "good": "#6fcf9c",
    "bad": "#f2a184",
    "late": "#e5c75c",
    "good-soft": "#1b3a31",
    "bad-soft": "#4a2a1f",
}
