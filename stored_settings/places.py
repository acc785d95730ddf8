"""Zones and countries: which zone the system has, which country a zone is in, whose public holidays are known.

The tables are those of the tz database as the package `tzdata` brings them, so all machines read the same ones.
"""

from functools import cache
from importlib.resources import files
from zoneinfo import available_timezones

UTC = "UTC"


def system_zone() -> str:
    """Return the zone of this machine; UTC where it has none that the tz database knows."""
    # It costs a tenth of a second, and only the first start of a database needs it.
    from babel.localtime import get_localzone  # noqa: PLC0415

    try:
        zone = str(get_localzone())
    except LookupError:
        return UTC
    return zone if zone in available_timezones() and zone != "Etc/UTC" else UTC


def country_of(zone: str) -> str | None:
    """Return the country of a zone; None for zones of no country, such as UTC."""
    countries = _countries_by_zone()
    # An older name of a zone, such as Asia/Calcutta, is a link to its present one.
    return countries.get(zone) or countries.get(_links().get(zone, ""))


def zones_of(country: str) -> list[str]:
    """Return the zones of a country, the most populous first, as the tz database lists them."""
    return [zone for zone, code in _countries_by_zone().items() if code == country]


@cache
def country_names() -> dict[str, str]:
    """Return the English name of each country by its ISO 3166 code."""
    return {row[0]: row[1] for row in _rows("iso3166.tab")}


def code_of_country(name: str) -> str | None:
    """Return the code of a country by its English name or by the code itself, in any case."""
    wanted = name.lower()
    return next((code for code, found in country_names().items() if wanted in (found.lower(), code.lower())), None)


def has_public_holidays(country: str) -> bool:
    """Return whether the library of public holidays has those of a country, by its code in capitals."""
    # 0.2 s, which only a new value costs.
    import holidays  # noqa: PLC0415

    return country in holidays.list_supported_countries()


@cache
def _countries_by_zone() -> dict[str, str]:
    return {row[2]: row[0] for row in _rows("zone.tab")}


@cache
def _links() -> dict[str, str]:
    """Return the present name of each older name of a zone."""
    lines = (line.split() for line in _text("tzdata.zi").splitlines() if line.startswith("L "))
    return {older: present for _, present, older in lines}


def _rows(table: str) -> list[list[str]]:
    return [line.split("\t") for line in _text(table).splitlines() if line and not line.startswith("#")]


def _text(name: str) -> str:
    return (files("tzdata") / "zoneinfo" / name).read_text(encoding="utf-8")
