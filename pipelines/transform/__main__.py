"""`python -m pipelines.transform`: rebuild staging, core and marts from raw, and test them."""

import argparse
import gc
import signal
import time
from collections.abc import Sequence
from types import ModuleType

from pipelines import settings, stage
from pipelines.database import connect, with_stored_settings
from pipelines.transform import category_rules, names, people, public_holidays, rule_change, session, summary


def transform(*, full: bool) -> None:
    """Load the mapping and the holidays, run dbt, hand over the summary.

    Raises:
        StageError: of the kind that says what to do about it.
    """
    # A shell starts background jobs with SIGINT ignored; dbt cancels its SQL only on SIGINT.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    started = time.monotonic()
    current = with_stored_settings(settings.load(), stage="transform")
    as_of = current.now()
    own_rules = category_rules.read(current.categories) if current.categories else []
    try:
        with connect(current, stage="transform") as connection:
            session.lock(connection)
            if current.categories and (warning := category_rules.adopt(connection, current.categories, own_rules)):
                stage.log(warning, level="warning")
            rules_version, rules_origin = category_rules.version(connection)
            rule_change.keep_before(connection)
            names.fold(connection)
            holidays = public_holidays.load(
                connection, country=current.country, language=current.language, now=as_of.astimezone(current.timezone)
            )
            session.hand_over(connection, as_of=as_of, timezone=current.timezone)
            counts = _dbt().build(connection, full=full)
            rule_change.complete(connection)
            note = people.settle(connection, current.person)
            stage.result(
                **counts,
                **summary.facts(connection),
                seconds=round(time.monotonic() - started, 1),
                as_of=as_of,
                rules_version=rules_version,
                rules_origin=rules_origin,
                holidays=holidays,
                **({"message": note} if note else {}),
            )
    except KeyboardInterrupt:
        raise stage.StageError("The transform was interrupted; the next one starts anew.") from None


def _dbt() -> ModuleType:
    """Import dbt, which takes seconds, so a mistake in the settings shows before."""
    # Its modules make 150,000 objects that live until the end: looking through them for garbage frees nothing.
    gc.disable()
    from pipelines.transform import invocation  # noqa: PLC0415

    gc.freeze()
    gc.enable()
    return invocation


def main(argv: Sequence[str] | None = None) -> int:
    """Run the stage and return its exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m pipelines.transform",
        description="Rebuild staging, core and marts from raw with dbt, and test the result.",
        epilog="Reads DATABASE_URL, LIFETRACER_CATEGORIES and LIFETRACER_AS_OF, and zone, country and language of "
        "`lifetracer settings`. "
        "Exit codes: 0 done, 65 a data test failed or the file of rules is wrong, 75 the database "
        "cannot be used now, 78 a setting is wrong.",
    )
    parser.add_argument("--full", action="store_true", help="parse the project anew and load the seeds anew")
    arguments = parser.parse_args(argv)
    return stage.run(lambda: transform(full=arguments.full))


if __name__ == "__main__":
    raise SystemExit(main())
