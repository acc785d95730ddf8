"""`python -m pipelines.migrations`: migrate the schemas of the pipelines."""

import argparse
import dataclasses

from pipelines import settings, stage
from pipelines.database import require_url
from pipelines.migrations import MIGRATIONS, upgrade
from schema_migrations import EditedMigrationError, FailedMigrationError


def main() -> None:
    """Migrate the database of DATABASE_URL, or print how far it is."""
    parser = argparse.ArgumentParser(
        prog="python -m pipelines.migrations", description="Bring the schemas of the pipelines up to date."
    )
    parser.add_argument("--status", action="store_true", help="only print what is applied and what is not")
    url = require_url(settings.load())
    if parser.parse_args().status:
        stage.result(**dataclasses.asdict(MIGRATIONS.state(url)))
        return
    try:
        upgrade(url)
    except (EditedMigrationError, FailedMigrationError) as error:
        raise stage.ConfigurationError(str(error)) from error


if __name__ == "__main__":
    raise SystemExit(stage.run(main))
