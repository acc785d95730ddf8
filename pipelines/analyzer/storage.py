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

Row = tuple[Any, ...]


def save(connection: psycopg.Connection, analysis: Analysis, calculated_at: datetime, today: date, until: date) -> int:
    """Keep the estimates, the scores and the anomalies in one transaction.

    A snapshot is never overwritten: where one of the same instant differs, because the data or the rules changed since,
    this one becomes its next revision; days that it lacks are added. The chances are those of the newest snapshot.
    The anomalies of the four weeks before `today` are replaced, because a log can be corrected afterwards; unchanged
    rows are not touched, and neither are those of later days, which a run for an earlier day must not lose.

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
        connection.execute("delete from analyzer.silences where calculated_at = %s", [calculated_at])
        revision = _save_estimates(connection, analysis.basis, kept, calculated_at)
        _save_chances(connection, analysis.estimates, calculated_at)
        _save_scores(connection, analysis.scores, calculated_at)
        _save_anomalies(connection, analysis.anomalies, calculated_at, today)
    return revision


def save_silence(connection: psycopg.Connection, reason: str, calculated_at: datetime) -> None:
    """Keep why nothing is estimated. The snapshots before stay, but the days to come have no estimate and no chance.

    Raises:
        ConfigurationError: when the migrations have not run.
    """
    with _migrated(), connection.transaction():
        connection.execute(
            "insert into analyzer.silences as stored (calculated_at, reason) values (%s, %s) "
            "on conflict (calculated_at) do update set reason = excluded.reason where stored.reason <> excluded.reason",
            [calculated_at, reason],
        )
        connection.execute("delete from analyzer.chances where calculated_at <= %s", [calculated_at])


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
    """Write a snapshot, unless the newest of its instant is the same; return its revision."""
    newest = connection.execute(
        "select revision, mode, days, grade, is_guess, until from analyzer.snapshots where calculated_at = %s "
        "order by revision desc limit 1",
        [calculated_at],
    ).fetchone()
    stated = (basis.mode.value, basis.days, basis.grade.value, basis.is_guess, basis.until)
    rows = [_estimate(row) for row in estimates]
    if newest is not None:
        revision, *before = newest
        stored = connection.execute(
            "select target_date, category, category_key, minutes, median, lower, upper, any_chance, heaviest "
            "from analyzer.estimates where calculated_at = %s and revision = %s",
            [calculated_at, revision],
        ).fetchall()
        missing = _missing(stored, rows)
        if tuple(before) == stated and missing is not None:
            _insert_estimates(connection, missing, calculated_at, revision)
            return int(revision)
    revision = newest[0] + 1 if newest else 1
    connection.execute(
        "insert into analyzer.snapshots (calculated_at, revision, method, mode, days, grade, is_guess, until) "
        "values (%s, %s, %s, %s, %s, %s, %s, %s)",
        (calculated_at, revision, MIXTURE, *stated),
    )
    _insert_estimates(connection, rows, calculated_at, revision)
    return int(revision)


def _missing(stored: Sequence[Row], rows: Sequence[Row]) -> list[Row] | None:
    """Return the rows of the dates (their first column) that are not stored; None where a stored date differs."""
    dates, wanted = {row[0] for row in stored}, {row[0] for row in rows}
    same = sorted(row for row in stored if row[0] in wanted) == sorted(row for row in rows if row[0] in dates)
    return [row for row in rows if row[0] not in dates] if same else None


def _insert_estimates(
    connection: psycopg.Connection, rows: Sequence[Row], calculated_at: datetime, revision: int
) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            "insert into analyzer.estimates (calculated_at, revision, method, target_date, category, category_key, "
            "minutes, median, lower, upper, any_chance, heaviest) "
            "values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [(calculated_at, revision, MIXTURE, *row[:-1], Jsonb(row[-1])) for row in rows],
        )


def _estimate(row: Estimate) -> Row:
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
    """Replace the chances of an earlier instant; those of the same one stay where they say the same."""
    newest = connection.execute("select max(calculated_at) from analyzer.chances").fetchone()
    if newest and newest[0] is not None and newest[0] > calculated_at:
        return
    rows: Sequence[Row] = [_chances(row) for row in estimates]
    stored = connection.execute(
        "select target_date, category_key, seconds, at_least, at_most from analyzer.chances where calculated_at = %s",
        [calculated_at],
    ).fetchall()
    missing = _missing(stored, rows) if stored else None
    if missing is None:
        connection.execute("delete from analyzer.chances")
    with connection.cursor() as cursor:
        cursor.executemany(
            "insert into analyzer.chances (target_date, category_key, seconds, at_least, at_most, calculated_at) "
            "values (%s, %s, %s, %s, %s, %s)",
            [(*row, calculated_at) for row in (rows if missing is None else missing)],
        )


def _chances(row: Estimate) -> Row:
    found = row.chances
    return row.target_date, category_key(row.category), list(found.seconds), list(found.at_least), list(found.at_most)


def _save_scores(connection: psycopg.Connection, scores: Sequence[Score], calculated_at: datetime) -> None:
    rows = _scores(scores)
    stored = connection.execute(
        "select method, mae, relmae, coverage, origins, days, chosen, crps, rmse, missed_below, missed_above, dense "
        "from analyzer.backtests where calculated_at = %s",
        [calculated_at],
    ).fetchall()
    if {row[0]: row for row in stored} == {row[0]: row for row in rows}:
        return
    connection.execute("delete from analyzer.backtests where calculated_at = %s", [calculated_at])
    with connection.cursor() as cursor:
        cursor.executemany(
            "insert into analyzer.backtests (method, mae, relmae, coverage, origins, days, chosen, crps, rmse, "
            "missed_below, missed_above, dense, calculated_at) "
            "values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [(*row, calculated_at) for row in rows],
        )


def _scores(scores: Sequence[Score]) -> list[Row]:
    yardstick = next((score.mae for score in scores if score.name == LAST_WEEK), 0.0)
    return [
        (
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
    ]


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
