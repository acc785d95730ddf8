"""Where estimates are kept: schema `analyzer`, snapshots that are never overwritten."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from naming import category_key
from pipelines.analyzer.analysis import ANOMALY_DAYS, Analysis
from pipelines.analyzer.backtest import MIXTURE, Score
from pipelines.analyzer.estimates import Anomaly, Basis, Estimate
from pipelines.analyzer.windows import LAST_WEEK
from pipelines.stage import ConfigurationError


def save(connection: psycopg.Connection, analysis: Analysis, calculated_at: datetime, today: date, until: date) -> int:
    """Keep the estimates, the scores and the anomalies in one transaction.

    A snapshot is never overwritten: where one of the same instant says something else, because the data or the rules
    changed since, this one becomes its next revision. The chances are those of the newest snapshot alone. The anomalies
    of the four weeks before `today` are replaced, because a log can be corrected afterwards; rows that did not change
    are not touched, and those of later days neither: whoever analyzes an earlier day must not lose them.

    Args:
        connection: to the database.
        analysis: with estimates.
        calculated_at: the instant that counts as now.
        today: its local date.
        until: the last day of which the estimates are kept; of later ones only the chances are.

    Returns:
        The revision of the snapshot of `calculated_at`; 1 unless something changed.

    Raises:
        ConfigurationError: when the migrations have not run.
    """
    assert analysis.basis is not None
    kept = [row for row in analysis.estimates if row.target_date <= until]
    with _migrated(), connection.transaction():
        # Two runs of the same instant would otherwise both find no snapshot.
        connection.execute("lock table analyzer.snapshots in share row exclusive mode")
        revision = _save_estimates(connection, analysis.basis, kept, calculated_at)
        _save_chances(connection, analysis.estimates, calculated_at)
        _save_scores(connection, analysis.scores, calculated_at)
        _save_anomalies(connection, analysis.anomalies, calculated_at, today)
    return revision


@contextmanager
def _migrated() -> Iterator[None]:
    try:
        yield
    except (
        psycopg.errors.UndefinedTable,
        psycopg.errors.UndefinedColumn,
        psycopg.errors.InvalidSchemaName,
    ) as error:
        raise ConfigurationError(
            "A table of analyzer is missing or of an older version; run the migrations: lifetracer migrate."
        ) from error


def _save_estimates(
    connection: psycopg.Connection, basis: Basis, estimates: Sequence[Estimate], calculated_at: datetime
) -> int:
    """Write a snapshot, unless the newest of its instant says the same; return the revision that says it."""
    newest = connection.execute(
        "select revision, mode, days, grade, is_guess, until from analyzer.snapshots where calculated_at = %s "
        "order by revision desc limit 1",
        [calculated_at],
    ).fetchone()
    said = (basis.mode.value, basis.days, basis.grade.value, basis.is_guess, basis.until)
    rows = [_estimate(row) for row in estimates]
    if newest is not None:
        revision, *before = newest
        stored = connection.execute(
            "select target_date, category, category_key, minutes, median, lower, upper, any_chance, heaviest "
            "from analyzer.estimates where calculated_at = %s and revision = %s",
            [calculated_at, revision],
        ).fetchall()
        if tuple(before) == said and sorted(stored, key=lambda row: row[:2]) == sorted(rows, key=lambda row: row[:2]):
            return int(revision)
    revision = newest[0] + 1 if newest else 1
    connection.execute(
        "insert into analyzer.snapshots (calculated_at, revision, method, mode, days, grade, is_guess, until) "
        "values (%s, %s, %s, %s, %s, %s, %s, %s)",
        (calculated_at, revision, MIXTURE, *said),
    )
    with connection.cursor() as cursor:
        cursor.executemany(
            "insert into analyzer.estimates (calculated_at, revision, method, target_date, category, category_key, "
            "minutes, median, lower, upper, any_chance, heaviest) "
            "values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [(calculated_at, revision, MIXTURE, *row[:-1], Jsonb(row[-1])) for row in rows],
        )
    return int(revision)


def _estimate(row: Estimate) -> tuple[Any, ...]:
    return (
        row.target_date,
        row.category,
        category_key(row.category),
        row.minutes,
        row.median,
        row.lower,
        row.upper,
        row.any,
        [{"date": day.isoformat(), "share": share} for day, share in row.heaviest],
    )


def _save_chances(connection: psycopg.Connection, estimates: Sequence[Estimate], calculated_at: datetime) -> None:
    """Replace the chances, unless those of a later snapshot are there."""
    newest = connection.execute("select max(calculated_at) from analyzer.chances").fetchone()
    if newest and newest[0] is not None and newest[0] > calculated_at:
        return
    connection.execute("delete from analyzer.chances")
    with connection.cursor() as cursor:
        cursor.executemany(
            "insert into analyzer.chances (target_date, category_key, seconds, at_least, at_most, calculated_at) "
            "values (%s, %s, %s, %s, %s, %s)",
            [
                (
                    row.target_date,
                    category_key(row.category),
                    list(row.chances.seconds),
                    list(row.chances.at_least),
                    list(row.chances.at_most),
                    calculated_at,
                )
                for row in estimates
            ],
        )


def _save_scores(connection: psycopg.Connection, scores: Sequence[Score], calculated_at: datetime) -> None:
    yardstick = next((score.mae for score in scores if score.name == LAST_WEEK), 0.0)
    connection.execute("delete from analyzer.backtests where calculated_at = %s", [calculated_at])
    with connection.cursor() as cursor:
        cursor.executemany(
            "insert into analyzer.backtests (calculated_at, method, mae, relmae, coverage, origins, days, chosen, "
            "crps, rmse, missed_below, missed_above, dense) "
            "values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                (
                    calculated_at,
                    score.name,
                    round(score.mae, 2),
                    round(score.mae / yardstick, 4) if yardstick else None,
                    round(score.coverage, 4),
                    score.origins,
                    score.days,
                    score.name == MIXTURE,
                    round(score.crps, 3),
                    round(score.rmse, 3),
                    None if score.missed_below is None else round(score.missed_below, 4),
                    None if score.missed_above is None else round(score.missed_above, 4),
                    score.dense,
                )
                for score in scores
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
