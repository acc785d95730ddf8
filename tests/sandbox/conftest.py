"""A small account made by hand, served over real HTTP, and a client that knows its token."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import httpx2
import pytest

from sandbox.account import Account, Client, Entry, Project, Tag, Workspace
from tests.fakes.toggl import FakeToggl

NOW = datetime(2026, 3, 1, 13, tzinfo=UTC)


def make_entry(number: int, start: datetime, minutes: float | None = 60, **fields) -> Entry:
    stop = None if minutes is None else start + timedelta(minutes=minutes)
    plain = {"description": f"entry {number}", "project_id": None, "tag_ids": (), "at": stop or start}
    return Entry(id=number, start=start, stop=stop, **(plain | fields))


def make_account(*entries: Entry) -> Account:
    born = datetime(2025, 1, 1, 1, 2, 3, tzinfo=UTC)
    return Account(
        user_id=7,
        name="Sam",
        email="sam@example.invalid",
        timezone=ZoneInfo("Asia/Tokyo"),
        created_at=born,
        workspaces=(Workspace(id=5, name="Life", organization_id=3, at=born),),
        clients=(Client(id=11, name="Studio, Inc.", at=born),),
        projects=(
            Project(id=21, name="Piano: lessons", color="#9e5bd9", client_id=11, at=born, created_at=born),
            Project(id=22, name="散歩", color="#2da608", client_id=None, at=born, created_at=born),
        ),
        tags=(Tag(id=31, name="deep", at=born), Tag(id=32, name="outside", at=born)),
        entries=entries,
    )


def small() -> FakeToggl:
    """Five entries, the last one running, one of them deleted."""
    account = make_account(
        make_entry(1, NOW - timedelta(hours=30), project_id=21, tag_ids=(31, 32)),
        make_entry(2, NOW - timedelta(hours=20), project_id=22, description=""),
        make_entry(3, NOW - timedelta(hours=10)),
        make_entry(4, NOW - timedelta(hours=5), deleted_at=NOW - timedelta(hours=3), at=NOW - timedelta(hours=3)),
        make_entry(5, NOW - timedelta(hours=1), None),
    )
    return FakeToggl(account, now=lambda: NOW)


def open_client(toggl: FakeToggl, token: str = "sandbox-token") -> httpx2.Client:
    # Certificates are not read: they cost more time than a test.
    return httpx2.Client(base_url=toggl.origin, auth=(token, "api_token"), timeout=20, verify=False)


@pytest.fixture
def toggl() -> Iterator[FakeToggl]:
    """The small account, for tests that change it."""
    with small() as fake:
        yield fake


@pytest.fixture
def client(toggl: FakeToggl) -> Iterator[httpx2.Client]:
    with open_client(toggl) as client:
        yield client


@pytest.fixture(scope="module")
def reader() -> Iterator[httpx2.Client]:
    """A client of a small account that all tests of a module share and none changes."""
    with small() as fake, open_client(fake) as client:
        yield client
