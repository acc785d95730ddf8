"""One real PostgreSQL for the whole run; each test (or module) gets a database of its own, cloned from a template."""

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from service.database.embedded import EmbeddedPostgres
from stored_settings.store import settle
from tests.engine import evidence

TEMPLATE = "lifetracer_template"
# Where the tests' machine is: the first settings of a database depend on it.
os.environ.update(TZ="Asia/Tokyo", LC_ALL="C.UTF-8")
# Set by .ci/run, which installs every program that a test could miss.
NO_SKIPS = "LIFETRACER_NO_SKIPS" in os.environ


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Make a skip a failure where nothing may be missing."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter is not None else []
    if NO_SKIPS and skipped:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    evidence.COMMANDS.clear()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show with a failure what the engine did in the test."""
    report = yield
    if report.failed and evidence.COMMANDS:
        report.sections.append(("the engine", evidence.shortened()))
    return report


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the developer's own shell reaches a test."""
    for name in list(os.environ):
        if name.startswith(("LIFETRACER_", "TOGGL_", "GOOGLE_", "DATABASE_URL", "CONSOLE_", "PG")):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def short_dir() -> Iterator[Path]:
    """A directory that the account of PostgreSQL can enter, also as root, where pytest's own is closed."""
    path = Path(tempfile.mkdtemp(prefix="lt-"))
    path.chmod(0o711)
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def data_dir(short_dir: Path) -> Iterator[Path]:
    """A data directory that does not exist yet."""
    path = short_dir / secrets.token_hex(4)
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="session")
def server_url(short_dir: Path) -> Iterator[str]:
    """The URL of the shared server's maintenance database; the template is migrated and has its first settings."""
    with EmbeddedPostgres(short_dir / "server").hold() as url:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(sql.SQL("create database {}").format(sql.Identifier(TEMPLATE)))
            # Nothing here outlives the run, and a database for each test writes a lot.
            connection.execute("alter system set fsync = off")
            connection.execute("select pg_reload_conf()")
        environ = {**os.environ, "DATABASE_URL": database(url, TEMPLATE)}
        for owner in ("service", "pipelines"):
            subprocess.run([sys.executable, "-m", f"{owner}.migrations"], check=True, env=environ)
        with psycopg.connect(database(url, TEMPLATE)) as connection:
            settle(connection, {})
        yield url


def database(url: str, name: str) -> str:
    """Return the server's URL with another database."""
    return url.replace("@/postgres?", f"@/{name}?")


def new_database(server_url: str) -> Iterator[str]:
    name = f"test_{secrets.token_hex(6)}"
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(
            sql.SQL("create database {} template {}").format(sql.Identifier(name), sql.Identifier(TEMPLATE))
        )
        yield database(server_url, name)
        connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


@pytest.fixture
def database_url(server_url: str) -> Iterator[str]:
    """A fresh database with all migrations and with settings (Asia/Tokyo, JP, en), for one test."""
    yield from new_database(server_url)


@pytest.fixture
def unsettled_url(database_url: str) -> str:
    """A database that was migrated and never used: the first start of anything stores its settings."""
    with psycopg.connect(database_url) as connection:
        connection.execute("truncate app.settings")
    return database_url


@pytest.fixture(scope="module")
def module_database_url(server_url: str) -> Iterator[str]:
    """A fresh database with all migrations, shared by the tests of a module."""
    yield from new_database(server_url)
