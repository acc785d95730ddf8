"""Sets up the sample person: the colours by which they sort their projects, and their targets."""

from datetime import datetime
from pathlib import Path

import psycopg

from naming import category_key
from sandbox.targets import TARGETS
from service.database.embedded import EmbeddedPostgres
from service.database.statements import statements

_SQL = statements(Path(__file__).with_suffix(".sql"))


def set_up_person(data_dir: Path, *, since: datetime) -> None:
    """Switch on the colours by which the sample person sorts projects, and set the targets they have had since then.

    Done again, nothing changes.
    """
    with EmbeddedPostgres(data_dir).hold() as url, psycopg.connect(url) as connection:
        connection.execute(_SQL["switch_on_colors"])
        for target in TARGETS:
            connection.execute(
                _SQL["set_target"],
                [
                    target.category,
                    category_key(target.category),
                    target.day_type,
                    target.minutes,
                    target.direction,
                    target.priority,
                    since,
                ],
            )
