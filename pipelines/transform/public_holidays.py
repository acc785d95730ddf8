"""The public holidays of the person's country, from the `holidays` library into `raw.holidays`."""

from datetime import date, datetime
from typing import NamedTuple

import holidays
import psycopg

from pipelines.stage import ConfigurationError
from pipelines.transform.tables import writing

# No log is older; one wrong date must not make the library compute centuries of holidays.
FIRST_YEAR = 1970
# Texts that are not a time are left to the models, which report them.
OLDEST = r"""
select min(year) from (
    select min(substring(data ->> 'start' from '^\d{4}')) as year from raw.toggl__time_entries
    union all
    select min(substring(data ->> 'start' from '^\d{4}')) from raw.toggl__report_time_entries
    union all
    select min(substring(data ->> 'Start date' from '^\d{4}')) from raw.toggl_csv__time_entries
    union all
    select min(substring(data ->> 'timestamp' from '^\d{4}')) from raw.activitywatch__events
) as oldest
"""


class Row(NamedTuple):
    """A public holiday."""

    country: str
    holiday_date: date
    name: str


def read(country: str, language: str, years: range) -> list[Row]:
    """Return the public holidays of a country, in the order of their dates.

    Args:
        country: ISO 3166 code, in any case.
        language: of the names, where the library has them in it; else they are in the country's own.
        years: which years.

    Raises:
        ConfigurationError: when the library does not know the country.
    """
    code = country.upper()
    try:
        known = holidays.country_holidays(code)
    except NotImplementedError as error:
        raise ConfigurationError(
            f"{country} is not a country whose public holidays are known; set its two-letter code: "
            "lifetracer settings set country JP"
        ) from error
    # Never None where there is a choice: the library would then ask the shell's locale.
    chosen = next(
        (name for name in known.supported_languages if name.split("_")[0] == language), known.default_language
    )
    found = holidays.country_holidays(code, years=years, language=chosen)
    return [Row(code, day, name) for day, name in sorted(found.items())]


def load(connection: psycopg.Connection, *, country: str | None, language: str, now: datetime) -> int:
    """Make `raw.holidays` hold the country's holidays from the first year of the data to next year.

    Without a country there are none. It is one transaction; the same rows are not written again.

    Returns:
        How many holidays there are.

    Raises:
        ConfigurationError: when the country is unknown, or the database lacks the table or the right to write it.
    """
    with writing(connection, "raw.holidays"):
        row = connection.execute(OLDEST).fetchone()
        oldest = int(row[0]) if row and row[0] else now.year
        # The year before too: the person's zone may be behind that of the texts.
        years = range(max(FIRST_YEAR, min(oldest, now.year) - 1), now.year + 2)
        rows = read(country, language, years) if country else []
        known = connection.execute(
            'select country, holiday_date, name from raw.holidays order by holiday_date, country collate "C"'
        ).fetchall()
        if known != rows:
            connection.execute("delete from raw.holidays")
            copy_sql = "copy raw.holidays (country, holiday_date, name) from stdin"
            with connection.cursor() as cursor, cursor.copy(copy_sql) as copy:
                for holiday in rows:
                    copy.write_row(holiday)
    return len(rows)
