"""A command's database: migrated, and dumped before that where it holds data."""

import subprocess
from dataclasses import replace

import psycopg
import pytest

from schema_migrations import Migrations, State
from service.database import backup, binaries
from service.database.migrate import migrate
from service.database.session import database
from service.errors import UnusableDatabaseError
from service.settings import Settings

_STATE = Migrations.state


def test_a_new_database_is_migrated_without_a_dump(data_dir):
    with database(Settings(data_dir=data_dir), print) as found:
        with psycopg.connect(found.url) as connection:
            assert connection.execute(
                "select to_regclass('gateway.jobs'), to_regclass('raw.toggl__me')"
            ).fetchone() == (
                "gateway.jobs",
                "raw.toggl__me",
            )
        assert not (data_dir / "backups").exists()


def test_data_is_dumped_before_it_is_migrated_and_the_dump_can_be_read(data_dir, monkeypatch):
    settings = Settings(data_dir=data_dir)
    with database(settings, print) as found, psycopg.connect(found.url) as connection:
        connection.execute("create table public.kept as select 42 as number")
    monkeypatch.setattr(Migrations, "state", behind)
    told: list[str] = []
    for _ in range(backup.KEPT + 2):
        with database(settings, told.append):
            pass
        monkeypatch.setattr(backup, "datetime", _Later(len(told)))
    dumps = sorted((data_dir / "backups").glob("*"))
    assert len(dumps) == backup.KEPT
    assert "backups/before-9999-" in told[0]
    listing = subprocess.run(
        [binaries.shipped() / "bin" / "pg_restore", "--list", dumps[0]], check=True, capture_output=True, text=True
    )
    assert "TABLE DATA public kept" in listing.stdout


def behind(migrations: Migrations, url: str) -> State:
    """Return the state of a database for which this version has one more migration."""
    return replace(_STATE(migrations, url), newest="9999")


class _Later:
    """A clock that has gone on by some hours."""

    def __init__(self, hours):
        self.hours = hours

    def now(self, zone):
        from datetime import datetime, timedelta

        return datetime(2026, 1, 1, tzinfo=zone) + timedelta(hours=self.hours)


def test_without_a_dump_nothing_is_migrated(data_dir, monkeypatch):
    settings = Settings(data_dir=data_dir)
    with database(settings, print):
        pass
    monkeypatch.setattr(Migrations, "state", behind)
    (data_dir / "backups").write_text("in the way")
    with pytest.raises(UnusableDatabaseError, match="cannot be dumped"), database(settings, print):
        pass


def test_two_migrations_at_once_and_again_do_it_once(server_url):
    from threading import Thread

    from psycopg import sql

    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(sql.SQL("create database {}").format(sql.Identifier("twice")))
        url = server_url.replace("@/postgres?", "@/twice?")
        threads = [Thread(target=migrate, args=(url,)) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        migrate(url)
        with psycopg.connect(url) as migrated:
            assert migrated.execute("select count(*) from gateway.schema_version").fetchone() == (1,)
        connection.execute("drop database twice with (force)")


def test_a_database_of_a_newer_release_is_left_as_it_is(database_url):
    with psycopg.connect(database_url) as connection:
        connection.execute("update gateway.schema_version set version_num = '9998'")
        connection.execute("update app.schema_version set version_num = '9998'")
    migrate(database_url)
    with psycopg.connect(database_url) as connection:
        assert connection.execute("select version_num from gateway.schema_version").fetchone() == ("9998",)
