"""The sleep of nights."""

from datetime import date
from pathlib import Path

from service.database.pool import Connection
from service.database.statements import statements
from service.queries.days import Transformed
from service.schemas.days import Night, Nights

_SQL = statements(Path(__file__).with_suffix(".sql"))


async def nights(connection: Connection, transformed: Transformed, first: date, last: date) -> Nights:
    """Return the nights with any sleep whose evenings are in a span, both ends included."""
    rows = await (await connection.execute(_SQL["nights"], {"first": first, "last": last})).fetchall()
    return Nights(timezone=transformed.timezone, as_of=transformed.as_of, nights=[Night(**row) for row in rows])
