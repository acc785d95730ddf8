"""The chances of one category on one day as steps: the analyzer writes them, the adjuster reads them.

`analyzer.chance_of_at_least` and `analyzer.chance_of_at_most` read the same steps in SQL.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

# Minutes are compared as they are stored, to the second.
SECONDS_PER_MINUTE = 60


@dataclass(frozen=True)
class Chances:
    """The chances of one category on one day as steps.

    Attributes:
        seconds: the values at which a chance changes, ascending.
        at_least: the chance of at least that many seconds; between two values that of the higher one, beyond them 0.
        at_most: the chance of at most that many; between two values that of the lower one, before the first 0.
    """

    seconds: Sequence[int]
    at_least: Sequence[float]
    at_most: Sequence[float]

    def of_at_least(self, minutes: float) -> float:
        """Return the chance of at least so many minutes."""
        index = bisect_left(self.seconds, round(minutes * SECONDS_PER_MINUTE))
        return self.at_least[index] if index < len(self.seconds) else 0.0

    def of_at_most(self, minutes: float) -> float:
        """Return the chance of at most so many minutes."""
        index = bisect_right(self.seconds, round(minutes * SECONDS_PER_MINUTE))
        return self.at_most[index - 1] if index else 0.0
