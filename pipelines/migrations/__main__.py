"""`python -m pipelines.migrations`: migrate the schemas of the pipelines."""

import argparse

from pipelines import settings, stage
from pipelines.database import require_url
from pipelines.migrations import applied, newest, upgrade


def main() -> None:
    """Migrate the database of DATABASE_URL, or tell how far it is."""
    parser = argparse.ArgumentParser(
        prog="python -m pipelines.migrations", description="Bring the schemas of the pipelines up to date."
    )
    parser.add_argument("--status", action="store_true", help="only tell the applied and the newest revision")
    url = require_url(settings.load())
    if parser.parse_args().status:
        stage.result(applied=applied(url), newest=newest())
    else:
        upgrade(url)


if __name__ == "__main__":
    raise SystemExit(stage.run(main))
