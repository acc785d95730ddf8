"""The sentence of reason of a proposal, in each language. Braces are filled with numbers and names, which stay data."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Texts:
    """One language. The first four are named kind_direction; the last three name days."""

    ease_more: str
    ease_less: str
    tighten_more: str
    tighten_less: str
    every_day: str
    workday: str
    holiday: str

    def reason(
        self,
        *,
        kind: str,
        direction: str,
        day_types: frozenset[str],
        category: str,
        old: int,
        new: int,
        met: int,
        days: int,
        estimate: float | None,
        quantile: float,
    ) -> str:
        """Return the reason of a proposal; all amounts are minutes a day, `met` and `days` are numbers of days."""
        sentences = {
            ("ease", "more"): self.ease_more,
            ("ease", "less"): self.ease_less,
            ("tighten", "more"): self.tighten_more,
            ("tighten", "less"): self.tighten_less,
        }
        names = {frozenset({"workday"}): self.workday, frozenset({"holiday"}): self.holiday}
        return sentences[kind, direction].format(
            category=category,
            kind_of_days=names.get(day_types, self.every_day),
            old=old,
            new=new,
            met=met,
            days=days,
            estimate=None if estimate is None else round(estimate),
            quantile=round(quantile),
        )


EN = Texts(
    ease_more="{category} reached its {old} min on {met} of the last {days} complete {kind_of_days}. About "
    "{estimate} min a day are expected next, so at least {new} min is a target within reach.",
    ease_less="{category} stayed within its {old} min on {met} of the last {days} complete {kind_of_days}. About "
    "{estimate} min a day are expected next, so at most {new} min is a target within reach.",
    tighten_more="{category} reached its {old} min on {met} of the last {days} complete {kind_of_days}, and 60 % of "
    "these {days} had {quantile} min or more, so the target can rise to at least {new} min.",
    tighten_less="{category} stayed within its {old} min on {met} of the last {days} complete {kind_of_days}, and 60 % "
    "of these {days} had {quantile} min or less, so the target can fall to at most {new} min.",
    every_day="days",
    workday="workdays",
    holiday="holidays",
)
JA = Texts(
    ease_more="「{category}」は、記録のそろった直近の{kind_of_days}{days}日のうち、{old}分以上だったのは{met}日でした。"
    "今後も1日約{estimate}分の見込みのため、無理のない{new}分以上へ目標を緩めることを提案します。",
    ease_less="「{category}」は、記録のそろった直近の{kind_of_days}{days}日のうち、{old}分以内だったのは{met}日でした。"
    "今後も1日約{estimate}分の見込みのため、無理のない{new}分以内へ目標を緩めることを提案します。",
    tighten_more="「{category}」は、記録のそろった直近の{kind_of_days}{days}日のうち、{met}日で{old}分以上を達成しました。"
    "この{days}日の6割は{quantile}分以上だったため、目標を{new}分以上に引き上げることを提案します。",
    tighten_less="「{category}」は、記録のそろった直近の{kind_of_days}{days}日のうち、{met}日で{old}分以内に収まりました。"
    "この{days}日の6割は{quantile}分以内だったため、目標を{new}分以内に引き下げることを提案します。",
    every_day="",
    workday="平日",
    holiday="休日",
)
