"""Logged hours per project and week, to compare with Toggl's own page."""

from collections import defaultdict
from datetime import date
from pathlib import Path

import psycopg
from psycopg.rows import dict_row
from rich.console import Console
from rich.table import Table

from service.cli.common import print_table
from service.database.embedded import EmbeddedPostgres
from service.database.statements import statements

WEEKS = 4
PROJECTS = 15
SECONDS_PER_HOUR = 3600
_SQL = statements(Path(__file__).with_suffix(".sql"))


def weekly_projects(console: Console, data_dir: Path) -> None:
    """Print the hours of the last weeks of the log: a row for each project, those with the most hours first."""
    with EmbeddedPostgres(data_dir).hold() as url, psycopg.connect(url, row_factory=dict_row) as connection:
        rows = connection.execute(_SQL["weekly_projects"], {"weeks": WEEKS}).fetchall()
        span = connection.execute(_SQL["span"]).fetchone()
    if not rows or span is None:
        return
    weeks = sorted({row["week_start"] for row in rows})
    hours: defaultdict[str, dict[date, float]] = defaultdict(dict)
    for row in rows:
        hours[row["project"]][row["week_start"]] = row["seconds"] / SECONDS_PER_HOUR
    console.print(
        f"\nCompare with Toggl: hours logged per project and week, uncut, {span['first']} to {span['last']}, "
        f"days of {span['timezone']}."
    )
    print_table(_table(hours, weeks), on=console)


def _table(hours: dict[str, dict[date, float]], weeks: list[date]) -> Table:
    table = Table("project", *(f"week of {week}" for week in weeks), box=None, pad_edge=False)
    for column in table.columns[1:]:
        column.justify = "right"
    order = sorted(hours, key=lambda project: (-sum(hours[project].values()), project))
    for project in order[:PROJECTS]:
        table.add_row(project, *(_cell(hours[project].get(week)) for week in weeks))
    if others := order[PROJECTS:]:
        sums = (sum(hours[project].get(week, 0) for project in others) for week in weeks)
        table.add_row(f"{len(others)} others", *map(_cell, sums))
    table.add_row("total", *(_cell(sum(row.get(week, 0) for row in hours.values())) for week in weeks), style="bold")
    return table


def _cell(hours: float | None) -> str:
    return f"{hours:.2f}" if hours else ""
