"""A database that cannot be opened until a person has acted: one sentence with the fix, and it opens after the fix."""

import errno
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from schema_migrations import Migrations
from service.database import backup
from service.database.embedded import EmbeddedPostgres
from service.database.session import Database, database
from service.errors import UnavailableError, UnusableDatabaseError
from service.settings import Settings


def refused(data_dir: Path) -> str:
    """Return the sentence that a command ends with."""
    with pytest.raises(UnusableDatabaseError) as caught, database(Settings(data_dir=data_dir), lambda _: None):
        pass
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.fixture
def used(data_dir: Path) -> Path:
    """A data directory that was used before."""
    with EmbeddedPostgres(data_dir).hold():
        pass
    return data_dir


@pytest.fixture
def disk(data_dir: Path) -> Iterator[Path]:
    """A small disk of its own, which takes root."""
    if os.geteuid() != 0:
        pytest.skip("mount needs root")
    data_dir.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=120m,mode=711", "tmpfs", data_dir], check=True)
    yield data_dir
    subprocess.run(["umount", "--lazy", data_dir], check=True)


def test_another_major(used):
    version = used / "postgres" / "PG_VERSION"
    version.write_text("16\n")
    assert "made by PostgreSQL 16, this program brings 18; dump it with pg_dump of PostgreSQL 16" in refused(used)
    version.write_text("18\n")
    with database(Settings(data_dir=used), lambda _: None):
        pass


def test_damaged_files(used):
    control = used / "postgres" / "global" / "pg_control"
    kept = control.read_bytes()
    control.write_bytes(b"\0" * len(kept))
    sentence = refused(used)
    assert sentence.startswith("The embedded PostgreSQL did not start: ")
    assert "load the newest dump of its backups/ with pg_restore" in sentence


def test_a_read_only_disk_and_the_same_one_writable_again(disk):
    with EmbeddedPostgres(disk).hold():
        pass
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    sentence = refused(disk)
    assert sentence == (f"The data directory {disk} cannot be written to (Read-only file system); make it writable.")
    subprocess.run(["mount", "-o", "remount,rw", disk], check=True)
    with EmbeddedPostgres(disk).hold() as url, psycopg.connect(url) as connection:
        assert connection.execute("select 1").fetchone() == (1,)


def fits(handle: int) -> bool:
    """Write a block; return whether there was room for it."""
    try:
        os.write(handle, b"\0" * 4096)
    except OSError as error:
        return error.errno != errno.ENOSPC
    return True


def test_a_full_disk_and_the_same_one_with_space_again(disk):
    with EmbeddedPostgres(disk).hold():
        pass
    filling = disk / "filling"
    with filling.open("wb") as file:
        while fits(file.fileno()):
            pass
    assert "free space on" in refused(disk)
    filling.unlink()
    with EmbeddedPostgres(disk).hold() as url, psycopg.connect(url) as connection:
        assert connection.execute("select 1").fetchone() == (1,)


def test_a_dump_that_cannot_be_written_names_the_fix_and_is_made_once_it_can(used, monkeypatch):
    with database(Settings(data_dir=used), lambda _: None) as found:
        state = Migrations.state

        def behind(migrations: Migrations, url: str):
            from dataclasses import replace

            return replace(state(migrations, url), newest="9999")

        monkeypatch.setattr(Migrations, "state", behind)
        (used / "backups").write_text("in the way")
        with pytest.raises(UnusableDatabaseError, match="make room there and make it writable"):
            found.prepare(lambda _: None)
        (used / "backups").unlink()
        dumps: list[str] = []
        monkeypatch.setattr(backup, "KEPT", 99)
        for _ in range(3):
            found.prepare(dumps.append)
    assert len(dumps) == 1
    shutil.rmtree(used / "backups")


def test_a_database_that_does_not_answer_names_what_is_used(data_dir, monkeypatch):
    embedded = EmbeddedPostgres(data_dir)
    with pytest.raises(UnavailableError) as caught:
        Database(url=embedded.url, embedded=embedded).prepare(lambda _: None)
    assert "DATABASE_URL" not in str(caught.value)
    assert str(embedded.log_file) in str(caught.value)
    with pytest.raises(UnavailableError, match="Start it or correct DATABASE_URL, or unset it"):
        Database(url="postgresql://me@127.0.0.1:1/none", embedded=None).prepare(lambda _: None)


def test_a_read_only_database_of_another_server(database_url):
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("truncate app.settings")
    readonly = f"{database_url}&options=-c%20default_transaction_read_only%3Don"
    with pytest.raises(UnusableDatabaseError, match=r"cannot be written to \(.*read-only.*\); make it writable"):
        Database(url=readonly, embedded=None).prepare(lambda _: None)
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("drop schema gateway cascade")
    with pytest.raises(UnusableDatabaseError, match="The database is read-only: make it writable"):
        Database(url=readonly, embedded=None).prepare(lambda _: None)
