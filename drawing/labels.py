"""Whether a label fits: the server does not know how wide a page is, so it says from which width on.

A text is measured by upper bounds of the letters of DejaVu Sans Bold, the widest font that a browser falls back to. A
label that does not fit is not drawn; the title of its piece has it.
"""

import unicodedata
from collections.abc import Iterable

FONT_SIZE = 12
# The narrowest place of a chart on a phone of 360 pixels, and the widths from which a page shows more: see charts.css.
NARROW, MIDDLE, WIDE = 300, 560, 860
_WIDTH_CLASSES = {"w1": NARROW, "w2": MIDDLE, "w3": WIDE}
# Space at the two sides of a label.
_PADDING = 8
_MOST_NAMES = 0.3
_SLIM, _BROAD = frozenset("iljftI.,:;'|!()[] -–·/"), frozenset("mwMW@%—…")
_SIGNS = frozenset("#&+<=>^~")
_EM = {"slim": 0.48, "letter": 0.72, "capital": 0.86, "broad": 1.11}
ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"


def width(words: str) -> float:
    """Return how wide a text is at most, in pixels at the font size of the charts."""
    return FONT_SIZE * sum(_em(character) for character in words)


def width_class(words: str, share: float) -> str | None:
    """Return the class of the narrowest page on which a label fits into a share of the width; None if on none."""
    needed = width(words) + _PADDING
    for name, pixels in _WIDTH_CLASSES.items():
        if needed <= share * pixels:
            return name
    return None


def cut(words: str, pixels: float) -> str:
    """Return the text, or as much of its beginning as fits, with an ellipsis."""
    if width(words) <= pixels:
        return words
    room, kept = pixels - width(ELLIPSIS), 0
    for character in words:
        room -= FONT_SIZE * _em(character)
        if room < 0:
            break
        kept += 1
    return words[:kept].rstrip() + ELLIPSIS


def share_for_names(names: Iterable[str], least_width: float = NARROW) -> float:
    """Return the share of the width that names at the left of a chart need on its narrowest page, at most 30 %."""
    longest = max((width(name) for name in names), default=0)
    return min(_MOST_NAMES, (longest + _PADDING) / least_width) if longest else 0


def every(words: tuple[str, ...], share: float) -> int:
    """Return the step at which labels under places of a share of the width do not touch on a phone; 1 is each."""
    room = share * NARROW
    widest = max((width(word) for word in words), default=0)
    return max(1, -(-round(widest + 2) // max(1, round(room))))


def _em(character: str) -> float:
    if unicodedata.combining(character):
        return 0
    if unicodedata.east_asian_width(character) in {"W", "F"} or character in _BROAD:
        return _EM["broad"]
    if character in _SLIM:
        return _EM["slim"]
    return _EM["capital"] if character.isupper() or character in _SIGNS else _EM["letter"]
