"""How good estimates were: of past days, of the snapshots that were shown, and in the backtest."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from service.database.pool import Connection, all_rows, one
from service.database.statements import statements
from service.schemas.forecasts import Accuracy, AccuracyPoint, BacktestScore, SnapshotScore

_SQL = statements(Path(__file__).with_suffix(".sql"))
DECIMALS = 4


async def accuracy(connection: Connection, today: date | None, days: int, category_key: str | None = None) -> Accuracy:
    """Return how good estimates were.

    Args:
        connection: to the database.
        today: the person's today; None where nothing was logged yet.
        days: how many days before it are looked at.
        category_key: the snapshots of one category only; the backtest is always of all categories.
    """
    newest = await one(connection, _SQL["mode"])
    backtest = await all_rows(connection, _SQL["backtest"])
    points: list[dict[str, Any]] = []
    scores: list[dict[str, Any]] = []
    if today is not None:
        mode = newest["mode"] if newest else None
        values = {"first": today - timedelta(days=days), "category_key": category_key, "mode": mode}
        points = await (await connection.execute(_SQL["points"], values)).fetchall()
        scores = await (await connection.execute(_SQL["snapshot_scores"], values)).fetchall()
    return Accuracy(
        mode=newest["mode"] if newest else None,
        days=days,
        points=[AccuracyPoint(**_rounded(row)) for row in points],
        snapshot_scores=[SnapshotScore(**_rounded(row)) for row in scores],
        backtest_at=backtest[0]["calculated_at"] if backtest else None,
        scores=[
            BacktestScore(**_rounded({name: value for name, value in row.items() if name != "calculated_at"}))
            for row in backtest
        ],
    )


def _rounded(row: dict[str, Any]) -> dict[str, Any]:
    return {name: round(value, DECIMALS) if isinstance(value, float) else value for name, value in row.items()}
