"""Tables and views take the place of the old ones at once, whatever stood there, and leave nothing behind."""

import os
from datetime import UTC, datetime
from unittest.mock import patch
from zoneinfo import ZoneInfo

import psycopg
import pytest

from pipelines.database import connect
from pipelines.settings import Settings
from pipelines.transform import session

KINDS = """
select oid::regclass::text, relkind::text from pg_class
where relnamespace::regnamespace::text in ('staging', 'core', 'marts') and relkind in ('r', 'v')
"""


@pytest.fixture(scope="module")
def kinds(stage, database):
    assert stage.run().code == 0
    return dict(database.execute(KINDS).fetchall())


def test_no_relation_keeps_a_temporary_name(kinds):
    assert kinds["core.int_time_stacked"] == "r"
    assert kinds["staging.stg_toggl__projects"] == "v"
    assert [name for name in kinds if "__dbt_" in name] == []


def test_a_relation_of_another_kind_is_replaced(kinds, stage, database):
    database.execute("drop table marts.calendar_days")
    database.execute("create view marts.calendar_days as select 1 as of_another_version")
    database.execute("drop view staging.stg_toggl__projects")
    database.execute("create table staging.stg_toggl__projects (of_another_version integer)")
    built = stage.run()
    assert built.code == 0, built.text
    assert dict(database.execute(KINDS).fetchall()) == kinds
    assert database.execute("select count(local_date) > 0 from marts.calendar_days").fetchone() == (True,)


def test_the_indexes_of_a_model_are_made(kinds, database):
    query = "select indexdef from pg_indexes where schemaname = 'core' and tablename = 'int_time_stacked'"
    [(definition,)] = database.execute(query).fetchall()
    assert definition.endswith("USING btree (laid_start_at)")


def test_the_sessions_of_dbt_alone_do_not_wait_for_the_disk(transform_url):
    with patch.dict(os.environ), connect(Settings(database_url=transform_url), stage="transform") as own:
        session.hand_over(own, as_of=datetime(2026, 4, 2, tzinfo=UTC), timezone=ZoneInfo("UTC"))
        with psycopg.connect(transform_url) as other:
            assert other.execute("show synchronous_commit").fetchone() == ("off",)
            assert other.execute("show client_connection_check_interval").fetchone() == ("2s",)
        assert own.execute("show synchronous_commit").fetchone() == ("on",)
