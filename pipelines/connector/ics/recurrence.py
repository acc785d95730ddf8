"""Whether a recurrence rule can be expanded at all.

The library that expands rules loops for ever on some that mean nothing, such as an interval of 0, and takes minutes
for some that mean too much.
"""

from collections.abc import Mapping
from math import prod
from typing import Any

FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
# Lowest and highest of each number; a range from below zero counts from the end too, and has no zero.
RANGES = {
    "INTERVAL": (1, 10_000),
    "COUNT": (1, 100_000),
    "BYSECOND": (0, 60),
    "BYMINUTE": (0, 59),
    "BYHOUR": (0, 23),
    "BYMONTHDAY": (-31, 31),
    "BYYEARDAY": (-366, 366),
    "BYWEEKNO": (-53, 53),
    "BYMONTH": (1, 12),
    "BYSETPOS": (-366, 366),
}
OTHERS = ("FREQ", "UNTIL", "BYDAY", "WKST")
MOST_A_DAY = 24


def check_rule(rule: Any) -> str | None:
    """Return what is wrong with an RRULE; None when nothing is."""
    if not isinstance(rule, Mapping):
        return "it is no rule"
    [frequency, *_] = [str(value).upper() for value in rule.get("FREQ", [])] or ["(nothing)"]
    if frequency not in FREQUENCIES:
        return f"FREQ={frequency} is not one of {', '.join(FREQUENCIES)}"
    for name, values in rule.items():
        if name not in RANGES:
            if name not in OTHERS:
                return f"{name} is not a part of a rule"
            continue
        first, last = RANGES[name]
        for value in values:
            if not isinstance(value, int) or not first <= value <= last or (first < 0 and value == 0):
                return f"{name}={value} is not a number from {first} to {last}"
    if prod(len(rule.get(name, [0])) for name in ("BYHOUR", "BYMINUTE", "BYSECOND")) > MOST_A_DAY:
        return f"it repeats more than {MOST_A_DAY} times a day"
    return None
