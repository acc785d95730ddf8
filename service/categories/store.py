"""The versions of the category rules: `app.category_rules`, of which the newest counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg

from naming import categories, rules
from naming.categories import OwnCategory
from naming.rules import Rule
from service.database.pool import Connection, all_rows, one
from service.database.statements import statements
from service.errors import InputError, UserError
from service.schemas.categories import Origin, RuleSet

_SQL = statements(Path(__file__).with_name("store.sql"))
# The SQLSTATE of app.save_category_rules for a version that is not the newest any more.
_CHANGED = "LT005"


@dataclass(frozen=True, kw_only=True)
class RuleVersion:
    """One version of the rules.

    Attributes:
        note: the change that made it, in words.
        restores: the version that an undo brought back; None for any other change.
        rule_sets: the rules that ship and are switched on.
        match_order: the kinds of match, the strongest first.
        rules: the person's own rules, in their order.
        categories: the categories that the person has added.
    """

    version: int
    origin: Origin
    note: str
    restores: int | None
    rule_sets: Sequence[RuleSet]
    match_order: Sequence[str]
    rules: Sequence[Rule]
    categories: Sequence[OwnCategory]
    created_at: datetime


class RulesChangedError(UserError):
    """The rules were changed by someone else since they were read."""


async def newest(connection: Connection) -> RuleVersion:
    """Return the version that counts."""
    row = await one(connection, _SQL["newest"])
    assert row is not None  # the migration writes the first one
    return _version(row)


async def history(connection: Connection) -> list[RuleVersion]:
    """Return all versions, the newest first."""
    return [_version(row) for row in await all_rows(connection, _SQL["history"])]


async def save(connection: Connection, wanted: RuleVersion, *, expected: int) -> RuleVersion:
    """Write the next version, with the content, note and origin of the given one; the same content writes nothing.

    Args:
        connection: in a transaction or not.
        wanted: what to save; its version and time do not count.
        expected: the version that it was made from.

    Raises:
        RulesChangedError: when that is not the newest version.
    """
    try:
        row = await one(
            connection,
            _SQL["save"],
            expected,
            wanted.origin,
            wanted.note,
            wanted.restores,
            list(wanted.rule_sets),
            list(wanted.match_order),
            rules.as_json(wanted.rules),
            categories.as_json(wanted.categories),
        )
    except psycopg.DatabaseError as error:
        if error.sqlstate == _CHANGED:
            raise RulesChangedError(f"{error.diag.message_primary} Look at them and try again.") from None
        raise
    assert row is not None
    return _version(row)


async def undone(connection: Connection) -> tuple[RuleVersion, RuleVersion]:
    """Return the newest version and the one that takes back its change; not written yet.

    Undone again, the change before that one is taken back.

    Raises:
        InputError: when there is no earlier version.
    """
    versions = {one.version: one for one in await history(connection)}
    latest = versions[max(versions)]
    before = versions.get((latest.restores or latest.version) - 1)
    if before is None:
        raise InputError("There is nothing to undo: the rules are as they were at first.")
    note = f"Version {before.version} again: {before.note}"
    return latest, replaced(latest, before, note=note, restores=before.version)


def replaced(latest: RuleVersion, content: RuleVersion, *, note: str, restores: int) -> RuleVersion:
    """Return the content of another version as a change of the newest one."""
    return RuleVersion(
        version=latest.version,
        origin="command",
        note=note,
        restores=restores,
        rule_sets=content.rule_sets,
        match_order=content.match_order,
        rules=content.rules,
        categories=content.categories,
        created_at=latest.created_at,
    )


def _version(row: dict[str, Any]) -> RuleVersion:
    return RuleVersion(
        **{
            **row,
            "rules": rules.from_json(row["rules"]),
            "categories": categories.from_json(row["categories"]),
        }
    )
