"""Where estimates are kept: schema `analyzer`, snapshots that are never overwritten."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta

import psycopg

from naming import category_key
from pipelines.analyzer.analysis import ANOMALY_DAYS, Analysis
from pipelines.analyzer.estimates import Anomaly, Estimate
from pipelines.analyzer.scores import Scores
from pipelines.stage import ConfigurationError


def save(connection: psycopg.Connection, analysis: Analysis, calculated_at: datetime, today: date) -> bool:
    """Keep the estimates, the scores and the anomalies in one transaction.

    A snapshot of the same instant stays as it is. The anomalies of the four weeks before `today` are replaced, because
    a log can be corrected afterwards; rows that did not change are not touched, and those of later days neither:
    whoever analyzes an earlier day must not lose them.

    Returns:
        Whether the stored snapshot of `calculated_at` says what the analysis says.

    Raises:
        ConfigurationError: when the migrations have not run.
    """
    with _migrated(), connection.transaction():
        # Two runs of the same instant would otherwise both find no snapshot.
        connection.execute("lock table analyzer.estimates in share row exclusive mode")
        same = _save_estimates(connection, analysis.estimates, calculated_at)
        if analysis.scores:
            _save_scores(connection, analysis.scores, calculated_at)
        _save_anomalies(connection, analysis.anomalies, calculated_at, today)
    return same


@contextmanager
def _migrated() -> Iterator[None]:
    try:
        yield
    except (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName) as error:
        raise ConfigurationError("A table of analyzer is missing; run the migrations: lifetracer migrate.") from error


def _save_estimates(connection: psycopg.Connection, estimates: Sequence[Estimate], calculated_at: datetime) -> bool:
    stored = set(
        connection.execute(
            "select target_date, category, minutes, lower, upper, method from analyzer.estimates "
            "where calculated_at = %s",
            [calculated_at],
        ).fetchall()
    )
    # Whole days only: rows added to a stored day would break its sum.
    days = {row[0] for row in stored}
    rows = [(row.target_date, row.category, row.minutes, row.lower, row.upper, row.method) for row in estimates]
    with connection.cursor() as cursor:
        cursor.executemany(
            "insert into analyzer.estimates (calculated_at, target_date, category, minutes, lower, upper, method, "
            "category_key) values (%s, %s, %s, %s, %s, %s, %s, %s)",
            [(calculated_at, *row, category_key(row[1])) for row in rows if row[0] not in days],
        )
    wanted = {row[0] for row in rows}
    return {row for row in stored if row[0] in wanted} == {row for row in rows if row[0] in days}


def _save_scores(connection: psycopg.Connection, scores: Scores, calculated_at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            "insert into analyzer.backtests "
            "(calculated_at, method, mae, relmae, coverage, origins, days, chosen) "
            "values (%s, %s, %s, %s, %s, %s, %s, %s) on conflict (calculated_at, method) do nothing",
            [
                (
                    calculated_at,
                    score.name,
                    round(score.mae, 2),
                    None if score.relmae is None else round(score.relmae, 4),
                    None if score.coverage is None else round(score.coverage, 4),
                    scores.origins,
                    scores.days,
                    score is scores.winner,
                )
                for score in scores.methods
            ],
        )


def _save_anomalies(
    connection: psycopg.Connection, found: Sequence[Anomaly], calculated_at: datetime, today: date
) -> None:
    connection.execute(
        "delete from analyzer.anomalies where local_date >= %s and local_date < %s and (local_date, category) not in "
        "(select * from unnest(%s::date[], %s::text[]))",
        (
            today - timedelta(days=ANOMALY_DAYS),
            today,
            [row.local_date for row in found],
            [row.category for row in found],
        ),
    )
    with connection.cursor() as cursor:
        cursor.executemany(
            "insert into analyzer.anomalies as stored "
            "(local_date, category, category_key, actual, lower, upper, size, calculated_at) "
            "values (%s, %s, %s, %s, %s, %s, %s, %s) "
            "on conflict (local_date, category) do update set actual = excluded.actual, lower = excluded.lower, "
            "upper = excluded.upper, size = excluded.size, calculated_at = excluded.calculated_at "
            "where (stored.actual, stored.lower, stored.upper, stored.size) "
            "is distinct from (excluded.actual, excluded.lower, excluded.upper, excluded.size)",
            [
                (
                    row.local_date,
                    row.category,
                    category_key(row.category),
                    row.actual,
                    row.lower,
                    row.upper,
                    row.size,
                    calculated_at,
                )
                for row in found
            ],
        )
