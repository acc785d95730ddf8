from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from pipelines.local_time import dates, midnight


@pytest.mark.parametrize(
    ("zone", "day", "instant"),
    [
        pytest.param("Asia/Tokyo", date(2026, 3, 1), datetime(2026, 2, 28, 15, tzinfo=UTC), id="ordinary"),
        # The clock goes from 00:00 to 01:00: the day begins at the change.
        pytest.param("America/Havana", date(2026, 3, 8), datetime(2026, 3, 8, 5, tzinfo=UTC), id="skipped"),
        # The clock goes from 01:00 back to 00:00: the day begins at the first of two midnights.
        pytest.param("America/Havana", date(2026, 11, 1), datetime(2026, 11, 1, 4, tzinfo=UTC), id="twice"),
    ],
)
def test_a_day_begins_at_its_first_instant(zone, day, instant):
    assert midnight(day, ZoneInfo(zone)) == instant


def test_dates_include_both_ends():
    assert dates(date(2026, 2, 28), date(2026, 3, 1)) == [date(2026, 2, 28), date(2026, 3, 1)]
    assert dates(date(2026, 3, 1), date(2026, 3, 1)) == [date(2026, 3, 1)]
    assert dates(date(2026, 3, 2), date(2026, 3, 1)) == []
