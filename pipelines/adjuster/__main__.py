"""`python -m pipelines.adjuster`: propose changes of the targets."""

import argparse

import psycopg

from pipelines import settings, stage
from pipelines.adjuster import data, plan, proposals
from pipelines.adjuster.data import Data
from pipelines.adjuster.plan import Plan
from pipelines.database import connect, with_stored_settings


def parser() -> argparse.ArgumentParser:
    """Return the command line of the stage."""
    return argparse.ArgumentParser(
        prog="python -m pipelines.adjuster",
        description="Compare every target with the last 14 complete days of its kind and with the estimates of the "
        "next 7, and propose to ease or to tighten it. A proposal changes nothing until it is accepted. Run again on "
        "the same data it writes nothing.",
        epilog="Settings: DATABASE_URL, LIFETRACER_AS_OF, and those of `lifetracer settings`.",
    )


def main() -> None:
    """Run the stage."""
    parser().parse_args()
    current = with_stored_settings(settings.load(), stage="adjuster")
    now = current.now()
    with connect(current, stage="adjuster") as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        with connection.transaction():
            found = data.read(connection, today=now.astimezone(current.timezone).date(), now=now)
            made = plan.make(found)
            proposals.supersede(connection, made.supersede, now)
            proposals.insert(connection, made.create, now)
    messages = _missing(found)
    for message in messages:
        stage.log(message, level="warning")
    stage.result(**_summary(found, made), **({"message": " ".join(messages)} if messages else {}))


def _summary(found: Data, made: Plan) -> dict[str, object]:
    return {
        "targets": len(found.targets),
        "pending": made.kept + len(made.create),
        "created": len(made.create),
        "superseded": len(made.supersede),
        "states": made.states,
    }


def _missing(found: Data) -> list[str]:
    """Return a sentence for each kind of information that is not there."""
    if not found.targets:
        return ["There are no targets, so there is nothing to adjust; set one: lifetracer targets set."]
    messages = []
    if not found.days:
        messages.append("There are no complete days to compare the targets with; record more, or run the transform.")
    if not found.estimates:
        messages.append("There are no estimates of the days to come, so no target is eased; run the analyzer.")
    return messages


if __name__ == "__main__":
    raise SystemExit(stage.run(main))
