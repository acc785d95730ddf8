"""`python -m pipelines.adjuster`: propose changes of the targets."""

import argparse

import psycopg

from pipelines import settings, stage
from pipelines.adjuster import data, plan, storage
from pipelines.adjuster.data import Data
from pipelines.adjuster.plan import Plan
from pipelines.adjuster.texts import EN
from pipelines.database import connect, with_stored_settings


def parser() -> argparse.ArgumentParser:
    """Return the command line of the stage."""
    return argparse.ArgumentParser(
        prog="python -m pipelines.adjuster",
        description="Compare every target with the last 14 days of its kind and with the chance that the next 7 meet "
        "it, and propose to ease or to tighten it to minutes with a chance of at least 75 %. Where no daily target "
        "fits, remark on that instead. A proposal changes nothing until it is accepted. A second run on the same data "
        "writes nothing.",
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
            storage.supersede(connection, made.supersede, now)
            storage.insert(connection, made.create, now)
            storage.save_states(connection, made.standings, now)
    for remark in made.remarks:
        stage.log(EN.remark(remark))
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
        "remarks": len(made.remarks),
        "states": made.states,
    }


def _missing(found: Data) -> list[str]:
    """Return a sentence for each kind of information that is missing."""
    if not found.targets:
        return ["There are no targets, so there is nothing to adjust; set one: lifetracer targets set."]
    messages = []
    if not found.days:
        messages.append("There are no past days to compare the targets with; log more, or run the transform.")
    if not found.ahead:
        reason = found.no_estimates or "run the analyzer: lifetracer run analyzer --wait."
        messages.append(f"There are no chances for the next days, so no change is proposed: {reason}")
    if found.silent_since:
        messages.append(
            f"Nothing has been logged since {found.silent_since}, so no change is proposed; "
            "proposals resume with the next entries."
        )
    return messages


if __name__ == "__main__":
    raise SystemExit(stage.run(main))
