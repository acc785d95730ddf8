"""One drawing of each kind, with a text in every place that takes one."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from datetime import date

from drawing import bars, bullet, chip, heatmap, matrix, multiples, nights, runs, strip
from drawing.axis import HOUR
from drawing.bullet import Estimate
from drawing.paint import UNREAD
from drawing.palette import HATCHED, OTHER_COLOR, TEN, UNTRACKED_COLOR

OWN = "#1b7f7f"
WORK = TEN["Work"]
COLORS = [*TEN.values(), HATCHED, UNREAD, OTHER_COLOR, UNTRACKED_COLOR, OWN]
ESTIMATE = Estimate(54, 31, 82)
SVG = "{http://www.w3.org/2000/svg}"


def pieces(text: str, colors: list[str] = COLORS, length: int = 24 * HOUR) -> tuple[strip.Piece, ...]:
    """A day without a gap."""
    cuts = [length * index // len(colors) for index in range(len(colors) + 1)]
    return tuple(
        strip.Piece(start, end, color, text, text) for start, end, color in zip(cuts, cuts[1:], colors, strict=False)
    )


def strips(text: str) -> str:
    rows = (
        strip.Row(pieces(text), text, text),
        strip.Row(pieces(text)[:3], text, now=6 * HOUR, changes_at=3 * HOUR),
        strip.Row((*pieces(text), strip.Piece(HOUR, 5 * HOUR, OWN, text)), text, is_plan=True),
        strip.Row((strip.Piece(0, 60, WORK, text), strip.Piece(60, 200, OWN)), is_plan=False),
    )
    return strip.draw(strip.Strip(rows, text))


def strips_beside(text: str) -> str:
    rows = (strip.Row(pieces(text), text), strip.Row(pieces(text), text, now=0))
    return strip.draw(strip.Strip(rows, text, names="beside", bar=12, is_whole_day=False))


def bullets(text: str) -> str:
    return bullet.draw(bullet.Bullet(text, OWN, 40, 60, "at_least", ESTIMATE))


def bullets_at_most(text: str) -> str:
    return bullet.draw(bullet.Bullet(text, WORK, 70, 60, "at_most"))


def pairs(text: str) -> str:
    return bars.draw(tuple(bars.Pair(text, color, 90, 60, text, text) for color in COLORS), text)


def panels(text: str) -> str:
    panel = multiples.Panel(text, OWN, (None, 0, 300, 60), (text,) * 4, text, text, text, 120, ESTIMATE)
    return multiples.draw(panel)


def heatmaps(text: str) -> str:
    minutes = tuple([None, 0, 10, 40, 70, 100, 130] * 8)
    return heatmap.draw(
        heatmap.Heatmap(
            text, WORK, date(2026, 1, 1), minutes, (text,) * 56, (text,) * 7, (text,) * 12, (30, 60, 90, 120),
            today=date(2026, 1, 3),
        )
    )  # fmt: skip


def matrices(text: str) -> str:
    shares = tuple(tuple(hour / 23 for hour in range(24)) for _ in range(7))
    return matrix.draw(matrix.Matrix(text, OWN, shares, ((text,) * 24,) * 7, (text,) * 7))


def night_bars(text: str) -> str:
    found = (
        nights.Night(text, ((1380, 1500), (1530, 1860)), text),
        nights.Night(text, (), text),
        nights.Night(text, ((1410, 1850),), text, is_own=True),
    )
    return nights.draw(nights.Nights(text, TEN["Sleep"], found, 1395, 1855))


def run_bars(text: str) -> str:
    outcomes: list[runs.Outcome] = ["succeeded", "slow", "failed", "cancelled", "skipped", "running", "succeeded"]
    seconds = [20, 61, 30, 3, None, 10, 7200]
    found = tuple(runs.Run(taken, outcome, text) for taken, outcome in zip(seconds, outcomes, strict=True))
    return runs.draw(found, text, first=text, last=text)


CHARTS: dict[str, Callable[[str], str]] = {
    "strip": strips,
    "strip beside": strips_beside,
    "bullet": bullets,
    "bullet at most": bullets_at_most,
    "bars": pairs,
    "multiples": panels,
    "heat map": heatmaps,
    "matrix": matrices,
    "nights": night_bars,
    "runs": run_bars,
}


def chips() -> list[str]:
    return [*(chip.draw(color) for color in COLORS), *(chip.draw(OWN, step) for step in range(5))]


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)


def found(svg: str, tag: str, css: str = "") -> list[ET.Element]:
    """The elements of a tag that have all the classes."""
    wanted = set(css.split())
    return [one for one in parsed(svg).iter(SVG + tag) if wanted <= set(one.get("class", "").split())]


def words(svg: str, css: str = "") -> list[str]:
    """The texts that are drawn."""
    return ["".join(one.itertext()) for one in found(svg, "text", css)]


def share(element: ET.Element, name: str) -> float:
    """A value in per cent."""
    match = re.fullmatch(r"(-?[\d.]+)%", element.get(name, ""))
    assert match, element.attrib
    return float(match[1])


def number(element: ET.Element, name: str) -> float:
    return float(element.get(name, ""))
