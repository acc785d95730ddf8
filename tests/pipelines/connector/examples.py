"""How many random lives the model-based tests run, and with which seed.

`LIFETRACER_MODEL_EXAMPLES` asks for more than the few of an ordinary run, `LIFETRACER_MODEL_SEED` repeats a run.
Both are read at import, because each test runs without the variables of the developer's shell.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterable
from random import SystemRandom

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

ORDINARY = 20
EXAMPLES = int(os.environ.get("LIFETRACER_MODEL_EXAMPLES", ORDINARY))
# An ordinary run is the same every time.
SEED = int(os.environ.get("LIFETRACER_MODEL_SEED", 0 if EXAMPLES <= ORDINARY else SystemRandom().randrange(10**6)))
# A life takes a second or two, so making a failing one smaller takes minutes.
SHRINKS = "LIFETRACER_MODEL_SHRINK" in os.environ
STEPS = 20
# After so many lives the whole transform runs on what the last of them left.
BATCH = 100
# Lives and builds of the running test.
RUN: Counter[str] = Counter()
# Name under which a test's report carries them.
PROPERTY = "model-based tests"


def run_lives(name: str, machine: type[RuleBasedStateMachine], build: Callable[[], None], *, always: bool) -> None:
    """Run the lives of a machine in batches.

    Args:
        name: of the machine, for the summary.
        machine: the rules; its lives are counted by `RUN[name]`.
        build: runs the whole transform on the state that the last life of a batch left, and checks it.
        always: whether to build in an ordinary run, too; a build takes as long as ten lives.
    """
    for number, first in enumerate(range(0, EXAMPLES, BATCH)):
        seeded = seed(SEED + number)(type(name, (machine,), {}))
        run_state_machine_as_test(
            seeded,
            settings=settings(
                max_examples=min(BATCH, EXAMPLES - first),
                stateful_step_count=STEPS,
                deadline=None,
                database=None,
                suppress_health_check=list(HealthCheck),
                phases=[Phase.generate, Phase.shrink] if SHRINKS else [Phase.generate],
                print_blob=False,
            ),
        )
        if always or EXAMPLES > ORDINARY:
            build()
            RUN["whole builds"] += 1


def summary(reports: Iterable[pytest.TestReport]) -> str | None:
    """Return what the reported tests ran as one line; None when they ran no life."""
    run: Counter[str] = Counter()
    for report in reports:
        for name, count in report.user_properties:
            if name == PROPERTY and isinstance(count, dict):
                run.update(count)
    lives = ", ".join(f"{count} {name}" for name, count in run.items())
    return f"model-based tests: {lives} (seed {SEED})" if lives else None
