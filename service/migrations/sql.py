"""Runs SQL as it stands, several statements at once."""

from pathlib import Path

from alembic import op


def run(script: str) -> None:
    """Execute a script without treating `%` or `:` as parameters."""
    op.get_bind().execution_options(no_parameters=True).exec_driver_sql(script)


def run_beside(revision_file: str) -> None:
    """Execute the SQL file with the same name as the given Python file."""
    run(Path(revision_file).with_suffix(".sql").read_text(encoding="utf-8"))
