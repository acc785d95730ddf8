"""How the sample person spends a day when nothing is forgotten: steps from waking up to going to bed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from sandbox.catalog import DESCRIPTIONS
from sandbox.seasons import SATURDAY, DayKind, day_kind

SHORTEST = 8.0
AT_HOME, WITHOUT_PROJECT, WITHOUT_WORDS = 0.4, 0.025, 0.075


@dataclass(frozen=True, slots=True)
class Step:
    """One thing the person does, in minutes; `project` None = they chose none."""

    project: str | None
    description: str
    minutes: float
    tags: tuple[str, ...] = ()


# Free time: project → (weight, usual minutes).
EVENING = {
    "Films & series": (4, 55),
    "Games": (2, 50),
    "日本語": (2, 40),
    "Statistics course": (2, 50),
    "Piano": (3, 35),
    "Family": (2, 40),
    "Friends": (1, 60),
    "Chores": (2, 25),
    "Papers & books": (2, 35),
}
FREE_DAY = {
    "Photography": (4, 80),
    "Piano": (2, 50),
    "Friends": (4, 110),
    "Family": (3, 80),
    "Films & series": (3, 90),
    "Games": (2, 70),
    "Chores": (4, 40),
    "Errands": (3, 50),
    "Statistics course": (2, 60),
    "日本語": (1, 45),
    "Nap": (1, 35),
    "Exercise": (2, 45),
}
NEW_YEAR = {
    "Family": (7, 120),
    "Films & series": (3, 100),
    "Travel": (2, 90),
    "Friends": (2, 120),
    "Novels": (2, 60),
    "Nap": (2, 45),
    "Errands": (1, 60),
    "Exercise": (1, 45),
}
SUMMER = {
    "Exercise": (4, 110),
    "Photography": (4, 90),
    "Travel": (2, 80),
    "Friends": (3, 110),
    "Family": (3, 90),
    "Novels": (3, 60),
    "Nap": (1, 40),
}
FREE_TIME: Mapping[DayKind, Mapping[str, tuple[int, int]]] = {
    DayKind.WORKDAY: EVENING,
    DayKind.OFF: FREE_DAY,
    DayKind.NEW_YEAR: NEW_YEAR,
    DayKind.SUMMER: SUMMER,
}
BY_DAYLIGHT = {"Errands", "Exercise", "Nap", "Photography", "Travel"}
# Minutes after midnight, and their spread.
WAKE = {
    DayKind.WORKDAY: (400, 14),
    DayKind.OFF: (480, 30),
    DayKind.NEW_YEAR: (515, 35),
    DayKind.SUMMER: (460, 25),
}


class Day:
    """One day of the person.

    Args:
        date: the local date.
        progress: 0 on the first day of the log, 1 on the last; the slow trends follow it.
        random: this day's own randomness.
    """

    def __init__(self, date: date, *, progress: float, random: Random) -> None:
        self.date = date
        self.kind = day_kind(date)
        self.progress = progress
        self.random = random
        mean, spread = WAKE[self.kind]
        self.wake = self._near(mean, spread)
        late = day_kind(date + timedelta(days=1)) is not DayKind.WORKDAY
        self.bed = self._near(1450 if late else 1395, 28 if late else 18)

    def steps(self) -> list[Step]:
        """Return what the person does between waking up and going to bed."""
        morning = self._workday() if self.kind is DayKind.WORKDAY else self._free_day()
        closing = self._closing()
        left = self.bed - self.wake - sum(step.minutes for step in [*morning, *closing])
        evening = {name: usual for name, usual in FREE_TIME[self.kind].items() if name not in BY_DAYLIGHT}
        return [*morning, *self._fill(left, evening, after=morning[-1]), *closing]

    def _workday(self) -> list[Step]:
        home = self._chance(AT_HOME)
        place = ("在宅",) if home else ()
        steps = self._morning()
        if self._chance(0.15 + 0.4 * self.progress):
            steps.append(self._do("Running", 24 + 14 * self.progress, "", "outside"))
        if not home:
            steps.append(self._do("Commute", 42))
        steps += self._work(place)
        if not home:
            steps.append(self._do("Commute", 44))
        if self._chance(0.5):
            steps.append(self._do("Errands", 22, self._pick("買い物", "groceries")))
        if self.date.weekday() in {1, 3} and self._chance(0.3 + 0.5 * self.progress):
            steps.append(self._do("Gym", 50 + 12 * self.progress))
        return [*steps, *self._dinner()]

    def _work(self, place: tuple[str, ...]) -> list[Step]:
        """Return the working hours with their breaks."""
        # Work falls slowly over the year, from about 7 h 50 min to 6 h 50 min.
        share = (500 - 60 * self.progress) / 500
        steps = [
            self._do("Team", 16, "stand-up", *place),
            self._project_work(96 * share, "deep", *place),
            self._do("Break", 11),
            self._project_work(80 * share, "deep", *place),
            self._do("Meals", 42, self._pick("昼食", "lunch", "lunch with the team")),
        ]
        if self._chance(0.45 + 0.2 * self.progress):
            steps.append(self._do("Exercise", 16, "散歩", "outside"))
        return [
            *steps,
            self._do("Team", 48 * share, self._pick("1:1", "planning meeting", "定例会議", "retro"), "with others"),
            self._project_work(92 * share, "deep", *place),
            self._do("Break", 12),
            self._project_work(98 * share, "shallow", *place),
            self._do("Team", 38 * share, "mail", "shallow"),
        ]

    def _free_day(self) -> list[Step]:
        steps = self._morning()
        if self.kind is DayKind.OFF:
            steps.append(self._do("Chores", 45, self._pick("洗濯", "cleaning")))
        if self._chance(0.4 + 0.4 * self.progress):
            steps.append(self._do("Running", 40 + 22 * self.progress, "", "outside"))
            steps.append(self._do("Body care", 14, "shower"))
        free = FREE_TIME[self.kind]
        steps += self._fill(self._near(165, 20), free, after=steps[-1])
        steps.append(
            self._do("Meals", 55, self._pick("昼食", "ramen", "lunch out", "おせち" if self._is_new_year() else "弁当"))
        )
        steps += self._fill(self._near(250, 25), free, after=steps[-1])
        if self.date.weekday() > SATURDAY:
            steps.append(self._do("Planning", 28, "weekly review"))
        return [*steps, *self._dinner()]

    def _morning(self) -> list[Step]:
        steps = [self._do("Body care", 14, "洗顔・着替え")]
        if self._chance(0.7):
            steps.append(self._do("Journal", 9))
        return [*steps, self._do("Meals", 24, self._pick("朝食", "breakfast", "朝食: パンとコーヒー"))]

    def _dinner(self) -> list[Step]:
        cooking = [self._do("Chores", 26, "cooking")] if self._chance(0.55) else []
        steps = [*cooking, self._do("Meals", 42, self._pick("夕食", "dinner", "カレー"))]
        return [*steps, self._do("Chores", 13, "dishes")] if self._chance(0.6) else steps

    def _closing(self) -> list[Step]:
        steps = [self._do("Body care", 26, "お風呂")]
        if self._chance(0.55):
            steps.append(self._do("Planning", 9, "明日の計画"))
        return [*steps, self._do("Novels", 20, "in bed")] if self._chance(0.6) else steps

    def _project_work(self, minutes: float, *tags: str) -> Step:
        support = self._chance(0.25)
        return self._do("Northwind: Support" if support else "Northwind: Website relaunch", minutes, "", *tags)

    def _fill(self, minutes: float, choices: Mapping[str, tuple[int, int]], *, after: Step) -> list[Step]:
        """Fill free time, never twice the same in a row; what is left over goes to the last one."""
        steps: list[Step] = []
        before = after.project
        while minutes >= SHORTEST:
            names = [name for name in choices if name != before]
            before = self.random.choices(names, [choices[name][0] for name in names])[0]
            step = self._do(before, choices[before][1])
            length = minutes if minutes - step.minutes < SHORTEST else step.minutes
            steps.append(Step(step.project, step.description, length, step.tags))
            minutes -= length
        return steps

    def _do(self, project: str, minutes: float, description: str = "", *tags: str) -> Step:
        length = max(SHORTEST / 2, minutes * min(1.6, max(0.6, self.random.gauss(1, 0.14))))
        text = description or self._pick(*DESCRIPTIONS[project])
        words = "" if self._chance(WITHOUT_WORDS) else text
        # One without a project at least says what it was.
        return Step(None, text, length, tags) if self._chance(WITHOUT_PROJECT) else Step(project, words, length, tags)

    def _is_new_year(self) -> bool:
        return self.kind is DayKind.NEW_YEAR

    def _chance(self, share: float) -> bool:
        return self.random.random() < share

    def _pick(self, *texts: str) -> str:
        return self.random.choice(texts)

    def _near(self, mean: float, spread: float) -> float:
        """Draw from a bell that stays within three spreads, so that no night vanishes."""
        return mean + min(3.0, max(-3.0, self.random.gauss(0, 1))) * spread
