"""SVG elements as strings, with all text escaped.

x and width are shares of the drawing, written in per cent; y, height and text are in pixels, and there is no viewBox.
So one drawing fits every width while its text keeps its size. Nothing here writes a `style` attribute: geometry and
colours are attributes, which a strict content security policy allows.
"""

import re
from collections.abc import Iterator

from markupsafe import Markup, escape

Attribute = str | float | None
# All that XML 1.0 forbids in a document, and the line breaks, which its parsers change.
_FORBIDDEN = re.compile("[^\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Per cent are written with three digits: a second of a day is 0.001 %.
_PARTS = 100_000


def element(name: str, /, *children: str, **attributes: Attribute) -> Markup:
    """Return an element; a child that is not Markup is text.

    Args:
        name: of the element, such as `rect`.
        children: elements, or texts that are escaped.
        attributes: `class_` is written as `class`, `text_anchor` as `text-anchor`; those that are None are left out.
    """
    start = f"<{name}{''.join(_written(attributes))}"
    inside = "".join(_escaped(child) for child in children)
    # Each part was escaped above.
    return Markup(f"{start}>{inside}</{name}>" if inside else f"{start}/>")  # noqa: S704


def chart(height: float, label: str, *children: str) -> Markup:
    """Return a whole drawing, as wide as the place where it stands.

    Args:
        height: in pixels.
        label: what a screen reader reads out in the place of the drawing.
        children: its elements.

    Raises:
        ValueError: without a label.
    """
    if not label.strip():
        raise ValueError("a drawing needs a label for people who cannot see it")
    return element(
        "svg",
        *children,
        xmlns="http://www.w3.org/2000/svg",
        class_="chart",
        width="100%",
        height=height,
        role="img",
        aria_label=label,
    )


def inset(start: float, end: float, *children: str, y: float | None = None) -> Markup:
    """Return a part of the drawing between two shares of its width; per cent in it are those of the part."""
    return element("svg", *children, **span(start, end), y=y, overflow="visible")


def at(share: float, y: float, *children: str) -> Markup:
    """Return elements in pixels whose origin is at a share of the width."""
    return element("svg", *children, x=percent(share), y=y, overflow="visible")


def titled(title: str, *children: str) -> Markup:
    """Return elements with the text that a browser shows while the pointer rests on them."""
    if not title:
        return Markup("").join(children)
    return element("g", element("title", title), *children)


def text(words: str, share: float, y: float, *, css: str | None = None, anchor: str = "middle") -> Markup:
    """Return a line of text at a share of the width; `y` is its base line."""
    return element("text", words, x=percent(share), y=y, text_anchor=anchor, class_=css)


def percent(share: float) -> str:
    """Return a share, 0 to 1, in per cent."""
    return f"{_number(round(share * _PARTS) * 100 / _PARTS)}%"


def span(start: float, end: float) -> dict[str, Attribute]:
    """Return x and width between two shares; neighbours meet exactly, since both ends are rounded and not the width."""
    first, last = round(start * _PARTS), round(end * _PARTS)
    return {"x": percent(first / _PARTS), "width": percent((last - first) / _PARTS)}


def _written(attributes: dict[str, Attribute]) -> Iterator[str]:
    for name, value in attributes.items():
        if value is not None:
            written = _escaped(value) if isinstance(value, str) else _number(value)
            yield f' {name.rstrip("_").replace("_", "-")}="{written}"'


def _escaped(words: str) -> str:
    return words if isinstance(words, Markup) else escape(_FORBIDDEN.sub(" ", words))


def _number(value: float) -> str:
    """Return a number with at most three digits after the point, and without those that are zero."""
    written = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if written == "-0" else written
