"""Status and reason of an ended run, from its exit and the output of its stage. Pure."""

import os
import random
from dataclasses import replace
from datetime import timedelta

from service.jobs.model import Outcome, Status
from service.jobs.output import StageOutput
from service.jobs.process import Exit

BACKOFF_FIRST_SECONDS = 5.0
BACKOFF_LIMIT_SECONDS = 600.0


def final_status(end: Exit, stopped: str | None, output: StageOutput) -> tuple[Status, str | None]:
    """Return status and reason of a run that is not repeated; `stopped` says why we ended it, if we did."""
    if stopped == "cancelled":
        return Status.CANCELLED, "cancelled"
    if stopped:
        return Status.FAILED, stopped
    if end.exit_code == os.EX_OK and output.too_long is not None:
        return Status.FAILED, "output_too_long"
    if end.exit_code == os.EX_OK:
        return Status.SUCCEEDED, None
    if end.out_of_memory or output.error_kind == "out_of_memory":
        return Status.FAILED, "out_of_memory"
    return Status.FAILED, "signal" if end.signal else "exit_code"


def backoff(attempt: int, asked_seconds: float | None) -> timedelta:
    """Return how long to wait after the given attempt: what the stage requested, else doubling with jitter."""
    if asked_seconds is not None:
        return timedelta(seconds=max(0.0, asked_seconds))
    seconds = min(BACKOFF_FIRST_SECONDS * 2 ** (attempt - 1), BACKOFF_LIMIT_SECONDS)
    return timedelta(seconds=seconds * random.uniform(0.5, 1.0))  # noqa: S311 spreads retries, guards nothing


def with_unwritten(outcome: Outcome, lines: int) -> Outcome:
    """Return the outcome with a sentence about lines of the log, when not even the notice of them could be written."""
    if not lines:
        return outcome
    missing = f"{lines:,} lines of the log are left out: the database could not store them."
    return replace(outcome, message=" ".join(filter(None, (outcome.message, missing))))
