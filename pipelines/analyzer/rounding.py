"""Forecasts that add up: a day has as many minutes as it has."""

import numpy as np

from pipelines.analyzer.days import Floats
from pipelines.mode import Mode

# What is stored is rounded to 0.01 minute, so that the last bits of floating point never show.
PARTS = 100


def within_day(minutes: Floats, length: float, mode: Mode) -> Floats:
    """Return a day's means, to 0.01 minute: scaled to its length in whole-day mode, else down where they exceed it."""
    total = minutes.sum()
    if mode is Mode.WHOLE_DAY and total > 0:
        return rounded_day(minutes * (length / total), length)
    result: Floats = np.round(minutes, 2)
    # After rounding, which alone can exceed the day.
    if result.sum() > length:
        return rounded_day(minutes * (length / total), length)
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
