"""The migrations of a database compared with those of this version: edited, newer, not recorded, failing."""

import shutil
import subprocess
import sys

import psycopg
import pytest

import pipelines.migrations
import service.migrations
from schema_migrations import EditedMigrationError, FailedMigrationError, Migrations
from service.database.migrate import migrate
from service.database.session import Database
from service.errors import UnusableDatabaseError

OWNERS = pytest.mark.parametrize("owner", [service.migrations, pipelines.migrations], ids=["service", "pipelines"])


@pytest.fixture
def edited(owner, tmp_path):
    """The migrations of an owner in a copy that a test may edit."""
    folder = tmp_path / owner.HERE.parent.name / "migrations"
    shutil.copytree(owner.HERE, folder, ignore=shutil.ignore_patterns("__pycache__"))
    return Migrations(folder, owner.MIGRATIONS.schema)


def recorded(url: str, schema: str) -> dict[str, str]:
    with psycopg.connect(url) as connection:
        connection.execute("select set_config('search_path', %s, true)", [schema])
        return dict(connection.execute("select revision, digest from schema_digests").fetchall())


@OWNERS
def test_each_applied_revision_has_the_digest_of_its_files(owner, database_url):
    assert recorded(database_url, owner.MIGRATIONS.schema) == owner.MIGRATIONS.digests
    assert min(owner.MIGRATIONS.digests) == "0001"


@OWNERS
@pytest.mark.parametrize("suffix", ["py", "sql"])
def test_an_edited_comment_is_refused_with_the_revision_and_the_fix(owner, suffix, edited, database_url):
    path = next(edited.folder.glob(f"versions/0002_*.{suffix}"))
    path.write_text(path.read_text() + ("# a word\n" if suffix == "py" else "-- a word\n"))
    with pytest.raises(EditedMigrationError) as caught:
        edited.upgrade(database_url)
    sentence = str(caught.value)
    assert f"Migration 0002 of schema {edited.schema} was changed after this database was migrated by it" in sentence
    assert f"{owner.__name__.split('.')[0]}/migrations/versions/0002_*" in sentence
    assert "\n" not in sentence


@OWNERS
def test_a_landed_revision_that_is_gone_is_refused(owner, edited, database_url):
    for path in edited.folder.glob("versions/0003_*"):
        path.unlink()
    with pytest.raises(EditedMigrationError, match="Migration 0003 "):
        edited.upgrade(database_url)


@OWNERS
def test_a_start_records_the_digests_of_a_database_that_has_none(owner, database_url):
    with psycopg.connect(database_url) as connection:
        connection.execute("drop table gateway.schema_digests, app.schema_digests")
    assert list(owner.MIGRATIONS.state(database_url).unrecorded) == sorted(owner.MIGRATIONS.digests)
    Database(url=database_url, embedded=None).prepare(lambda _: None)
    assert recorded(database_url, owner.MIGRATIONS.schema) == owner.MIGRATIONS.digests


@OWNERS
def test_of_a_newer_version_the_unknown_revisions_are_not_compared(owner, edited, database_url):
    newest = max(edited.digests)
    for path in edited.folder.glob(f"versions/{newest}_*"):
        path.unlink()
    older = Migrations(edited.folder, edited.schema)
    older.upgrade(database_url)
    assert older.state(database_url).is_newer
    assert recorded(database_url, edited.schema) == owner.MIGRATIONS.digests


def test_a_newer_database_is_used_and_reported(database_url):
    with psycopg.connect(database_url) as connection:
        connection.execute("update gateway.schema_version set version_num = '9998'")
    said: list[str] = []
    Database(url=database_url, embedded=None).prepare(said.append)
    newest = max(service.migrations.MIGRATIONS.digests)
    assert f"(to 9998 of service.migrations; this one knows {newest})" in said[0]


@OWNERS
def test_the_start_refuses_what_was_edited(owner, database_url):
    with psycopg.connect(database_url) as connection:
        connection.execute("select set_config('search_path', %s, true)", [owner.MIGRATIONS.schema])
        connection.execute("update schema_digests set digest = 'another' where revision in ('0001', '0004')")
    with pytest.raises(UnusableDatabaseError, match="Migration 0001, 0004 of schema") as caught:
        migrate(database_url)
    assert "\n" not in str(caught.value)


def test_both_programs_end_with_one_sentence_on_what_was_edited(database_url):
    with psycopg.connect(database_url) as connection:
        connection.execute("update gateway.schema_digests set digest = 'another' where revision = '0002'")
        connection.execute("update app.schema_digests set digest = 'another' where revision = '0002'")
    for program in ("service.migrations", "pipelines.migrations"):
        done = subprocess.run(
            [sys.executable, "-m", program],
            env={"DATABASE_URL": database_url},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 78
        assert "Migration 0002 of schema" in done.stdout + done.stderr
        assert "Traceback" not in done.stdout + done.stderr


@OWNERS
def test_a_migration_that_fails_changes_nothing_and_is_one_sentence(owner, edited, database_url):
    newest = max(edited.digests)
    after = f"{int(newest) + 1:04}"
    text = f'from alembic import op\n\nrevision = "{after}"\ndown_revision = "{newest}"\n\n\ndef upgrade():\n'
    path = edited.folder / "versions" / f"{after}_fails.py"
    path.write_text(text + '    op.execute("create table public.half (a int)")\n    op.execute("select 1 / 0")\n')
    failing = Migrations(edited.folder, edited.schema)
    with pytest.raises(FailedMigrationError) as caught:
        failing.upgrade(database_url)
    assert str(caught.value) == (
        f"The migrations of schema {edited.schema} failed and changed nothing: division by zero. "
        "The version that was used before still opens the database."
    )
    with psycopg.connect(database_url) as connection:
        assert connection.execute("select to_regclass('public.half')").fetchone() == (None,)
    assert owner.MIGRATIONS.state(database_url).applied == newest


def test_a_table_in_the_way_is_reported_by_the_start_in_one_sentence(server_url, database_url):
    with psycopg.connect(database_url) as connection:
        # As after a restore that lost the table of versions.
        connection.execute("drop table gateway.schema_version, gateway.schema_digests")
    with pytest.raises(UnusableDatabaseError, match=r"failed and changed nothing: .* already exists"):
        migrate(database_url)
