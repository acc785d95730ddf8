"""`python -m pipelines.migrations`: migrate the schemas of the pipelines."""

from pipelines import settings, stage
from pipelines.database import require_url
from pipelines.migrations import upgrade


def main() -> None:
    """Migrate the database of DATABASE_URL."""
    upgrade(require_url(settings.load()))


if __name__ == "__main__":
    raise SystemExit(stage.run(main))
