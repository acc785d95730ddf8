"""What a setting may be, and which values are named for a mistyped one."""

import pytest

from stored_settings import InvalidValueError, parse, places


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("timezone", "Europe/Berlin", "Europe/Berlin"),
        ("timezone", " europe/berlin ", "Europe/Berlin"),
        ("timezone", "America/New York", "America/New_York"),
        ("timezone", "UTC", "UTC"),
        ("country", "de", "DE"),
        ("country", "None", None),
        ("language", "JA", "ja"),
        ("person", "Sam Sample", "Sam Sample"),
        ("person", "none", None),
    ],
)
def test_a_value_is_stored_in_one_form(name, text, value):
    assert parse(name, text) == value


@pytest.mark.parametrize(
    ("name", "text", "named"),
    [
        ("timezone", "Berlin", "Did you mean Europe/Berlin?"),
        ("timezone", "Europe/Berln", "Europe/Berlin"),
        ("timezone", "Germany", "Europe/Berlin"),
        ("timezone", "Mars/Base", "such as Europe/Berlin"),
        ("timezone", "", "(empty)"),
        ("country", "Germny", "DE (Germany)"),
        ("country", "Japan", "Did you mean JP (Japan)?"),
        ("country", "XX", "such as JP, or none"),
        ("language", "fr", "one of: en, ja"),
        ("person", "", "an e-mail address or a name"),
        ("person", "a\x00b", "an e-mail address or a name"),
        ("colour", "blue", "the settings are timezone, country, language, person"),
    ],
)
def test_a_wrong_value_is_refused_with_the_nearest_ones(name, text, named):
    with pytest.raises(InvalidValueError) as caught:
        parse(name, text)
    assert named in str(caught.value)


@pytest.mark.parametrize(
    ("zone", "country"),
    [
        ("Asia/Tokyo", "JP"),
        ("Europe/Berlin", "DE"),
        ("America/New_York", "US"),
        # Names of before, which the table of countries does not have.
        ("Asia/Calcutta", "IN"),
        ("Europe/Kiev", "UA"),
        ("UTC", None),
        ("Etc/GMT+5", None),
    ],
)
def test_a_zone_is_in_one_country_or_in_none(zone, country):
    assert places.country_of(zone) == country


@pytest.mark.parametrize(
    ("variable", "zone"),
    [("Europe/Oslo", "Europe/Oslo"), (":Asia/Tokyo", "Asia/Tokyo"), ("Etc/UTC", "UTC"), ("x", "UTC")],
)
def test_the_zone_of_the_system_is_one_that_the_database_of_zones_knows(variable, zone, monkeypatch):
    monkeypatch.setenv("TZ", variable)
    assert places.system_zone() == zone
