"""One transformed database for all tests of this folder: two files of entries, a calendar, and targets."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import new_database
from tests.service.api.conftest import Api, serving
from tests.service.api.reads import log
from tests.service.transformed import lifetracer, transform
from tests.stored import set_settings

ICS = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//test//test//EN
BEGIN:VEVENT
UID:work
DTSTART:20260331T070000Z
DTEND:20260331T090000Z
SUMMARY:Work
END:VEVENT
BEGIN:VEVENT
UID:night
DTSTART:20260328T220000Z
DTEND:20260329T050000Z
SUMMARY:Sleep
END:VEVENT
BEGIN:VEVENT
UID:call
DTSTART:20260331T080000Z
DTEND:20260331T083000Z
SUMMARY:Call
END:VEVENT
BEGIN:VEVENT
UID:trip
DTSTART;VALUE=DATE:20260331
DTEND;VALUE=DATE:20260402
SUMMARY:Trip
END:VEVENT
END:VCALENDAR
"""
TARGETS = (
    ("Sleep", "440", "more", "--since", "2026-03-10"),
    ("Work", "400", "less", "--days", "holiday", "--since", "2026-03-10"),
    ("Exercise", "30", "neutral", "--since", "2026-03-10"),
)


def build(url: str, folder: Path) -> None:
    """Import, set the targets and transform, by the commands that a person runs."""
    set_settings(url, timezone="Europe/Berlin", country="DE")

    def run(*arguments: str) -> None:
        lifetracer(url, folder, log.AS_OF, *arguments)

    for name, span in (("autumn", log.AUTUMN), ("spring", log.SPRING)):
        (folder / f"{name}.csv").write_text("\n".join(log.lines(log.entries(*span))) + "\n")
        run("import", "toggl", str(folder / f"{name}.csv"))
    (folder / "plan.ics").write_text(ICS.replace("\n", "\r\n"))
    run("import", "ics", str(folder / "plan.ics"))
    run("run", "transform", "--wait")
    for target in TARGETS:
        run("targets", "set", *target)


@pytest.fixture(scope="package")
def built_url(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with contextmanager(new_database)(server_url) as url:
        build(url, tmp_path_factory.mktemp("reads"))
        yield url


@pytest.fixture
async def built(built_url: str) -> AsyncIterator[Api]:
    async with serving(built_url) as api:
        yield api


@pytest.fixture
def get(built: Api) -> Callable[..., Any]:
    """Get a path with its parameters, and return the JSON of an answer that is 200."""

    async def get(path: str, **parameters: str) -> Any:
        response = await built.client.get(path, params={name.rstrip("_"): value for name, value in parameters.items()})
        assert response.status_code == 200, response.text
        return response.json()

    return get


@pytest.fixture
async def api_at_dawn(database_url: str, tmp_path: Path) -> AsyncIterator[Api]:
    """A gateway at six in the morning of a person who sleeps until then, and the night before until eight."""
    entries = [("Sleep", date(2026, 5, 10), 22, 600), ("Work", date(2026, 5, 11), 9, 60)]
    transform(database_url, tmp_path, [*entries, ("Sleep", date(2026, 5, 11), 22, 480)], "2026-05-12T06:00:00Z")
    async with serving(database_url) as api:
        yield api
