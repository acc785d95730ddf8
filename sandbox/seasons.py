"""Which kind of day a date is in the sample person's life."""

from datetime import date
from enum import Enum

SATURDAY = 5
# The public holidays of Japan that keep their date; the movable ones are left out, and nothing depends on them.
FIXED_HOLIDAYS = {(1, 1), (2, 11), (2, 23), (4, 29), (5, 3), (5, 4), (5, 5), (8, 11), (11, 3), (11, 23)}


class DayKind(Enum):
    """The rhythm of a day."""

    WORKDAY = "workday"
    OFF = "off"
    NEW_YEAR = "new year"
    SUMMER = "summer"


def day_kind(day: date) -> DayKind:
    """Return the kind: a week of travel around New Year, a break in August, weekends and holidays, workdays."""
    place = (day.month, day.day)
    if place >= (12, 28) or place <= (1, 4):
        return DayKind.NEW_YEAR
    if (8, 9) <= place <= (8, 18):
        return DayKind.SUMMER
    if day.weekday() >= SATURDAY or place in FIXED_HOLIDAYS:
        return DayKind.OFF
    return DayKind.WORKDAY
