"""Names of categories by their keys, and the person's category rules with their versions."""

from pathlib import Path

from alembic import op
from sqlalchemy import Connection, text

from naming import category_key
from naming.rules import MATCH_TYPES, Rule, as_json
from pipelines.migrations import sql

revision = "0012"
down_revision = "0011"

FOLDER = Path(__file__).parent
TABLES = ("app.targets", "app.proposals", "analyzer.estimates", "analyzer.anomalies")
# The mapping of the releases before: these names, the colours of the rule set `colors`, and colours before clients.
NAMES = ("Vitals", "Sleep", "Exercise", "Overhead", "Work", "Education", "Creative", "Social", "Meta", "Pleasure")
ORDER_BEFORE = ("project_name", "project_color", "client_name", "tag", "description")


def upgrade() -> None:
    connection = op.get_bind()
    sql.run(str(FOLDER / "0012_category_keys.sql"))
    for table in TABLES:
        _fill(connection, table)
    for part in ("merged_targets", "target_functions", "targets_since", "category_rules"):
        sql.run(str(FOLDER / f"0012_{part}.sql"))
    _first_version(connection)


def _fill(connection: Connection, table: str) -> None:
    names: list[str] = list(connection.scalars(text(f"select distinct category from {table}")))  # noqa: S608 constants
    statement = text(f"update {table} set category_key = :key where category = :name")  # noqa: S608 constants
    for name in names:
        connection.execute(statement, {"key": category_key(name), "name": name})


def _first_version(connection: Connection) -> None:
    """Write the rules that a database begins with: a new one the shipped rules, else those its numbers were made by."""
    transformed = connection.execute(text("select to_regclass('core.fct_time_actual') is not null")).scalar()
    rows = connection.execute(
        text("select match_type, match_value, personal_category from raw.category_mapping order by line")
    ).all()
    own = [Rule(str(row[0]), str(row[1]), str(row[2])) for row in rows]
    if not transformed:
        _insert(connection, "shipped", ["names"], MATCH_TYPES, [])
    elif own:
        _insert(connection, "upgrade", [], ORDER_BEFORE, own)
    else:
        _insert(connection, "upgrade", ["colors"], ORDER_BEFORE, [Rule("project_name", name, name) for name in NAMES])


def _insert(
    connection: Connection, origin: str, rule_sets: list[str], match_order: tuple[str, ...], rules: list[Rule]
) -> None:
    connection.execute(
        text(
            "select app.save_category_rules(null, :origin, :note, null, cast(:rule_sets as text[]), "
            "cast(:match_order as text[]), cast(:rules as jsonb), '[]', now())"
        ),
        {
            "origin": origin,
            "note": "The rules that ship."
            if origin == "shipped"
            else "The mapping that was in force before the upgrade.",
            "rule_sets": rule_sets,
            "match_order": list(match_order),
            "rules": as_json(rules),
        },
    )
