"""The cause of a failed run, from its failed resources and from the errors that name none.

One run may have several failures, because independent resources are created in parallel, and one failure may have
several errors, because the interrupted program adds its own. Which of them decides:

1. Only failed resources count. Errors that name no resource decide when no resource failed: then the program, the
   settings, a provider or the engine is the cause. Beside a failed resource they are its echo.
2. An error that needs a person decides before one that another attempt may solve, whichever resource it is about: a
   search that goes on for days and can never succeed helps no one. All such errors are reported together.
3. Among errors that another attempt may solve, the machine's (capacity, shape, A1 limit) come before throttling and
   lost connections, because they use up the turn of the domain. The others stay in `Refusal.others`: throttling, for
   one, makes the pause longer whatever decides.
4. An unknown error of a resource whose operation did not fail is the weakest: nothing was refused.

Nothing depends on the order of the events, nor on the wording of errors that are not the provider's.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from infra_py.cli.events import INSTANCE, Failure
from infra_py.cli.oci_errors import RETRYABLE, UNEXPLAINED, Refusal, RefusalKind, classify, unknown
from infra_py.cli.provider_messages import parse

ORACLE = "oci:"
# Most important first; every other outcome needs a person and comes before them.
RETRYABLE_ORDER = (
    RefusalKind.A1_LIMIT,
    RefusalKind.CAPACITY,
    RefusalKind.NO_SHAPE,
    RefusalKind.THROTTLED,
    RefusalKind.NETWORK,
)
WEAKEST = len(RETRYABLE_ORDER) + 1
TRACEBACK = "Traceback (most recent call last)"
FRAME = re.compile(r'^ +File "')
# Closing lines of a failed run; they are left out where there is another text.
CLOSING = re.compile(
    r"(error: )?((update|preview|destroy|refresh) (failed|canceled)|"
    r"an unhandled error occurred: program exited with non-zero exit code: -?\d+)",
    re.IGNORECASE,
)


def diagnose(failures: Sequence[Failure], run_errors: Sequence[str]) -> Refusal | None:
    """Return the error that decides, with the others of its kind; None when there is neither failure nor error."""
    if failures:
        ranked = sorted(failures, key=lambda failure: (failure.type != INSTANCE, failure.urn))
        return _first([_of_resource(failure) for failure in ranked])
    return _of_run(run_errors)


def _of_resource(failure: Failure) -> tuple[int, Refusal]:
    """Return the refusal of one resource with its rank."""
    if not failure.messages:
        refusal = unknown("the engine reports no reason", resource=failure.name)
    elif failure.type.startswith(ORACLE):
        refusal = _best(classify(message, resource=failure.name) for message in failure.messages)
    else:
        # Such as the release, whose "connection refused" is the machine's and not the cloud's.
        refusal = unknown(" ".join(parse(message).text for message in failure.messages), resource=failure.name)
    is_weak = failure.op is None and refusal.kind is RefusalKind.UNKNOWN
    return (WEAKEST if is_weak else _rank(refusal)), refusal


def _of_run(errors: Sequence[str]) -> Refusal | None:
    """Return the cause of a run in which no resource failed."""
    texts = [text for text in errors if not CLOSING.fullmatch(text)] or list(errors)
    refusals = [_of_program(text) for text in texts]
    explained = [refusal for refusal in refusals if refusal.kind not in UNEXPLAINED]
    if explained:
        return _first([(_rank(refusal), refusal) for refusal in explained])
    if not refusals:
        return None
    # The first is the cause in the engine's order, and the rest may explain it.
    return replace(refusals[0], meaning=" ".join(dict.fromkeys(refusal.meaning for refusal in refusals)))


def _of_program(text: str) -> Refusal:
    if TRACEBACK not in text:
        return classify(text)
    raised = _exception(text)
    refusal = classify(raised)
    if refusal.kind is not RefusalKind.UNKNOWN:
        return refusal
    return Refusal(
        kind=RefusalKind.PROGRAM,
        meaning=f"LifeTracer's Pulumi program failed ({parse(raised).text.rstrip('. ')}).",
        fix="That is a bug: please report it with this message.",
    )


def _exception(text: str) -> str:
    """Return the exception at the end of a traceback, without frames."""
    lines = text.splitlines()
    last = max(index for index, line in enumerate(lines) if FRAME.match(line) or TRACEBACK in line)
    while last + 1 < len(lines) and lines[last + 1].startswith(" "):
        last += 1
    return "\n".join(lines[last + 1 :])


def _best(refusals: Iterable[Refusal]) -> Refusal:
    """Return the refusal that says most about one resource: one that a rule explains before one in unknown words."""
    found = list(refusals)
    explained = [refusal for refusal in found if refusal.kind not in UNEXPLAINED]
    return min(explained or found, key=lambda refusal: (_rank(refusal), refusal.kind, refusal.meaning))


def _rank(refusal: Refusal) -> int:
    return RETRYABLE_ORDER.index(refusal.kind) + 1 if refusal.kind in RETRYABLE_ORDER else 0


def _first(ranked: Sequence[tuple[int, Refusal]]) -> Refusal:
    """Return the refusal of the lowest rank with the others that matter beside it."""
    (_, best), *others = sorted(ranked, key=lambda pair: pair[0])
    # A person who has to do something anyway needs no list of what another attempt would have solved.
    is_retryable = best.kind in RETRYABLE
    return replace(
        best,
        others=tuple(one for rank, one in others if rank != WEAKEST and (one.kind in RETRYABLE) == is_retryable),
    )
