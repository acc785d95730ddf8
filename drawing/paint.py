"""How a colour is written: as a class where a theme may change the colour, else as an attribute.

The ten categories, Other and untracked time have classes (`f-work`, `s-work`), with variables of the style sheet. The
colour of a person's own category is known only to the database; it is written as `fill="#..."`, because a strict
content security policy forbids a `style` attribute.
"""

from functools import cache

from drawing.checks import require
from drawing.palette import HATCHED, INK, OTHER_COLOR, TEN, UNTRACKED_COLOR, ink_on, valid
from drawing.svg import Attribute

# Stands in the place of a colour, as HATCHED does: time that was not read is dotted.
UNREAD = "unread"
# Patterns have no class: a separate style sheet cannot refer to a pattern of the page in every browser.
PATTERNS = {HATCHED: "uncategorized", UNREAD: "unread"}
CLASSES = {color: name.lower() for name, color in TEN.items()} | {OTHER_COLOR: "other", UNTRACKED_COLOR: "untracked"}


def require_color(color: str) -> None:
    """Require a colour that can be drawn.

    Raises:
        ValueError: for anything but `#rrggbb`, HATCHED and UNREAD.
    """
    known = color in PATTERNS or color in CLASSES
    require(
        known or valid(color) == color, f"a colour is #rrggbb in small letters, {HATCHED} or {UNREAD}, not {color!r}"
    )


def fill(color: str, css: str = "") -> dict[str, Attribute]:
    """Return the attributes of a surface in a colour, with further classes."""
    if color in PATTERNS:
        return {"class_": f"{css} f-{PATTERNS[color]}".strip(), "fill": f"url(#{PATTERNS[color]})"}
    if color in CLASSES:
        return {"class_": f"{css} f-{CLASSES[color]}".strip()}
    return {"class_": css or None, "fill": color}


def outlined(color: str, css: str = "") -> dict[str, Attribute]:
    """Return the attributes of a surface and its edge in a colour, with further classes."""
    filled = fill(color, css)
    if color in PATTERNS:
        return filled | {"class_": f"{filled['class_']} s-{PATTERNS[color]}"}
    if color in CLASSES:
        return filled | {"class_": f"{filled['class_']} s-{CLASSES[color]}"}
    return filled | {"stroke": color}


@cache
def label_class(color: str) -> str:
    """Return the class of a text on a surface: white or dark by contrast, the ink of the theme on its own grounds."""
    if color in PATTERNS or color == UNTRACKED_COLOR:
        return "strong halo"
    return "on dark" if ink_on(color) == INK else "on"
