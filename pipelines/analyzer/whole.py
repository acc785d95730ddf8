"""Forecasts that add up: a day has as many minutes as it has."""

import numpy as np

from pipelines.analyzer.days import Floats

# What is stored is rounded to 0.01 minute, so that the last bits of floating point never show.
PARTS = 100


def whole_days(shares: Floats) -> Floats:
    """Clip at 0 and rescale, so that the last axis sums to 1; a day where nothing is left is shared out evenly."""
    clipped = np.maximum(shares, 0.0)
    totals = clipped.sum(axis=-1, keepdims=True)
    even = np.full_like(clipped, 1.0 / shares.shape[-1])
    result: Floats = np.divide(clipped, totals, out=even, where=totals > 0)
    return result


def rounded_day(minutes: Floats, length: float) -> Floats:
    """Round a day's minutes to 0.01; what is left of its length goes to the largest remainders, so the sum stays."""
    parts = minutes * PARTS
    floors = np.floor(parts)
    missing = round(length * PARTS) - int(floors.sum())
    # Stable, and of rounded remainders: equal ones go by the order of the categories on every machine.
    order = np.argsort(-np.round(parts - floors, 6), kind="stable")
    floors[order[:missing]] += 1
    result: Floats = floors / PARTS
    return result
