"""Checks a value before it is stored, and names the nearest possible ones for a mistyped one."""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from types import MappingProxyType
from zoneinfo import available_timezones

from stored_settings import places
from stored_settings.record import NAMES, NONE

LANGUAGES = ("en", "ja")
SUGGESTIONS = 3
# How similar a suggestion must be, from 0 to 1 (difflib's ratio).
SIMILARITY = 0.7
MAX_LENGTH = 200


class InvalidValueError(ValueError):
    """A setting cannot have this value; the message is one sentence with the fix."""


def parse(name: str, text: str) -> str | None:
    """Return the value that a text means, in the form in which it is stored; None for `none`.

    Raises:
        InvalidValueError: when there is no such setting, or the setting cannot have that value.
    """
    if name not in NAMES:
        raise InvalidValueError(f"There is no setting {name}; the settings are {', '.join(NAMES)}.")
    return _PARSERS[name](text.strip())


def _timezone(text: str) -> str:
    zones = available_timezones()
    if text in zones:
        return text
    folded = {zone.lower(): zone for zone in sorted(zones)}
    if found := folded.get(text.lower().replace(" ", "_")):
        return found
    # "Berlin" and "Germany" mean a zone to a person.
    cities = {zone.rsplit("/", 1)[-1].replace("_", " ").lower(): zone for zone in sorted(zones) if "/" in zone}
    city = cities.get(text.lower())
    nearest = [city] if city else _nearest(text, cities | folded)
    if code := places.code_of_country(text):
        nearest = places.zones_of(code)[:SUGGESTIONS] or nearest
    advice = _advice(nearest) or "Use a name of the tz database, such as Europe/Berlin."
    raise InvalidValueError(f"{text or '(empty)'} is not a time zone. {advice}")


def _country(text: str) -> str | None:
    code = text.upper()
    if code == NONE.upper():
        return None
    if places.has_public_holidays(code):
        return code
    names = {place.lower(): found for found, place in places.country_names().items()}
    named = places.code_of_country(text)
    nearest = [named] if named else _nearest(text, names)
    known = [found for found in nearest if places.has_public_holidays(found)]
    advice = _advice([f"{found} ({places.country_names()[found]})" for found in known])
    advice = advice or f"Use its two-letter code, such as JP, or {NONE} for no public holidays."
    raise InvalidValueError(f"{text or '(empty)'} is not a country whose public holidays are known. {advice}")


def _language(text: str) -> str:
    if text.lower() in LANGUAGES:
        return text.lower()
    raise InvalidValueError(f"{text or '(empty)'} is not a language of the report; use one of: {', '.join(LANGUAGES)}.")


def _person(text: str) -> str | None:
    if text.lower() == NONE:
        return None
    if not text or len(text) > MAX_LENGTH or any(unicodedata.category(character) == "Cc" for character in text):
        raise InvalidValueError(
            f"A person is an e-mail address or a name of 1 to {MAX_LENGTH} characters, as Toggl writes it; separate "
            "several of the same person by semicolons."
        )
    return text


def folded(text: str) -> str:
    """Return a name or address in the form in which people are compared."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


_PARSERS: Mapping[str, Callable[[str], str | None]] = MappingProxyType(
    {"timezone": _timezone, "country": _country, "language": _language, "person": _person}
)


def _nearest(text: str, names: Mapping[str, str]) -> list[str]:
    """Return what the most similar names stand for, the most similar first."""
    return list(dict.fromkeys(names[name] for name in get_close_matches(text.lower(), names, SUGGESTIONS, SIMILARITY)))


def _advice(nearest: Iterable[str]) -> str:
    listed = " or ".join(nearest)
    return f"Did you mean {listed}?" if listed else ""
