"""Checks of what is to be drawn: a wrong number would become a wrong picture without an error."""

import math


def require(condition: bool, message: str) -> None:  # noqa: FBT001 the condition is the subject
    """Raise an error unless the condition holds.

    Raises:
        ValueError: with the message.
    """
    if not condition:
        raise ValueError(message)


def require_amounts(name: str, *values: float | None) -> None:
    """Require numbers from zero on; None stands for an unknown one.

    Raises:
        ValueError: for a negative, infinite or undefined number.
    """
    for value in values:
        require(
            value is None or (math.isfinite(value) and value >= 0), f"{name} must be a number from 0 on, not {value}"
        )
