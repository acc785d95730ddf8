"""Rounding that keeps sums."""

from collections.abc import Sequence

MINUTE = 60


def apportion(values: Sequence[int], units: int) -> list[int]:
    """Split `units` in proportion to `values`, in whole units whose sum is exactly `units` (largest remainder).

    Equal remainders go to the earlier value, so the answer is the same every time. All zero values get nothing.
    """
    total = sum(values)
    if not total:
        return [0] * len(values)
    parts = [value * units // total for value in values]
    by_remainder = sorted(range(len(values)), key=lambda index: -(values[index] * units % total))
    for index in by_remainder[: units - sum(parts)]:
        parts[index] += 1
    return parts


def minutes(seconds: float) -> int:
    """Return whole minutes; half a minute rounds away from zero, so a change looks the same up and down."""
    whole = int(abs(seconds) / MINUTE + 0.5)
    return whole if seconds >= 0 else -whole
