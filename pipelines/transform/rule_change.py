"""How much the rules of actual time changed: the only numbers that an upgrade changes, so it is reported once.

Before these rules one of several entries with the same start counted, and an outer entry lost its tail. The marts of
that version are known by a column that they lack.
"""

import psycopg

from pipelines.transform.tables import writing

IS_OF_BEFORE = """
select count(*) > 0 and count(*) filter (where column_name = 'logged_seconds') = 0
from information_schema.columns
where table_schema = 'marts' and table_name = 'data_quality'
"""
KEEP = """
insert into app.rule_change (tracked_seconds_before)
select tracked_seconds from marts.data_quality where tracked_seconds is not null
on conflict do nothing
"""
COMPLETE = """
update app.rule_change set tracked_seconds_after = (select tracked_seconds from marts.data_quality)
where tracked_seconds_after is null
"""


def keep_before(connection: psycopg.Connection) -> None:
    """Keep the tracked time of the version before, where its marts are still there; the build replaces them.

    Raises:
        ConfigurationError: when the database lacks the table or the right to write it.
    """
    if connection.execute(IS_OF_BEFORE).fetchone() == (True,):
        with writing(connection, "app.rule_change"):
            connection.execute(KEEP)


def complete(connection: psycopg.Connection) -> None:
    """Keep the tracked time of the first build by the rules of now."""
    connection.execute(COMPLETE)
