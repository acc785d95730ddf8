"""Collects what a Pulumi program that was stopped in the middle leaves behind."""

import gc
import warnings


def collect_abandoned() -> None:
    """Collect coroutines that were never awaited; Python warns of them, which would otherwise be in some later test."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "coroutine .* was never awaited", RuntimeWarning)
        gc.collect()
