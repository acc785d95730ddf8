"""What a weekday usually is like: the same weekday of earlier weeks."""

from datetime import date
from pathlib import Path

from service.database.pool import Connection
from service.database.statements import statements
from service.schemas.periods import Usual, UsualCategory

_SQL = statements(Path(__file__).with_suffix(".sql"))
WEEKS = 8
DECIMALS = 2


async def usual(connection: Connection, day: date) -> Usual:
    """Return the median and the quartiles of the last eight days before `day` that count and have its weekday."""
    rows = await (await connection.execute(_SQL["usual"], {"date": day, "weeks": WEEKS})).fetchall()
    span = {name: rows[0][name] for name in ("days", "first", "last")} if rows else dict.fromkeys(("first", "last"))
    return Usual(
        date=day,
        **{"days": 0, **span},
        categories=[
            UsualCategory(
                category=row["category"],
                color=row["color"],
                **{name: round(float(row[name]), DECIMALS) for name in ("minutes", "lower", "upper")},
            )
            for row in rows
            if row["category"] is not None
        ],
    )
