"""Puts a report together: read within one snapshot, print, keep."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import psycopg

from pipelines import stage
from pipelines.reporter import glyphs, marts
from pipelines.reporter.context import Context
from pipelines.reporter.formats import FORMATS
from pipelines.reporter.sections import breakdown, header, notice, quality, strip, summary, trend
from pipelines.reporter.storage import Report
from pipelines.reporter.texts import TEXTS
from pipelines.reporter.typesetting import Typesetter
from pipelines.reporter.week import Week
from pipelines.settings import Settings

# In the order of the page. A section that has nothing to say returns None.
SECTIONS = {
    "header": header.load,
    "notice": notice.load,
    "summary": summary.load,
    "breakdown": breakdown.load,
    "strip": strip.load,
    "trend": trend.load,
    "quality": quality.load,
}


@dataclass(frozen=True)
class Order:
    """What to print; `day` is any day of the wanted week, None = the last complete one."""

    period: str
    day: date | None
    language: str


def make(connection: psycopg.Connection, settings: Settings, order: Order, typesetter: Typesetter) -> Report:
    """Read the marts and print the report.

    Raises:
        BadInputError: when the database was never transformed.
        StageError: when Typst cannot print.
    """
    with marts.snapshot(connection):
        quality_row = marts.quality(connection)
        zone = _zone(settings, quality_row.timezone)
        week = Week.containing(order.day, zone) if order.day else Week.last_complete(settings.now(), zone)
        context = Context.read(
            connection,
            week,
            quality_row,
            texts=TEXTS[order.language],
            formats=FORMATS[order.language],
            showable=lambda text: glyphs.showable(glyphs.clean(text), typesetter.can_show),
        )
        document = _document(context, order.language)
    pdf = typesetter.print(document, quality_row.as_of)
    return Report(
        period=order.period,
        first_date=week.first,
        last_date=week.last,
        language=order.language,
        created_at=settings.now(),
        pages=pdf.pages,
        pdf=pdf.data,
    )


def _zone(settings: Settings, name: str) -> ZoneInfo:
    """Return the zone in which the marts' days were cut: a setting changed since then waits for the next transform."""
    if name not in available_timezones():
        raise stage.BadInputError(f"marts.data_quality names the unknown time zone {name}; run the transform again.")
    if name != settings.timezone.key:
        stage.log(
            f"The marts were made for {name}, LIFETRACER_TIMEZONE is {settings.timezone.key}; the report uses {name} "
            "until the next transform.",
            level="warning",
        )
    return ZoneInfo(name)


def _document(context: Context, language: str) -> dict[str, Any]:
    texts = context.texts
    period = context.formats.period(context.week.first, context.week.last)
    loaded = ((name, load(context)) for name, load in SECTIONS.items())
    return {
        "language": language,
        "title": f"{texts.title} {period}",
        "subject": texts.subject.format(period=period),
        "keywords": ["LifeTracer", texts.title, period],
        "footer": texts.footer.format(title=texts.title, period=period),
        "sections": [{"name": name, "data": data} for name, data in loaded if data is not None],
    }
