"""The sample person's calendar."""

from dataclasses import dataclass
from datetime import time

MONDAY_TO_FRIDAY = (0, 1, 2, 3, 4)
EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)
# Google's event colours, by the Toggl colour that comes nearest.
BLUEBERRY, BASIL, TOMATO, GRAPE, PEACOCK, BANANA = "9", "10", "11", "3", "7", "5"


@dataclass(frozen=True, slots=True)
class SeriesSpec:
    """A weekly series in local wall time; `ended_days_ago` 0 = it goes on."""

    summary: str
    weekdays: tuple[int, ...]
    at: time
    minutes: int
    color_id: str | None = None
    ended_days_ago: int = 0


@dataclass(frozen=True, slots=True)
class SingleSpec:
    """An event that happens now and then; a transparent one blocks no time."""

    summary: str
    at: time
    minutes: int
    color_id: str | None = None
    transparent: bool = False
    description: str = ""


SERIES = (
    SeriesSpec("Sleep", EVERY_DAY, time(23, 30), 430, BLUEBERRY),
    SeriesSpec("Northwind: Website relaunch", MONDAY_TO_FRIDAY, time(9, 0), 180, PEACOCK),
    SeriesSpec("Team", MONDAY_TO_FRIDAY, time(13, 0), 60, PEACOCK),
    SeriesSpec("Northwind: Support", MONDAY_TO_FRIDAY, time(14, 0), 210, PEACOCK),
    SeriesSpec("Meals", EVERY_DAY, time(12, 0), 45),
    SeriesSpec("Gym", (1, 3), time(18, 30), 60, BASIL),
    SeriesSpec("Running", (5, 6), time(9, 0), 60, BASIL),
    SeriesSpec("日本語", (0,), time(20, 0), 45),
    SeriesSpec("Statistics course", (2,), time(20, 0), 60, ended_days_ago=40),
    SeriesSpec("Piano", (4, 6), time(20, 0), 40, GRAPE),
    SeriesSpec("Planning", (6,), time(17, 0), 30, BANANA),
    SeriesSpec("Family", (5,), time(18, 0), 120),
)
SINGLES = (
    SingleSpec("Friends", time(19, 0), 120),
    SingleSpec("飲み会 with Aya", time(19, 30), 120, TOMATO),
    SingleSpec("Films & series", time(21, 0), 90, TOMATO),
    SingleSpec("歯医者", time(17, 30), 45),
    SingleSpec("Photography", time(10, 0), 120, GRAPE, description="Photo walk, if it does not rain"),
    SingleSpec("Errands", time(18, 0), 30),
    SingleSpec("散歩", time(12, 45), 30, BASIL),
    SingleSpec("Webinar: forecasting <live> & [Q+A]", time(16, 0), 60, None, transparent=True),
    SingleSpec("荷物の受け取り", time(10, 0), 120, None, transparent=True),
)
NOTES = ("誕生日: Aya", "Rent due", "燃えないゴミ", "Parents visit", "Release week")
