"""The person's category rules: `app.category_rules`, of which the newest version counts.

The file of `LIFETRACER_CATEGORIES` is read into a database that still has the rules that ship. Afterwards the rules of
the database count, and a file that says something else is reported.
"""

from collections.abc import Sequence
from pathlib import Path

import psycopg

from naming import rule_file
from naming.rules import MATCH_TYPES, Rule, as_json, from_json, has_same_rules
from pipelines.stage import BadInputError, ConfigurationError
from pipelines.transform.tables import writing


def read(path: Path) -> list[Rule]:
    """Read the person's file of rules.

    Raises:
        BadInputError: naming file, line and column of the first mistake.
        ConfigurationError: when the file cannot be opened.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ConfigurationError(
            f"LIFETRACER_CATEGORIES={path} cannot be read ({error.strerror}); point it at a readable file."
        ) from error
    try:
        rules = rule_file.read(content)
    except rule_file.RuleFileError as error:
        raise BadInputError(f"{path}, {error}") from error
    if not rules:
        raise BadInputError(
            f"{path} holds no rule; add rows of {', '.join(rule_file.COLUMNS)}, or unset LIFETRACER_CATEGORIES."
        )
    return rules


def adopt(connection: psycopg.Connection, path: Path, rules: Sequence[Rule]) -> str | None:
    """Make the rules of the file the first ones that the person owns, where there are none yet.

    Returns:
        A warning when the database has other rules, which count.

    Raises:
        ConfigurationError: when the database lacks the table or the right to write it.
    """
    with writing(connection, "app.category_rules"):
        newest = connection.execute(
            "select version, origin, rules from app.category_rules order by version desc limit 1"
        ).fetchone()
        if newest is None or newest[1] == "shipped":
            # The file replaces the rules that ship as a whole, as it always did.
            connection.execute(
                "select app.save_category_rules(%s, 'file', %s, null, '{}', %s, %s::jsonb, '[]', now())",
                (newest[0] if newest else 0, f"Read from {path.name}.", list(MATCH_TYPES), as_json(rules)),
            )
            return None
    if has_same_rules(rules, from_json(newest[2])):
        return None
    return (
        f"LIFETRACER_CATEGORIES={path} differs from the category rules in the database, which count. To use the file, "
        f"run: lifetracer categories import {path}"
    )


def version(connection: psycopg.Connection) -> tuple[int, str]:
    """Return the number and the origin of the newest version.

    Raises:
        ConfigurationError: when the database has no version, because it was not migrated.
    """
    with writing(connection, "app.category_rules"):
        row = connection.execute(
            "select version, origin from app.category_rules order by version desc limit 1"
        ).fetchone()
    if row is None:
        raise ConfigurationError("The database holds no category rules; run: lifetracer migrate.")
    return row[0], row[1]
