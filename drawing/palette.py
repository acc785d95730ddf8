"""The colours of categories: ten that colour-blind people can distinguish, and distinct ones for all others.

The ten were found by a search: each stays near the hue of Toggl's colour that it replaces, and no two come closer than
0.10 in OKLab, also as people with protanopia, deuteranopia and tritanopia see them. tests/drawing holds that, so a
colour that is changed by hand is measured again.
"""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

TEN: Mapping[str, str] = {
    "Vitals": "#8f420a",
    "Sleep": "#543dc5",
    "Exercise": "#36921a",
    "Overhead": "#8f92a0",
    "Work": "#5392fc",
    "Education": "#46cbb4",
    "Creative": "#8863b0",
    "Social": "#c02672",
    "Meta": "#d6b01c",
    "Pleasure": "#f85363",
}
UNCATEGORIZED, UNTRACKED = "Uncategorized", "Untracked"
# Stands in the place of a colour where a surface is hatched: what has no category has no colour either.
HATCHED = "hatched"
UNTRACKED_COLOR, OTHER_COLOR, FALLBACK_COLOR = "#eceff1", "#a3a9af", "#7d8790"
INK, PAPER = "#12161a", "#ffffff"
# How far apart in OKLab the colours of two categories should be; where that many do not exist, a step less.
CLEAR_DISTANCES = (0.08, 0.06, 0.045, 0.03)
# The colours that stand in for one that is taken, in OKLab and degrees: neither pale as paper nor dark as ink.
_LIGHTNESSES, _CHROMAS, _HUES = (0.44, 0.53, 0.62, 0.71, 0.80), (0.07, 0.14), range(0, 360, 12)

Lab = tuple[float, float, float]


@dataclass
class _Choice:
    """A colour that may be given, and how near to it the nearest given colour lies."""

    color: str
    lab: Lab
    nearest: float = math.inf


class _Given:
    """The colours that are in use, and the choices that are left."""

    def __init__(self, colors: Iterable[str]) -> None:
        self._labs: list[Lab] = []
        self._choices = [_Choice(color, oklab(color)) for color in _alternatives()]
        for color in colors:
            self.add(color)

    def add(self, color: str) -> None:
        lab = oklab(color)
        self._labs.append(lab)
        for choice in self._choices:
            choice.nearest = min(choice.nearest, math.dist(choice.lab, lab))

    def distinct(self, color: str) -> str:
        """Return the colour if it is clearly apart from the given ones, else the nearest choice that is.

        Where nothing is clearly apart any more, the choice that is furthest from the given colours.
        """
        lab = oklab(color)
        if min(math.dist(lab, other) for other in self._labs) >= CLEAR_DISTANCES[0]:
            return color
        for clear in CLEAR_DISTANCES:
            apart = [choice for choice in self._choices if choice.nearest >= clear]
            if apart:
                return min(apart, key=lambda choice: (math.dist(lab, choice.lab), choice.color)).color
        return max(self._choices, key=lambda choice: (choice.nearest, choice.color)).color


def assign(colors: Mapping[str, str | None]) -> dict[str, str]:
    """Return the colour of each category, the same in every chart, report and page of one database.

    Args:
        colors: the colour of each category's project (`#rrggbb`, or None) by name, in the order of the categories.
            The ten have their own colours and Uncategorized is hatched; any other category keeps the colour of its
            project, or gets the nearest one that can be distinguished from those before it.
    """
    fixed = {**TEN, UNCATEGORIZED: HATCHED, UNTRACKED: UNTRACKED_COLOR}
    given = _Given([PAPER, OTHER_COLOR, UNTRACKED_COLOR, *TEN.values()])
    assigned: dict[str, str] = {}
    for name, wanted in colors.items():
        if name in fixed:
            assigned[name] = fixed[name]
        else:
            assigned[name] = given.distinct(valid(wanted))
            given.add(assigned[name])
    return assigned


def ink_on(background: str) -> str:
    """Return ink or paper, whichever has more contrast with the background (`#rrggbb` or HATCHED)."""
    if background == HATCHED:
        return INK
    return max((INK, PAPER), key=lambda color: contrast(color, background))


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    darker, lighter = sorted(_luminance(color) for color in (first, second))
    return (lighter + 0.05) / (darker + 0.05)


def oklab(color: str) -> Lab:
    """Return lightness and the two axes of colour in OKLab (Ottosson 2020) of a colour `#rrggbb`."""
    return oklab_of_linear(linear(color))


def oklab_of_linear(rgb: Lab) -> Lab:
    """Return OKLab of linear sRGB, each channel 0 to 1."""
    red, green, blue = rgb
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def linear(color: str) -> Lab:
    """Return the channels of a colour `#rrggbb` in linear sRGB, each 0 to 1."""
    red, green, blue = (_linear_channel(int(color[place : place + 2], 16) / 255) for place in (1, 3, 5))
    return red, green, blue


def valid(color: str | None) -> str:
    """Return the colour in small letters, or the fallback for anything but `#rrggbb`."""
    return color.lower() if color and re.fullmatch(r"#[0-9a-fA-F]{6}", color) else FALLBACK_COLOR


def _alternatives() -> list[str]:
    """Return the colours of a grid over lightness, chroma and hue that a screen can show."""
    found = []
    for lightness in _LIGHTNESSES:
        for chroma in _CHROMAS:
            for hue in _HUES:
                angle = math.radians(hue)
                color = _hexadecimal((lightness, chroma * math.cos(angle), chroma * math.sin(angle)))
                if color:
                    found.append(color)
    return found


def _hexadecimal(lab: Lab) -> str | None:
    """Return the colour `#rrggbb` of OKLab coordinates, None outside of sRGB."""
    lightness, green_red, blue_yellow = lab
    long = (lightness + 0.3963377774 * green_red + 0.2158037573 * blue_yellow) ** 3
    medium = (lightness - 0.1055613458 * green_red - 0.0638541728 * blue_yellow) ** 3
    short = (lightness - 0.0894841775 * green_red - 1.2914855480 * blue_yellow) ** 3
    channels = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    if not all(0 <= channel <= 1 for channel in channels):
        return None
    return "#" + "".join(f"{round(255 * _coded_channel(channel)):02x}" for channel in channels)


def _luminance(color: str) -> float:
    red, green, blue = linear(color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear_channel(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 the constants of sRGB


def _coded_channel(value: float) -> float:
    return value * 12.92 if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055  # noqa: PLR2004
