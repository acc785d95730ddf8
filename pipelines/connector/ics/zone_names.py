"""Time zones by the names that calendar programs give them.

Windows names are those of Unicode's CLDR (`windowsZones.xml`), which the package icalendar carries; localised names are
CLDR's, which the package Babel carries.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from babel.core import get_global
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "ja", "zh", "ko", "ru", "pl", "sv", "da", "nb", "fi", "cs", "tr")
MOST_CHARACTERS = 200
MOST_HOURS = 14
_OFFSET = re.compile(r"(?:UTC|GMT)?\s*([+-])(\d{1,2})(?:[:.]?(\d{2}))?", re.ASCII | re.IGNORECASE)
# As Windows and Exchange show them: (UTC+01:00) Amsterdam, Berlin; (GMT-05.00) Eastern Time (US & Canada).
_DISPLAYED = re.compile(
    r"\((?:UTC|GMT)\s*(?:([+-])(\d{1,2})[:.]?(\d{2}))?\)\s*(.*)", re.ASCII | re.IGNORECASE | re.DOTALL
)
_NUMBERED = re.compile(r"\s+\d+$", re.ASCII)
_PARENTHESES = re.compile(r"\s*\([^)]*\)")
# Minus sign, en dash and hyphen are written for the offset's minus; the parentheses are those of East Asian fonts.
_PLAIN = str.maketrans({0x2212: "-", 0x2013: "-", 0x2010: "-", 0xFF08: "(", 0xFF09: ")"})


class NamedZone(NamedTuple):
    """The zone of a name.

    Attributes:
        zone: the zone.
        is_guess: whether the name may mean others: it gives an offset, a place, or what several zones are called.
    """

    zone: tzinfo
    is_guess: bool = False


def find_zone(name: str) -> NamedZone | None:
    """Return the zone of a name, or None where the name is unknown."""
    if len(name) > MOST_CHARACTERS:
        return None
    cleaned = " ".join(name.translate(_PLAIN).strip().strip("\"'").split())
    for candidate in dict.fromkeys((cleaned, _NUMBERED.sub("", cleaned))):
        zone = tz_database_zone(candidate) or _windows_zone(candidate) or _last_part(candidate) or _offset(candidate)
        if zone is not None:
            return NamedZone(zone)
    return _displayed(cleaned) or _localised(cleaned)


def tz_database_zone(name: str) -> ZoneInfo | None:
    """Return the zone that the tz database calls so, in any case of letters."""
    found = _tz_names().get(name.casefold())
    return ZoneInfo(found) if found else None


def _windows_zone(name: str) -> ZoneInfo | None:
    found = _windows_names().get(name.casefold())
    return ZoneInfo(found) if found else None


def _last_part(name: str) -> ZoneInfo | None:
    """Return the zone of a name with a vendor's prefix (RFC 5545, 3.2.19), such as `/mozilla.org/1/Europe/Berlin`."""
    if not name.startswith("/"):
        return None
    parts = name.strip("/").split("/")
    zones = (tz_database_zone("/".join(parts[start:])) for start in range(len(parts)))
    return next(filter(None, zones), None)


def _offset(name: str) -> tzinfo | None:
    match = _OFFSET.fullmatch(name)
    return _fixed(match[1], match[2], match[3]) if match else None


def _fixed(sign: str | None, hours: str | None, minutes: str | None) -> tzinfo | None:
    length = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    if length > timedelta(hours=MOST_HOURS):
        return None
    return timezone(-length if sign == "-" else length) if length else UTC


def _displayed(name: str) -> NamedZone | None:
    """Return the zone of an offset with places: that of the first place with this standard offset, or the offset."""
    match = _DISPLAYED.fullmatch(name)
    fixed = _fixed(match[1], match[2], match[3]) if match else None
    if match is None or fixed is None:
        return None
    zones = (zone for place in _places(match[4]) for zone in _zones_of_place(place))
    fitting = (NamedZone(zone) for zone in zones if _standard_offset(zone) == fixed.utcoffset(None))
    return next(fitting, NamedZone(fixed, is_guess=bool(match[4]) and fixed is not UTC))


def _places(text: str) -> list[str]:
    without = _PARENTHESES.sub("", text)
    return [place.strip().casefold() for place in re.split(r"[,/:;、]", without) if place.strip()]


def _zones_of_place(place: str) -> Iterator[ZoneInfo]:
    windows = _windows_zone(f"{place.removesuffix(' time')} standard time")
    if windows is not None:
        yield windows
    yield from map(ZoneInfo, _names_by_city().get(place, []))


def _standard_offset(zone: tzinfo) -> timedelta | None:
    year = datetime.now(UTC).year
    offsets = (datetime(year, month, 1, tzinfo=zone).utcoffset() for month in (1, 7))
    return min(offset for offset in offsets if offset is not None)


def _localised(name: str) -> NamedZone | None:
    names = _localised_names()
    found = next((names[one] for one in (name.casefold(), *_places(name)) if one in names), None)
    return NamedZone(ZoneInfo(found), is_guess=True) if found else None


@cache
def _tz_names() -> dict[str, str]:
    return {name.casefold(): name for name in sorted(available_timezones())}


@cache
def _names_by_city() -> dict[str, list[str]]:
    names: dict[str, list[str]] = {}
    for name in sorted(available_timezones()):
        names.setdefault(name.rpartition("/")[2].replace("_", " ").casefold(), []).append(name)
    return names


@cache
def _windows_names() -> dict[str, str]:
    return {name.casefold(): zone for name, zone in WINDOWS_TO_OLSON.items()}


@cache
def _localised_names() -> dict[str, str]:
    """Return the zones by CLDR's names of zones and cities; a name that two languages use differently is left out."""
    zones_of_metazone: dict[str, list[str]] = {}
    for zone, metazone in get_global("meta_zones").items():
        zones_of_metazone.setdefault(metazone, []).append(zone)
    names: dict[str, set[str]] = {}
    for language in LANGUAGES:
        locale = Locale.parse(language)
        home = get_global("territory_zones").get(_home(language), [])
        for metazone, styles in locale.meta_zones.items():
            zones = sorted(zones_of_metazone.get(metazone, []), key=lambda zone: (zone not in home, zone))
            for kind in ("generic", "standard"):
                if zones and (text := styles.get("long", {}).get(kind)):
                    names.setdefault(text.casefold(), set()).add(zones[0])
        for zone, parts in locale.time_zones.items():
            if city := parts.get("city"):
                names.setdefault(city.casefold(), set()).add(zone)
    known = available_timezones()
    return {name: zone for name, (zone, *others) in names.items() if not others and zone in known}


def _home(language: str) -> str:
    return str(get_global("likely_subtags").get(language, "")).rpartition("_")[2]
