"""Runs the `.sql` file beside a revision."""

from pathlib import Path

from alembic import op


def run(revision_file: str) -> None:
    """Execute the SQL file with the same name as the given Python file, as it stands."""
    script = Path(revision_file).with_suffix(".sql").read_text(encoding="utf-8")
    op.get_bind().execution_options(no_parameters=True).exec_driver_sql(script)
