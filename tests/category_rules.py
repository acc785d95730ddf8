"""Category rules for tests: written as the command line writes them."""

import json
from collections.abc import Sequence
from typing import Any

import psycopg

from naming import category_key
from naming.rules import MATCH_TYPES, Rule, as_json


def save(
    connection: psycopg.Connection[Any],
    rules: Sequence[Rule] = (),
    *,
    rule_sets: Sequence[str] = ("names",),
    categories: Sequence[dict[str, Any]] = (),
) -> int:
    """Save the next version of the rules and return its number."""
    own = [{"category_key": category_key(one["category"]), **one} for one in categories]
    statement = (
        "select version from app.save_category_rules(null, 'command', 'A test.', null, %s, %s, %s::jsonb, %s::jsonb, "
        "now())"
    )
    row = connection.execute(
        statement, (list(rule_sets), list(MATCH_TYPES), as_json(rules), json.dumps(own))
    ).fetchone()
    assert row is not None
    return int(row[0])
