"""Text of the data that the fonts cannot show.

A project may be called anything, and no set of fonts has every character. The typesetter itself decides: a text
that it refuses is taken apart, and each character (with its marks and joiners) that it refuses becomes a geta mark,
〓, the sign printers set where a piece of type is missing. A note in the report explains the mark.
"""

import unicodedata
from collections.abc import Callable, Iterator

PLACEHOLDER = "〓"
MAX_LENGTH = 160
ELLIPSIS = "…"

_JOINER, _NON_JOINER = "\u200d", "\u200c"
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_REGIONAL = range(0x1F1E6, 0x1F200)


def clean(text: str, limit: int = MAX_LENGTH) -> str:
    """Return one line: control and direction characters gone, spaces collapsed, at most `limit` characters."""
    kept = (
        " " if unicodedata.category(character) in {"Cc", "Zl", "Zp"} else character
        for character in unicodedata.normalize("NFC", text[: 4 * limit])
        if unicodedata.category(character) != "Cf" or character in {_JOINER, _NON_JOINER}
    )
    line = " ".join("".join(kept).split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + ELLIPSIS


def showable(text: str, can_show: Callable[[str], bool]) -> str:
    """Return the text with a placeholder for each character that `can_show` refuses."""
    if can_show(text):
        return text
    parts = [cluster if can_show(cluster) else PLACEHOLDER for cluster in clusters(text)]
    if can_show("".join(parts)):
        return "".join(parts)
    # Clusters that work one by one but not side by side: marks of one font on letters of another.
    return "".join(part if part.isascii() else PLACEHOLDER for part in parts)


def clusters(text: str) -> Iterator[str]:
    """Split into what a reader takes for one character: a letter with its marks, an emoji with its joiners, a flag."""
    cluster = ""
    for character in text:
        if cluster and not _continues(cluster, character):
            yield cluster
            cluster = ""
        cluster += character
    if cluster:
        yield cluster


def _continues(cluster: str, character: str) -> bool:
    code = ord(character)
    if code in _REGIONAL:
        return len(cluster) == 1 and ord(cluster) in _REGIONAL
    return (
        unicodedata.category(character) in {"Mn", "Mc", "Me"}
        or character in {_JOINER, _NON_JOINER}
        or cluster.endswith(_JOINER)
        or code in _SKIN_TONES
    )
