"""`python -m pipelines.reporter`: print the daily, weekly or monthly report."""

import argparse
from datetime import date
from pathlib import Path

from pipelines import settings, stage
from pipelines.database import connect, with_stored_settings
from pipelines.reporter import storage
from pipelines.reporter.period import KINDS, WEEKLY
from pipelines.reporter.report import Order, make
from pipelines.reporter.typesetting import Typesetter, font_directories
from stored_settings.values import LANGUAGES

# Far enough from the ends of the calendar that twelve months before and the day after exist.
FIRST_YEAR, LAST_YEAR = 1900, 9998


def parser() -> argparse.ArgumentParser:
    """Return the command line of the stage."""
    result = argparse.ArgumentParser(
        prog="python -m pipelines.reporter",
        description="Print the report of a day, a week or a month as an A4 PDF (PDF/A-2b) from the marts and keep it "
        "in app.reports. Printed again from the same data it has the same bytes and is not written again.",
        epilog="Settings: DATABASE_URL, LIFETRACER_AS_OF, and those of `lifetracer settings`.",
    )
    result.add_argument(
        "--period", choices=sorted(KINDS), default=WEEKLY.name, help=f"what the report covers ({WEEKLY.name})"
    )
    result.add_argument(
        "--date",
        type=_day,
        metavar="DAY",
        help="any day of the wanted period, such as 2026-06-24 (default: the last complete one)",
    )
    result.add_argument("--language", choices=LANGUAGES, help="default: the language of `lifetracer settings`")
    result.add_argument("--output", type=Path, metavar="FILE", help="also write the PDF to this file")
    return result


def main() -> None:
    """Run the stage."""
    arguments = parser().parse_args()
    current = with_stored_settings(settings.load(), stage="reporter")
    order = Order(arguments.period, arguments.date, arguments.language or current.language)
    typesetter = Typesetter(font_directories())
    with connect(current, stage="reporter") as connection:
        report = make(connection, current, order, typesetter)
        report_id, unchanged = storage.save(connection, report)
    if arguments.output:
        _write(arguments.output, report.pdf)
    stage.result(
        report_id=report_id,
        pages=report.pages,
        bytes=len(report.pdf),
        sha256=report.sha256,
        period=report.period,
        first_date=report.first_date,
        last_date=report.last_date,
        language=report.language,
        unchanged=unchanged,
    )


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise argparse.ArgumentTypeError(f"{text} is not a day; write it as 2026-06-24")
    return day


def _write(path: Path, pdf: bytes) -> None:
    try:
        path.write_bytes(pdf)
    except OSError as error:
        raise stage.ConfigurationError(
            f"--output {path} cannot be written ({error.strerror}); name a file in a directory that exists."
        ) from error


if __name__ == "__main__":
    raise SystemExit(stage.run(main))
