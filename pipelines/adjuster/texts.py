"""The sentences of proposals and remarks in each language; numbers and names fill the braces and stay data."""

from collections.abc import Mapping
from dataclasses import dataclass

from pipelines.adjuster.remarks import Remark
from pipelines.adjuster.rules import FEWEST_MINUTES, Candidate

# A chance outside these percents is called over or under, because nothing is certain.
LOWEST, HIGHEST = 1, 99


@dataclass(frozen=True, kw_only=True)
class Texts:
    """One language. The first four are the reasons of proposals, named kind_direction.

    Attributes:
        step_more: the last sentence where the proposed minutes are only a step towards those that fit, for `more`.
        step_less: the same for `less`.
        done: the first sentence of a remark.
        instead: the second sentence where a target for another day type fits.
        nothing_instead: the second sentence where none does.
        days: the plural by kind of days: `workday`, `holiday` or `all`.
        one_day: the singular.
        percent: a percentage from 1 to 99.
        over: one above 99.
        under: one below 1.
    """

    ease_more: str
    ease_less: str
    tighten_more: str
    tighten_less: str
    step_more: str
    step_less: str
    done: str
    instead: str
    nothing_instead: str
    days: Mapping[str, str]
    one_day: Mapping[str, str]
    percent: str
    over: str
    under: str

    def reason(self, candidate: Candidate) -> str:
        """Return the reason of a proposal."""
        found = candidate.evidence
        sentences = {
            ("ease", "more"): self.ease_more,
            ("ease", "less"): self.ease_less,
            ("tighten", "more"): self.tighten_more,
            ("tighten", "less"): self.tighten_less,
        }
        sentence = sentences[candidate.kind, candidate.target.direction]
        fitting = candidate.outlook.fitting_minutes()
        if candidate.is_step:
            sentence += {"more": self.step_more, "less": self.step_less}[candidate.target.direction]
        return sentence.format(
            category=candidate.target.category,
            kind_of_days=self._kind_of_days(candidate.day_types, found.days_looked_at),
            old=candidate.target.minutes,
            new=candidate.new_minutes,
            met=found.days_met,
            days=found.days_looked_at,
            chance=self._percent(candidate.chance),
            new_chance=self._percent(candidate.new_chance),
            fitting=fitting,
            fitting_chance=self._percent(candidate.outlook.chance(fitting)),
        )

    def remark(self, remark: Remark) -> str:
        """Return the remark on a target that fits no day."""
        sentence = self.done.format(
            category=remark.target.category,
            kind_of_days=self._kind_of_days(remark.day_types, remark.days_looked_at),
            share=round(100 * remark.days_done / remark.days_looked_at),
            days=remark.days_looked_at,
            fewest=FEWEST_MINUTES,
        )
        if remark.alternative is None:
            return sentence + self.nothing_instead
        return sentence + self.instead.format(
            kind_of_days=self.days[remark.alternative.day_type],
            minutes=remark.alternative.minutes,
            chance=self._percent(remark.alternative.chance),
        )

    def _kind_of_days(self, day_types: frozenset[str], number: int) -> str:
        """Return the name of these days; a target for all days that gives way to others counts on the rest."""
        (kind,) = day_types if len(day_types) == 1 else ("all",)
        return (self.one_day if number == 1 else self.days)[kind]

    def _percent(self, chance: float) -> str:
        percent = round(100 * chance)
        if percent > HIGHEST:
            return self.over
        return self.percent.format(percent=percent) if percent >= LOWEST else self.under


EN = Texts(
    ease_more="{category} reached its {old} min on {met} of the last {days} {kind_of_days}, and the chance "
    "to reach it on the next ones is {chance}; for at least {new} min it is {new_chance}.",
    ease_less="{category} stayed within its {old} min on {met} of the last {days} {kind_of_days}, and the "
    "chance to stay within it on the next ones is {chance}; for at most {new} min it is {new_chance}.",
    tighten_more="{category} reached its {old} min on {met} of the last {days} {kind_of_days}, and the "
    "chance to reach it on the next ones is {chance}. For at least {new} min it would still be {new_chance}.",
    tighten_less="{category} stayed within its {old} min on {met} of the last {days} {kind_of_days}, and "
    "the chance to stay within it on the next ones is {chance}. For at most {new} min it would still be "
    "{new_chance}.",
    step_more=" This is a step towards {fitting} min, with a chance of {fitting_chance}.",
    step_less=" This is a step towards {fitting} min, with a chance of {fitting_chance}.",
    done="{category} was done for at least {fewest} min on {share} % of the last {days} {kind_of_days}: "
    "a daily target does not fit.",
    instead=" For {kind_of_days} only, at least {minutes} min would have a chance of {chance}.",
    nothing_instead=" Consider closing it.",
    days={"all": "days", "workday": "workdays", "holiday": "holidays"},
    one_day={"all": "day", "workday": "workday", "holiday": "holiday"},
    percent="{percent} %",
    over="over 99 %",
    under="under 1 %",
)
_JA_DAYS = {"all": "", "workday": "平日", "holiday": "休日"}
JA = Texts(
    ease_more="「{category}」は、直近の{kind_of_days}{days}日のうち、{old}分以上だったのは{met}日でした。"
    "今後の達成見込みは{chance}、{new}分以上なら{new_chance}です。目標を緩めることを提案します。",
    ease_less="「{category}」は、直近の{kind_of_days}{days}日のうち、{old}分以内だったのは{met}日でした。"
    "今後の達成見込みは{chance}、{new}分以内なら{new_chance}です。目標を緩めることを提案します。",
    tighten_more="「{category}」は、直近の{kind_of_days}{days}日のうち、{met}日で{old}分以上を達成しました。"
    "今後の達成見込みは{chance}です。{new}分以上でも見込みは{new_chance}あるため、目標を引き上げることを提案します。",
    tighten_less="「{category}」は、直近の{kind_of_days}{days}日のうち、{met}日で{old}分以内に収まりました。"
    "今後の達成見込みは{chance}です。{new}分以内でも見込みは{new_chance}あるため、目標を引き下げることを提案します。",
    step_more="達成見込みが{fitting_chance}になる{fitting}分以上へ近づける一歩です。",
    step_less="達成見込みが{fitting_chance}になる{fitting}分以内へ近づける一歩です。",
    done="「{category}」を{fewest}分以上行った日は、直近の{kind_of_days}{days}日の{share}%でした。毎日の目標には向きません。",
    instead="{kind_of_days}だけの目標にすれば、{minutes}分以上の達成見込みは{chance}です。",
    nothing_instead="目標を外すことも検討してください。",
    days=_JA_DAYS,
    one_day=_JA_DAYS,
    percent="{percent}%",
    over="99%超",
    under="1%未満",
)
