"""A drawing on its page: the style sheet of the web, and a drawing by itself for paper.

The web and paper get the same elements. On the web the classes get their colours from a style sheet with a light and a
dark theme, and a chart is as wide as its place. On paper a drawing has its own style, with the width and the colours in
it, because no page is around it.
"""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from markupsafe import Markup

from drawing.checks import require
from drawing.labels import FONT_SIZE, MIDDLE, WIDE
from drawing.theme import CATEGORIES, DARK, LIGHT

PRINT_FONT, PRINT_FONT_SIZE = "Noto Sans CJK JP", 10
# By how much that font is narrower than labels.py measures, at least: its labels may be as wide as the page lets them.
PRINT_NARROWER = 1.08
# Surfaces of what has no colour. Their ids are those of the whole page, so they stand there once.
_PATTERNS = Markup(
    '<defs><pattern id="uncategorized" width="6" height="6" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><rect class="hatch-ground" width="6" height="6"/>'
    '<rect class="hatch-line" width="2.5" height="6"/></pattern>'
    '<pattern id="unread" width="5" height="5" patternUnits="userSpaceOnUse"><rect class="dots-ground" width="5" '
    'height="5"/><circle class="dots-point" cx="1.5" cy="1.5" r="0.9"/></pattern></defs>'
)
_VARIABLE = re.compile(r"var\(--([\w-]+)\)")
_WIDTH = 'width="100%"'
_COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)
# What the classes of a category set.
_KINDS = {"f": "fill", "s": "stroke"}


def definitions() -> Markup:
    """Return the patterns that charts refer to; a page of the web has them once, before its first chart."""
    return Markup('<svg class="chart definitions" width="0" height="0" aria-hidden="true">{}</svg>').format(_PATTERNS)


@cache
def stylesheet() -> str:
    """Return the CSS of the charts on the web, with both themes.

    The theme is that of the browser, or the one that `data-theme="light"` or `"dark"` on the root element names. Where
    a chart stands in an element of the class `drawing`, labels appear with the width of that element.
    """
    dark = _variables(DARK)
    return "\n".join(
        [
            f":root {{ {_variables(LIGHT)} }}",
            f"@media (prefers-color-scheme: dark) {{ :root:not([data-theme=light]) {{ {dark} }} }}",
            f":root[data-theme=dark] {{ {dark} }}",
            ".definitions { position: absolute; }",
            ".drawing { container-type: inline-size; }",
            ".chart .w2, .chart .w3 { display: none; }",
            f"@container (min-width: {MIDDLE}px) {{ .chart .w2 {{ display: inline; }} }}",
            f"@container (min-width: {WIDE}px) {{ .chart .w3 {{ display: inline; }} }}",
            f"@container (max-width: {MIDDLE - 1}px) {{ .chart .odd {{ display: none; }} }}",
            _rules(),
        ]
    )


def for_print(drawing: str, width: float, margin: float = 0) -> str:
    """Return a drawing that stands by itself, for an image of exactly that width.

    Args:
        drawing: one that a chart of this package returned.
        width: in pixels of 1/96 inch.
        margin: at both sides, for a mark at the end of a scale: an image shows nothing beyond its edge.

    Raises:
        ValueError: for anything but such a drawing.
    """
    root, end, rest = str(drawing).partition(">")
    require(root.startswith("<svg ") and root.count(_WIDTH) == 1, "only a drawing of this package can be printed")
    sized = root.replace(_WIDTH, f'width="{width:g}"')
    content = rest.removesuffix("</svg>")
    if margin:
        content = f'<svg x="{margin:g}" width="{width - 2 * margin:g}" overflow="visible">{content}</svg>'
    return f"{sized}{end}{_style(width)}{_PATTERNS}{content}</svg>"


@cache
def _style(width: float) -> str:
    # What fits on a page is decided by the size of the text on the web.
    room = width * FONT_SIZE / PRINT_FONT_SIZE * PRINT_NARROWER
    hidden = [name for name, least in (("w2", MIDDLE), ("w3", WIDE)) if room < least] + ["odd"] * (room < MIDDLE)
    rules = [
        _rules(),
        f'.chart text {{ font-family: "{PRINT_FONT}"; font-size: {PRINT_FONT_SIZE}px; }}',
        f".chart .name {{ font-size: {FONT_SIZE}px; }}",
        f".chart .small {{ font-size: {PRINT_FONT_SIZE - 1}px; }}",
        # The font has the weights 400 and 700.
        ".chart .strong, .chart .on { font-weight: 700; }",
        *(f".chart .{name} {{ display: none; }}" for name in hidden),
    ]
    css = _VARIABLE.sub(lambda match: LIGHT[match[1]], "\n".join(rules))
    return f"<style>{css}</style>"


@cache
def _rules() -> str:
    """Return the rules of all classes, those of the categories among them."""
    colors = [
        f".chart .{kind}-{name} {{ {what}: var(--{name}); }}" for kind, what in _KINDS.items() for name in CATEGORIES
    ]
    written = files("drawing").joinpath("charts.css").read_text("utf-8")
    return _COMMENT.sub("", written) + "\n".join(colors)


def _variables(colors: Mapping[str, str]) -> str:
    return " ".join(f"--{name}: {color};" for name, color in colors.items())
