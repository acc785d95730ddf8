"""What the tests of the report start from: empty marts, a typesetter, and ways to read and to print."""

import io
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from types import ModuleType
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest
from pypdf import PdfReader

from pipelines.mode import Mode
from pipelines.reporter import glyphs
from pipelines.reporter.context import Context, read_mode
from pipelines.reporter.period import KINDS, Period
from pipelines.reporter.queries.tracked import quality
from pipelines.reporter.report import Order, make
from pipelines.reporter.typesetting import Typesetter, font_directories
from pipelines.settings import Settings
from tests.pipelines.outcome import Outcome, run
from tests.pipelines.reporter.marts import Marts
from tests.pipelines.reporter.pieces import Piece, full_life


def load(section: ModuleType, context: Context) -> Any:
    """The data that a section passes to its template."""
    return section.load(context)


def cells(section: dict[str, Any], label: str) -> list[str]:
    """The cells of a row of a section, with plain spaces."""
    row = next(row for row in section["rows"] if row["label"] == label)
    return [cell.replace("\xa0", " ") for cell in row["cells"]]


@pytest.fixture
def piece(berlin: ZoneInfo) -> Callable[..., Piece]:
    """`piece("2026-03-18 09:30", minutes, category)`: time spent, from a wall time in Berlin."""

    def at(start: str, minutes: int, category: str, color: str = "#0b83d9", **details: Any) -> Piece:
        begin = datetime.fromisoformat(start).replace(tzinfo=berlin).astimezone(UTC)
        return Piece(begin, begin + timedelta(minutes=minutes), category, color, **details)

    return at


@pytest.fixture
def live() -> Callable[..., list[Piece]]:
    return full_life


@pytest.fixture
def berlin() -> ZoneInfo:
    return ZoneInfo("Europe/Berlin")


@pytest.fixture
def marts(module_database_url: str, berlin: ZoneInfo) -> Marts:
    """Empty marts and no report yet, in the zone Europe/Berlin; the database is the module's."""
    marts = Marts(module_database_url, berlin)
    marts.create()
    return marts


@pytest.fixture(scope="session")
def typesetter() -> Typesetter:
    return Typesetter(font_directories())


@pytest.fixture
def context(marts: Marts, typesetter: Typesetter) -> Iterator[Callable[..., Context]]:
    """The context of sections: `context(day, language, period)` of the marts as they are then; whole-day form."""
    with psycopg.connect(marts.url, autocommit=True) as connection:

        def read(
            day: date, language: str = "en", period: str = "weekly", mode: Mode | None = Mode.WHOLE_DAY
        ) -> Context:
            chosen = Period.containing(KINDS[period], day, marts.zone)
            found = quality(connection)
            return Context(
                connection,
                chosen,
                found,
                mode or read_mode(connection, chosen, found),
                language,
                lambda text, limit=glyphs.MAX_LENGTH: glyphs.showable(glyphs.clean(text, limit), typesetter.can_show),
                typesetter.can_draw,
            )

        yield read


@pytest.fixture
def print_report(marts: Marts, typesetter: Typesetter) -> Callable[..., PdfReader]:
    """Print the report of the period that holds a day and open it."""

    def make_and_open(day: date, language: str = "en", period: str = "weekly") -> PdfReader:
        with psycopg.connect(marts.url) as connection:
            settings = Settings(timezone=marts.zone, as_of=datetime(2026, 11, 1, tzinfo=UTC))
            report = make(connection, settings, Order(period, day, language), typesetter)
        return PdfReader(io.BytesIO(report.pdf))

    return make_and_open


@pytest.fixture
def run_stage() -> Callable[..., Outcome]:
    """Run `python -m pipelines.reporter` as the job engine does."""
    return partial(run, "reporter")
