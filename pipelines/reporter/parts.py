"""The second level of a category: which clients, projects, tags and descriptions its time went to."""

from dataclasses import dataclass
from datetime import date

import psycopg
from psycopg.rows import class_row

from pipelines.reporter.queries.tracked import UNTRACKED


@dataclass(frozen=True)
class Part:
    """Seconds of a category with the same client, project, tags and description; None = the entries have none."""

    category: str
    client: str | None
    project: str | None
    tag: str | None
    description: str | None
    seconds: int


def parts(connection: psycopg.Connection, first: date, last: date) -> list[Part]:
    """Read the tracked time of the dates by client, project, tags and description; several tags are one text."""
    with connection.cursor(row_factory=class_row(Part)) as cursor:
        return cursor.execute(
            "select category, client_name as client, project_name as project, "
            "nullif(array_to_string(tag_names, ', '), '') as tag, description, "
            "sum(end_second - start_second)::bigint as seconds "
            "from marts.day_segments where local_date between %s and %s and category <> %s "
            "and end_second > start_second group by 1, 2, 3, 4, 5",
            (first, last, UNTRACKED),
        ).fetchall()


def billable(connection: psycopg.Connection, first: date, last: date) -> dict[str, int]:
    """Read the billable seconds of the dates by category."""
    rows = connection.execute(
        "select category, sum(end_second - start_second)::bigint from marts.day_segments "
        "where local_date between %s and %s and is_billable and end_second > start_second group by category",
        (first, last),
    ).fetchall()
    return dict(rows)
