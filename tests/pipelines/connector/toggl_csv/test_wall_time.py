"""Wall times become the instants that the duration proves, and without a proof the first that are possible."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from pipelines.connector.toggl_csv.formats import Duration
from pipelines.connector.toggl_csv.wall_time import resolve
from tests.pipelines.connector.toggl_csv.conftest import stored
from tests.pipelines.connector.toggl_csv.exports import row, write

HOUR = 3600


def instants(day: str, start: str, end: str, seconds: int | None, zone: str = "Europe/Berlin", tolerance: int = 0):
    duration = None if seconds is None else Duration(seconds, tolerance)
    found = resolve(
        datetime.fromisoformat(f"{day}T{start}"), datetime.fromisoformat(f"{day}T{end}"), ZoneInfo(zone), duration
    )
    return f"{found.started_at:%H:%M}", found.ended_at and f"{found.ended_at:%H:%M}", found.fits


@pytest.mark.parametrize(
    ("start", "end", "seconds", "expected"),
    [
        # 02:00 to 03:00 comes twice: at 00:00Z and at 01:00Z.
        ("02:30", "02:10", 40 * 60, ("00:30", "01:10", True)),
        ("02:10", "02:30", 20 * 60, ("00:10", "00:30", True)),
        ("02:10", "02:30", 80 * 60, ("00:10", "01:30", True)),
        ("02:30", "02:30", 0, ("00:30", "00:30", True)),
        ("02:30", "02:30", HOUR, ("00:30", "01:30", True)),
        ("01:30", "02:30", HOUR, ("23:30", "00:30", True)),
        ("01:30", "02:30", 2 * HOUR, ("23:30", "01:30", True)),
        # Only the second 02:30 is half an hour before 03:00.
        ("02:30", "03:00", HOUR // 2, ("01:30", "02:00", True)),
        ("02:30", "03:00", 3 * HOUR // 2, ("00:30", "02:00", True)),
        # No evidence: the first start, and the first end that is not before it.
        ("02:30", "02:10", None, ("00:30", "01:10", True)),
        ("02:10", "02:30", None, ("00:10", "00:30", True)),
        ("02:30", "03:00", None, ("00:30", "02:00", True)),
        ("02:30", "02:10", 5 * 60, ("00:30", "01:10", False)),
        ("03:30", "02:10", None, ("02:30", None, True)),
    ],
)
def test_the_hour_that_autumn_repeats(start, end, seconds, expected):
    assert instants("2026-10-25", start, end, seconds) == expected


def test_a_rounded_duration_is_evidence_within_its_rounding():
    assert instants("2026-10-25", "02:10", "02:31", round(1.35 * HOUR), tolerance=18) == ("00:10", "01:31", True)
    assert instants("2026-10-25", "02:10", "02:31", round(0.4 * HOUR), tolerance=180) == ("00:10", "00:31", True)


@pytest.mark.parametrize(
    ("start", "end", "seconds", "expected"),
    [
        # The clock goes from 02:00 to 03:00: 02:30 is what would be 03:30, at 01:30Z.
        ("02:30", "04:00", HOUR // 2, ("01:30", "02:00", True)),
        ("01:30", "02:30", HOUR, ("00:30", "01:30", True)),
        # The start is moved past the end: so is the end.
        ("02:30", "03:10", None, ("01:30", "02:10", True)),
    ],
)
def test_a_time_that_spring_skips_is_moved_on(start, end, seconds, expected):
    assert instants("2026-03-29", start, end, seconds) == expected


def test_where_the_clock_goes_back_at_midnight():
    # In Havana 00:00 to 01:00 of this day comes twice, at 04:00Z and 05:00Z.
    assert instants("2026-11-01", "00:50", "00:20", 30 * 60, "America/Havana") == ("04:50", "05:20", True)


def test_the_instants_are_stored(summarise, connection, tmp_path):
    day = "2026-10-25"
    path = write(
        tmp_path / "e.csv",
        row(day, "02:30:00", "02:10:00", Duration="00:40:00"),
        row(day, "02:10:00", "04:00:00", Duration="01:50:00"),
    )
    assert "message" not in summarise(path)
    assert [(data["started_at"], data["ended_at"]) for data in stored(connection)] == [
        (f"{day}T00:30:00Z", f"{day}T01:10:00Z"),
        (f"{day}T01:10:00Z", f"{day}T03:00:00Z"),
    ]


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (1, "1 row has a time that the clock of Europe/Berlin skips in spring, moved on by the gap (line 2):"),
        (6, "6 rows have a time that the clock of Europe/Berlin skips in spring, moved on by the gap (line 2, "),
    ],
)
def test_times_that_the_zone_skips_are_moved_counted_and_named(summarise, connection, tmp_path, count, said):
    rows = [row("2026-03-29", f"02:{minute:02}:00", f"03:{minute:02}:00") for minute in range(count)]
    done = summarise(write(tmp_path / "e.csv", *rows))
    assert done["inserted"] == count
    assert said in done["message"]
    assert (", …)" in done["message"]) == (count > 5)
    assert "--timezone may not be the zone" in done["message"]
    assert stored(connection)[0]["started_at"] == "2026-03-29T01:00:00Z"


def test_an_end_that_reads_earlier_than_its_start_depends_on_the_zone(summarise, connection, tmp_path):
    path = write(tmp_path / "e.csv", row("2025-10-26", "02:50:00", "02:10:00", Duration="00:20:00"), row("2025-10-26"))
    assert summarise(path)["inserted"] == 2
    elsewhere = summarise(path, "Asia/Tokyo")
    assert (elsewhere["entries"], elsewhere["skipped_lines"], elsewhere["deleted"]) == (1, 1, 0)


def test_an_exact_duration_counts_before_the_end_and_the_end_before_a_rounded_one(summarise, connection, tmp_path):
    path = write(
        tmp_path / "e.csv",
        row("2026-01-05", text="exact", Duration="00:45:00"),
        row("2026-01-05", text="rounded", Duration="0.25 h"),
        row("2026-01-05", text="unreadable", Duration="soon"),
        row("2026-01-05", end="09:59:50", text="within", Duration="1.00 h"),
    )
    done = summarise(path)
    assert (
        "3 rows have a duration that is unreadable or not the time from start to end (line 2, line 3, line 4):"
        in (done["message"])
    )
    ends = {data["Description"]: (data["ended_at"][11:16], data["Duration"]) for data in stored(connection)}
    assert ends == {
        "exact": ("08:45", "00:45:00"),
        "rounded": ("09:00", "01:00:00"),
        "unreadable": ("09:00", "01:00:00"),
        # 59:50 is 1.00 h as Toggl rounds.
        "within": ("08:59", "00:59:50"),
    }
