"""The models' own SQL as dbt compiles it, run into temporary tables."""

import graphlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg

WANTED = ("fct_time_actual", "int_time_account", "daily_summary")
# In the place of the two values that change with every example.
AS_OF, ZONE = "@as_of@", "@timezone@"


def compile_models() -> int:
    """Compile the project into the folder `compiled` of the data directory; runs in the environment of the stage."""
    from dbt.cli.main import dbtRunner

    from pipelines import settings
    from pipelines.database import connect
    from pipelines.transform import session
    from pipelines.transform.invocation import PROJECT

    current = settings.load()
    with connect(current, stage="transform") as connection:
        session.hand_over(connection, as_of=current.now(), timezone=current.timezone)
    target = Path(os.environ["LIFETRACER_DATA_DIR"], "compiled")
    places = {"project-dir": PROJECT, "profiles-dir": PROJECT, "target-path": target, "log-path": target}
    values = json.dumps({"as_of": AS_OF, "timezone": ZONE})
    answer = dbtRunner().invoke(
        ["--no-use-colors", "--log-level-file=none", "compile", f"--vars={values}"]
        + [f"--{name}={path}" for name, path in places.items()]
    )
    return 0 if answer.success else 1


@dataclass(frozen=True)
class Models:
    """The wanted models and those they read, in the order in which they can be built.

    Attributes:
        selects: name and compiled SELECT, with temporary tables in the place of models.
    """

    selects: Sequence[tuple[str, str]]

    @classmethod
    def read(cls, target: Path) -> "Models":
        """Read what dbt compiled."""
        nodes = json.loads((target / "manifest.json").read_text(encoding="utf-8"))["nodes"]
        models = {key: node for key, node in nodes.items() if node["resource_type"] == "model"}
        graph: dict[str, list[str]] = {}
        waiting = [key for key, node in models.items() if node["name"] in WANTED]
        while waiting:
            key = waiting.pop()
            if key not in graph:
                graph[key] = [name for name in models[key]["depends_on"]["nodes"] if name in models]
                waiting += graph[key]
        order = [models[key] for key in graphlib.TopologicalSorter(graph).static_order()]
        selects = []
        for node in order:
            sql = node["compiled_code"]
            for other in order:
                sql = sql.replace(other["relation_name"], table(other["name"]))
            selects.append((node["name"], sql))
        return cls(selects)

    def build(self, connection: psycopg.Connection, as_of: datetime, zone: ZoneInfo) -> None:
        """Build all of them in the open transaction; they go with its end."""
        for name, select in self.selects:
            sql = select.replace(AS_OF, as_of.isoformat()).replace(ZONE, zone.key)
            connection.execute(f"create temporary table {name} on commit drop as {sql}")


def table(name: str) -> str:
    """Return the temporary table of a model."""
    return f'pg_temp."{name}"'
