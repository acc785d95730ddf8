"""The first values of a database, what becomes of variables afterwards, and the versions."""

import threading

import psycopg
import pytest
from psycopg.types.json import Jsonb

from stored_settings import InvalidValueError, StoredSettings, statements
from stored_settings.store import read, settle

TOKYO = StoredSettings(timezone="Asia/Tokyo", country="JP", language="en")


@pytest.fixture
def connection(unsettled_url):
    with psycopg.connect(unsettled_url, autocommit=True) as opened:
        yield opened


def history(connection):
    query = "select name, value, version, set_by, valid_to is null from app.settings order by name, version"
    return connection.execute(query).fetchall()


def test_an_empty_database_takes_the_variables_first(connection):
    environ = {"LIFETRACER_TIMEZONE": "Europe/Berlin", "LIFETRACER_COUNTRY": "at", "LIFETRACER_LANGUAGE": "ja"}
    stored, sentences = settle(connection, environ)
    assert stored == StoredSettings(timezone="Europe/Berlin", country="AT", language="ja")
    assert len(sentences) == 1
    assert "the variable LIFETRACER_TIMEZONE" in sentences[0]
    assert read(connection) == stored


def test_an_empty_database_takes_the_system_the_zones_country_and_the_locale(connection, monkeypatch):
    monkeypatch.setenv("TZ", "Europe/Oslo")
    stored, [sentence] = settle(connection, {"LC_ALL": "", "LANG": "ja_JP.UTF-8"})
    assert stored == StoredSettings(timezone="Europe/Oslo", country="NO", language="ja")
    assert "public holidays" not in sentence
    assert {row[3] for row in history(connection)} == {"the system's zone", "the zone Europe/Oslo", "the locale"}


def test_a_zone_of_no_country_has_no_public_holidays_and_that_is_reported(connection):
    stored, [sentence] = settle(connection, {"LIFETRACER_TIMEZONE": "UTC"})
    assert stored.country is None
    assert "no public holidays count" in sentence


def test_a_first_value_that_is_invalid_is_refused_and_nothing_is_stored(connection):
    with pytest.raises(InvalidValueError, match=r"^LIFETRACER_COUNTRY=Atlantis is not a country"):
        settle(connection, {"LIFETRACER_COUNTRY": "Atlantis"})
    assert read(connection) is None


def test_later_a_variable_is_reported_where_it_differs_and_changes_nothing(connection):
    settle(connection, {"LIFETRACER_TIMEZONE": "Asia/Tokyo"})
    assert settle(connection, {}) == (TOKYO, [])
    assert settle(connection, {"LIFETRACER_TIMEZONE": "Asia/Tokyo", "LIFETRACER_COUNTRY": "jp"}) == (TOKYO, [])
    stored, sentences = settle(connection, {"LIFETRACER_TIMEZONE": "Europe/Berlin", "LIFETRACER_LANGUAGE": "ja"})
    assert stored == TOKYO
    assert [sentence.split(" is not used")[0] for sentence in sentences] == [
        "LIFETRACER_TIMEZONE=Europe/Berlin",
        "LIFETRACER_LANGUAGE=ja",
    ]
    assert "the timezone of this database is Asia/Tokyo" in sentences[0]
    assert "lifetracer settings set timezone Europe/Berlin" in sentences[0]


def test_two_first_starts_at_once_store_one_value(unsettled_url):
    barrier, found = threading.Barrier(2), []

    def start(zone: str) -> None:
        with psycopg.connect(unsettled_url) as own:
            barrier.wait()
            found.append(settle(own, {"LIFETRACER_TIMEZONE": zone})[0])

    threads = [threading.Thread(target=start, args=(zone,)) for zone in ("Europe/Berlin", "Asia/Tokyo")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found[0] == found[1]


def used(connection):
    """An import of the version before has come to its end."""
    connection.execute("insert into raw.sync_state (service, cursor) values ('toggl_csv', %s)", [Jsonb({})])


def test_a_database_that_was_filled_but_never_transformed_keeps_the_old_defaults(connection):
    used(connection)
    assert settle(connection, {})[0] == TOKYO


def test_variables_go_before_the_old_defaults(connection):
    used(connection)
    stored, _ = settle(connection, {"LIFETRACER_TIMEZONE": "Europe/Berlin", "LIFETRACER_LANGUAGE": "ja"})
    assert stored == StoredSettings(timezone="Europe/Berlin", country="JP", language="ja")


def test_a_transformed_database_keeps_zone_and_country_of_its_numbers(connection):
    connection.execute("create table marts.data_quality as select 'America/Havana' as timezone")
    connection.execute("insert into raw.holidays values ('CU', '2026-01-01', 'New Year')")
    stored, sentences = settle(connection, {"LIFETRACER_TIMEZONE": "Europe/Berlin", "LIFETRACER_COUNTRY": "DE"})
    assert stored == StoredSettings(timezone="America/Havana", country="CU", language="en")
    assert len(sentences) == 3


def test_a_change_closes_the_version_before_and_the_same_value_again_writes_nothing(connection):
    for value in ("Asia/Tokyo", "Europe/Berlin", "Europe/Berlin"):
        connection.execute(statements.SET, ("timezone", value, "a test"))
    assert [row[:3] + row[4:] for row in history(connection)] == [
        ("timezone", "Asia/Tokyo", 1, False),
        ("timezone", "Europe/Berlin", 2, True),
    ]
    ends = (
        "select (select valid_to from app.settings where version = 1) = valid_from from app.settings where version = 2"
    )
    assert connection.execute(ends).fetchone() == (True,)


def test_a_value_may_become_none_and_come_back(connection):
    for value in ("DE", None, None, "DE"):
        connection.execute(statements.SET, ("country", value, "a test"))
    assert [row[1] for row in history(connection)] == ["DE", None, "DE"]
