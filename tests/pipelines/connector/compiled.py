"""The core models on the rows of a test: the whole transform now and then, and a model's compiled SELECT in between.

A whole build takes seconds; a random life of an account takes one. So dbt builds and compiles the project once, and a
test runs the compiled SELECT of a model, over the views that the build made, on whatever raw holds by then.
"""

import os
from pathlib import Path
from typing import Any

import psycopg

from tests.pipelines.transform.running import Stage
from tests.stored import set_settings

TARGET = "LIFETRACER_TEST_TARGET"
MODELS = ("int_time_logged", "int_plan_events")
AS_OF = "2026-03-01T13:00:00Z"


class Core:
    """The transform of one database.

    Args:
        url: the database, with all migrations.
        folder: a place for dbt's files.
    """

    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        self._target = folder / "target"
        set_settings(url, timezone="Asia/Tokyo", country="JP", language="en")
        (folder / "tmp").mkdir()
        settings = {
            "DATABASE_URL": url,
            "LIFETRACER_DATA_DIR": str(folder / "data"),
            "LIFETRACER_AS_OF": AS_OF,
            "TMPDIR": str(folder / "tmp"),
            TARGET: str(self._target),
        }
        self._stage = Stage(folder, settings)
        compiled = self._stage.run(_build_models)
        assert compiled.code == 0, compiled.text
        found = {name: next(self._target.glob(f"compiled/**/{name}.sql")) for name in MODELS}
        self._selects = {name: path.read_text(encoding="utf-8") for name, path in found.items()}

    def build(self) -> None:
        """Run the whole stage."""
        outcome = self._stage.run()
        assert outcome.code == 0, outcome.text

    def rows(self, connection: psycopg.Connection, model: str) -> list[dict[str, Any]]:
        """Return the rows that the model makes of what raw holds now."""
        return _read(connection, self._selects[model])

    def built_rows(self, connection: psycopg.Connection, model: str) -> list[dict[str, Any]]:
        """Return the rows that the last build made."""
        return _read(connection, f"select * from core.{model}")


def _read(connection: psycopg.Connection, query: str) -> list[dict[str, Any]]:
    cursor = connection.execute(query.encode())
    assert cursor.description is not None
    names = [column.name for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def _build_models() -> int:
    """Build the models and what they read, in the environment that the stage makes for dbt; keep what dbt compiled."""
    from dbt.cli.main import dbtRunner

    from pipelines import settings
    from pipelines.database import connect, with_stored_settings
    from pipelines.transform import cache, session
    from pipelines.transform.invocation import PROJECT, QUIET, WITHOUT

    current = with_stored_settings(settings.load(), stage="transform")
    with connect(current, stage="transform") as connection:
        session.hand_over(connection, as_of=current.now(), timezone=current.timezone)
    target = Path(os.environ[TARGET])
    target.mkdir()
    cache.fetch(target, PROJECT)
    places = {"project-dir": PROJECT, "profiles-dir": PROJECT, "target-path": target, "log-path": target}
    answer = dbtRunner().invoke(
        [*QUIET, "build", *WITHOUT, "--select", *(f"+{name}" for name in MODELS)]
        + [f"--{name}={path}" for name, path in places.items()]
    )
    cache.keep(target, PROJECT)
    return 0 if answer.success else 1
