"""Targets as bullets: what was logged, what is wanted, what is expected, and the verdict in words."""

from dataclasses import dataclass

from markupsafe import Markup

from console.texts.fields import Texts
from console.texts.formats import Formats
from console.views.verdicts import is_judged, is_met
from console.views.words import Categories
from console.wire.estimates import SummaryCategory, SummaryDay
from drawing import bullet

# From these chances on a target is called on track or at risk.
LIKELY, UNLIKELY = 0.7, 0.3
_DIRECTIONS: dict[str, str] = {"more": "at_least", "less": "at_most", "neutral": "neutral"}


@dataclass(frozen=True, kw_only=True)
class AimView:
    """A target of a day."""

    name: str
    drawing: Markup
    state: str
    tone: str
    why: str


@dataclass(frozen=True)
class _State:
    words: str
    tone: str


class Aims:
    """Makes the views of a day's targets."""

    def __init__(self, texts: Texts, categories: Categories, *, is_whole_day: bool) -> None:
        self._texts, self._formats, self._categories = texts, Formats(texts), categories
        self._is_whole_day = is_whole_day

    def of(self, day: SummaryDay, *, is_over: bool, has_verdicts: bool = True) -> list[AimView]:
        """Return the targets of a day.

        Args:
            day: with targets, actual minutes and estimates.
            is_over: whether the day is past; then there is a verdict in the place of the estimate.
            has_verdicts: False on the first day of all.
        """
        views = []
        for category in day.categories:
            if category.target is not None and category.direction is not None:
                state = self._state(category, category.target, day, is_over=is_over, has_verdicts=has_verdicts)
                views.append(
                    AimView(
                        name=self._categories.name(category.category),
                        drawing=self._drawing(category, category.target, is_over=is_over),
                        state=state.words,
                        tone=state.tone,
                        why=self._why(category, category.target, is_over=is_over),
                    )
                )
        return views

    def _state(
        self, category: SummaryCategory, target: float, day: SummaryDay, *, is_over: bool, has_verdicts: bool
    ) -> _State:
        if category.direction == "neutral" or not has_verdicts:
            return _State("", "none")
        if not is_over:
            return self._running(category, target)
        if not is_judged(day, is_whole_day=self._is_whole_day):
            return _State(self._texts.not_judged, "none")
        met = is_met(category, target)
        return _State(self._texts.met, "good") if met else _State(self._texts.missed, "bad")

    def _running(self, category: SummaryCategory, target: float) -> _State:
        """Return the state while the day runs: reached and exceeded are final, all else is a chance."""
        texts, actual, chance = self._texts, category.actual or 0, category.target_chance
        is_more = category.direction == "more"
        if is_more and actual >= target:
            return _State(texts.met, "good")
        if not is_more and actual > target:
            return _State(texts.missed, "bad")
        if chance is None or UNLIKELY < chance < LIKELY:
            return _State(texts.open_, "wait")
        if chance >= LIKELY:
            return _State(texts.on_track, "good")
        return _State(texts.at_risk_more if is_more else texts.at_risk_less, "bad")

    def _why(self, category: SummaryCategory, target: float, *, is_over: bool) -> str:
        clock, texts, actual = self._formats.clock, self._texts, category.actual or 0
        if is_over or (category.direction == "more" and actual >= target):
            return texts.of_target.format(actual=clock(actual), target=clock(target))
        parts = []
        if category.direction == "more":
            parts.append(texts.to_go.format(duration=clock(target - actual)))
        else:
            words = texts.at_most if category.direction == "less" else texts.about
            parts.append(words.format(target=clock(target)))
        if category.median is not None:
            parts.append(texts.likely.format(duration=clock(max(category.median, actual))))
        return " · ".join(parts)

    def _drawing(self, category: SummaryCategory, target: float, *, is_over: bool) -> Markup:
        actual, estimate = category.actual or 0, None if is_over else _estimate(category)
        clock = self._formats.clock
        label = self._texts.bullet_label.format(
            category=self._categories.name(category.category), actual=clock(actual), target=clock(target)
        )
        if estimate:
            label += self._texts.bullet_expected.format(
                typical=clock(estimate.typical), lower=clock(estimate.lower), upper=clock(estimate.upper)
            )
        direction = _DIRECTIONS[category.direction or "neutral"]
        return bullet.draw(
            bullet.Bullet(
                label=label,
                color=self._categories.color(category.category),
                so_far=actual,
                target=target,
                direction=direction,  # type: ignore[arg-type]
                estimate=estimate,
            )
        )


def _estimate(category: SummaryCategory) -> bullet.Estimate | None:
    """Return the estimate of the whole day, which cannot be less than what is logged already."""
    if category.median is None or category.lower is None or category.upper is None:
        return None
    actual = category.actual or 0
    lower, typical, upper = (max(actual, minutes) for minutes in (category.lower, category.median, category.upper))
    return bullet.Estimate(typical=min(max(typical, lower), upper), lower=lower, upper=upper)
