"""How much the rules of actual time changed the numbers of a database of the version before them."""

from pathlib import Path

from service.database.pool import Connection, one
from service.database.statements import statements

_SQL = statements(Path(__file__).with_suffix(".sql"))


async def report_rule_change(connection: Connection) -> str | None:
    """Return the sentence about the change at the first call after it, and None from then on or without a change."""
    known = await one(connection, _SQL["is_known"])
    if known is None or not known["is_known"]:
        return None
    row = await one(connection, _SQL["report"])
    if row is None:
        return None
    before, after = row["hours_before"], row["hours_after"]
    return (
        f"Actual time follows new rules since this version: {after:,.1f} h of the whole log count, "
        f"{after - before:+,.1f} h compared with {before:,.1f} h before. Entries with the same start are laid end to "
        "end, and an outer entry goes on after an inner one (docs/actual-time.md)."
    )
