from datetime import UTC, date, datetime

import psycopg
import pytest

from pipelines.stage import ConfigurationError
from pipelines.transform import public_holidays
from tests.pipelines.transform import rows

NOW = datetime(2026, 12, 31, 12, tzinfo=UTC)


@pytest.fixture
def connection(database_url):
    with psycopg.connect(database_url, autocommit=True) as connection:
        yield connection


def years(connection):
    query = "select distinct extract(year from holiday_date)::int from raw.holidays order by 1"
    return [year for (year,) in connection.execute(query)]


def load(connection, country="JP", language="en"):
    return public_holidays.load(connection, country=country, language=language, now=NOW)


def test_names_are_in_the_language_of_the_person_where_the_library_has_it():
    english = {row.holiday_date: row for row in public_holidays.read("jp", "en", range(2026, 2027))}
    assert english[date(2026, 1, 1)] == ("JP", date(2026, 1, 1), "New Year's Day")
    japanese = {row.holiday_date: row.name for row in public_holidays.read("JP", "ja", range(2026, 2027))}
    assert japanese[date(2026, 1, 1)] == "元日"
    german = public_holidays.read("DE", "ja", range(2026, 2027))
    assert german[0].name == "Neujahr"


def test_the_day_that_stands_in_for_a_holiday_on_a_sunday_is_one():
    assert date(2026, 5, 6) in {row.holiday_date for row in public_holidays.read("JP", "en", range(2026, 2027))}


@pytest.mark.parametrize("country", ["Atlantis", "XX", "J P"])
def test_an_unknown_country_is_a_wrong_setting(country):
    with pytest.raises(ConfigurationError, match=f"^{country} is not a country"):
        public_holidays.read(country, "en", range(2026, 2027))


def test_without_data_the_years_are_the_last_this_and_the_next(connection):
    assert load(connection) == connection.execute("select count(*) from raw.holidays").fetchone()[0]
    assert years(connection) == [2025, 2026, 2027]


def test_the_years_begin_before_the_oldest_entry_of_any_source(connection):
    start = datetime(2022, 1, 1, 2, tzinfo=UTC)
    future = datetime(9999, 1, 1, tzinfo=UTC)
    rows.insert(connection, "toggl__time_entries", [rows.entry(1, future, None), ("x", {"start": "yesterday"})])
    load(connection)
    assert years(connection)[0] == 2025
    rows.insert(connection, "toggl__report_time_entries", [rows.entry(2, start, None)])
    load(connection)
    assert years(connection) == list(range(2021, 2028))
    rows.insert(connection, "toggl_csv__time_entries", [rows.file_row("3", "2019-05-05", "12:00:00", "01:00:00")])
    load(connection)
    assert years(connection)[0] == 2018


def test_one_wrong_date_does_not_bring_all_the_centuries(connection):
    rows.insert(connection, "toggl__time_entries", [("1", {"start": "0001-01-01T00:00:00Z"})])
    load(connection)
    assert years(connection)[0] == public_holidays.FIRST_YEAR


def test_the_table_follows_the_settings_and_equal_rows_are_not_written_again(connection):
    state = "select xmin::text, country, name from raw.holidays where holiday_date = '2026-01-01'"
    load(connection)
    first = connection.execute(state).fetchall()
    load(connection)
    assert connection.execute(state).fetchall() == first
    assert first[0][1:] == ("JP", "New Year's Day")
    load(connection, "de", "ja")
    assert connection.execute("select distinct country from raw.holidays").fetchall() == [("DE",)]
    assert connection.execute(state).fetchall()[0][1:] == ("DE", "Neujahr")


def test_without_a_country_there_are_none(connection):
    load(connection)
    assert load(connection, country=None) == 0
    assert connection.execute("select count(*) from raw.holidays").fetchone() == (0,)


def test_a_wrong_country_leaves_the_table_as_it_was(connection):
    count = load(connection)
    with pytest.raises(ConfigurationError):
        load(connection, "XX")
    assert connection.execute("select count(*) from raw.holidays").fetchone() == (count,)


def test_a_database_without_the_table_is_told_how_to_get_it(connection):
    connection.execute("drop table raw.holidays")
    with pytest.raises(ConfigurationError, match="lifetracer migrate"):
        load(connection)
