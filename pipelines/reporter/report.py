"""Puts a report together: read within one snapshot, print, keep."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import psycopg

from pipelines import stage
from pipelines.reporter import glyphs
from pipelines.reporter.context import Context, Showable, read_mode
from pipelines.reporter.glyphs import MAX_LENGTH, PLACEHOLDER
from pipelines.reporter.period import KINDS, Period
from pipelines.reporter.queries import tracked
from pipelines.reporter.sections import (
    accuracy,
    anomalies,
    breakdown,
    closing,
    comparison,
    details,
    header,
    notice,
    outlook,
    proposals,
    quality,
    sleep,
    strip,
    summary,
    trend,
)
from pipelines.reporter.storage import Report
from pipelines.reporter.typesetting import Typesetter
from pipelines.settings import Settings

# In the order of the page. A section without content returns None; the line at the end says how to get some.
SECTIONS = {
    "header": header.load,
    "notice": notice.load,
    "summary": summary.load,
    "breakdown": breakdown.load,
    "strip": strip.load,
    "details": details.load,
    "comparison": comparison.load,
    "trend": trend.load,
    "sleep": sleep.load,
    "accuracy": accuracy.load,
    "anomalies": anomalies.load,
    "outlook": outlook.load,
    "proposals": proposals.load,
    "quality": quality.load,
}


@dataclass(frozen=True)
class Order:
    """A report to print; `day` is any day of its period, None = the last complete one of that kind."""

    period: str
    day: date | None
    language: str


def make(connection: psycopg.Connection, settings: Settings, order: Order, typesetter: Typesetter) -> Report:
    """Read the marts and print the report.

    Raises:
        BadInputError: when the database was never transformed.
        StageError: when Typst cannot print.
    """
    with tracked.snapshot(connection):
        quality_row = tracked.quality(connection)
        zone = _zone(settings, quality_row.timezone)
        kind = KINDS[order.period]
        period = (
            Period.containing(kind, order.day, zone) if order.day else Period.last_complete(kind, settings.now(), zone)
        )
        showable = _showable(typesetter)
        mode = read_mode(connection, period, quality_row)
        document = _document(
            Context(connection, period, quality_row, mode, order.language, showable, typesetter.can_draw)
        )
    pdf = typesetter.print(document, quality_row.as_of)
    return Report(
        period=order.period,
        first_date=period.first,
        last_date=period.last,
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
            f"The marts were made for {name}, and the time zone is {settings.timezone.key} now; the report uses {name} "
            "until the next transform.",
            level="warning",
        )
    return ZoneInfo(name)


def _showable(typesetter: Typesetter) -> Showable:
    def showable(text: str, limit: int = MAX_LENGTH) -> str:
        return glyphs.showable(glyphs.clean(text, limit), typesetter.can_show)

    return showable


def _labels(data: object) -> Iterator[str]:
    """Yield every name of the sections: the typesetter cuts none so that it looks like another."""
    if isinstance(data, dict):
        if isinstance(data.get("label"), str):
            yield data["label"]
        for value in data.values():
            yield from _labels(value)
    elif isinstance(data, list):
        for value in data:
            yield from _labels(value)


def _document(context: Context) -> dict[str, Any]:
    texts, title = context.texts, context.words.title
    period = context.period.label(context.formats)
    loaded = ((name, load(context)) for name, load in SECTIONS.items())
    sections = [{"name": name, "data": data} for name, data in loaded if data is not None]
    has_trend = any(section["name"] == "trend" for section in sections)
    has_placeholder = PLACEHOLDER in json.dumps(sections, ensure_ascii=False)
    return {
        "language": context.language,
        "title": f"{title} {period}",
        "subject": context.words.subject.format(period=period),
        "keywords": ["LifeTracer", title, period],
        "footer": texts.footer.format(title=title, period=period),
        "sections": sections,
        "names": sorted(set(_labels(sections))),
        "closing": closing.line(context, trend=has_trend),
        "note": texts.glyph_note if has_placeholder else None,
    }
