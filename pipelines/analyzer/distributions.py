"""Weighted empirical distributions: what the past days were, each as likely as its weight."""

from functools import cached_property

import numpy as np

from pipelines.analyzer.days import Floats

LEVELS = np.arange(1, 10) / 10
LOWEST, MEDIAN, HIGHEST = 0, 4, 8
# The last bits of a sum of weights must not decide on which side of a level a value lies.
ROUNDING = 1e-12
# Before the share of the weighted days counts, so many imagined days with the recent frequency.
IMAGINED_DAYS = 2


class Distributions:
    """The distribution of each category for each target and combination.

    Args:
        values: of the days that train, by day and category.
        weights: by target, combination and day; each sums to 1.
    """

    def __init__(self, values: Floats, weights: Floats) -> None:
        order = np.argsort(values, axis=0, kind="stable").T
        self._weights = weights
        self.values: Floats = np.take_along_axis(values.T, order, axis=1)
        self._sorted_weights: Floats = weights[:, :, order]

    @cached_property
    def quantiles(self) -> Floats:
        """The smallest value with a cumulated weight of .1, .2, … .9, by target, combination, category and level."""
        cumulated = np.cumsum(self._sorted_weights, axis=-1)
        last = self.values.shape[1] - 1
        categories = np.arange(self.values.shape[0])
        result = np.empty((*cumulated.shape[:-1], LEVELS.size))
        for place, level in enumerate(LEVELS.tolist()):
            index = np.minimum((cumulated < level - ROUNDING).sum(axis=-1), last)
            result[..., place] = self.values[categories, index]
        return result

    @cached_property
    def means(self) -> Floats:
        """The mean by target, combination and category."""
        result: Floats = (self._sorted_weights * self.values).sum(axis=-1)
        return result

    @cached_property
    def any(self) -> Floats:
        """The weight of the days with any time, by target, combination and category."""
        result: Floats = (self._sorted_weights * (self.values > 0)).sum(axis=-1)
        return result

    def at_least(self, recent: Floats) -> Floats:
        """Return the chance of at least each of the values, by target, combination, category and value.

        Args:
            recent: the share of the recent days of the target's day type with at least each of the values, by target,
                category and value. It keeps the chance from being certain where few days weigh much.
        """
        return self._mixed(np.cumsum(self._sorted_weights[..., ::-1], axis=-1)[..., ::-1], recent)

    def at_most(self, recent: Floats) -> Floats:
        """Return the chance of at most each of the values; see `at_least`."""
        return self._mixed(np.cumsum(self._sorted_weights, axis=-1), recent)

    def _mixed(self, shares: Floats, recent: Floats) -> Floats:
        effective = 1 / (self._weights**2).sum(axis=-1)[..., np.newaxis, np.newaxis]
        result: Floats = (effective * shares + IMAGINED_DAYS * recent[:, np.newaxis]) / (effective + IMAGINED_DAYS)
        return result
