"""The sentences around the estimates: what they rest on, what a row without minutes means, and what is left out."""

from datetime import UTC, date, datetime

import pytest

from service.cli.common import print_table
from service.cli.forecast_tables import bases, estimates, notes, snapshot_scores
from service.schemas.forecasts import Forecast, ForecastDay, SnapshotScore


def cell(category, mean=80.0, **fields):
    values = {"median": 70.0, "lower": 40.0, "upper": 110.0, "mean": mean, "any_chance": 0.9, **fields}
    unknown = dict.fromkeys(("target_minutes", "target_direction", "target_chance"))
    values = {**unknown, **values}
    return Forecast(category=category, category_key=category.lower(), color="#000000", heaviest=[], **values)


def day(*cells, **fields):
    basis = {"mode": "part-day", "grade": "learnt", "is_guess": False, "training_days": 40, "until": date(2026, 5, 10)}
    return ForecastDay(
        date=date(2026, 5, 11),
        day_type="workday",
        calculated_at=datetime(2026, 5, 11, 6, tzinfo=UTC),
        categories=list(cells),
        **{**basis, **fields},
    )


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Grade learnt: "),
        ({"grade": "even"}, "Grade even: fewer than 30 days"),
        ({"grade": "rough"}, "Grade rough: fewer than 14 days"),
        ({"is_guess": True}, "Grade guess: a break"),
        ({"training_days": 1}, "From data up to 2026-05-10 (1 day, part-day mode)"),
        ({"grade": None, "mode": None, "until": None}, "by an earlier version: a mean and an interval, without median"),
    ],
)
def test_estimates_say_what_they_rest_on(fields, words):
    [sentence] = bases([day(**fields), day(**fields)])
    assert words in sentence


def test_days_of_different_snapshots_say_so():
    assert len(bases([day(), day(until=date(2026, 5, 8))])) == 2


NEW = {"mean": None, "median": None, "lower": None, "upper": None, "any_chance": 0.1}
NEVER = {"mean": 0.0, "median": 0.0, "lower": 0.0, "upper": 0.0, "any_chance": 0.001}
RARE = {"mean": 4.0, "median": 0.0, "lower": 0.0, "upper": 0.0, "any_chance": 0.049}


def test_a_new_category_has_a_chance_only_and_what_is_left_out_is_named(capsys):
    days = [day(cell("Work"), cell("Music", **NEW), cell("Sailing", **RARE))]
    print_table(estimates(days, is_single=False))
    rows = {line.split()[2]: line.split()[3:] for line in capsys.readouterr().out.splitlines()[1:]}
    assert rows == {
        "Work": ["1", "h", "10", "m", "0:40–1:50", "1:20", "90", "%"],
        "Music": ["new", "10", "%"],
        # With the 4 minutes of what is left out.
        "total": ["1:24"],
    }
    said = " ".join(notes(days, is_single=False))
    assert "new: first seen less than three days ago" in said
    assert "Left out on days with a chance below 5 %: Sailing." in said


def test_a_category_with_a_target_or_asked_for_by_name_is_never_left_out(capsys):
    wanted = {**NEVER, "target_minutes": 60, "target_direction": "more", "target_chance": 0.002}
    print_table(estimates([day(cell("Sailing", **wanted))], is_single=False))
    assert "Sailing usually none (< 1 %) 0:00–0:00 0:00 < 1 % ≥ 1:00 < 1 %" in " ".join(capsys.readouterr().out.split())
    print_table(estimates([day(cell("Sailing", **NEVER))], is_single=True))
    assert "usually none (< 1 %)" in capsys.readouterr().out
    assert list(notes([day(cell("Sailing", **NEVER))], is_single=True)) == []


def test_one_category_needs_no_row_for_all_together(capsys):
    def score(name):
        shares = dict.fromkeys(("inside_share", "mean_any_chance", "any_time_share", "any_chance_brier"), 0.5)
        return SnapshotScore(category=name, category_key=name, days=6, estimates=6, mean_absolute_error=83.0, **shares)

    print_table(snapshot_scores([score(None), score("Work")]))
    assert "all together" not in capsys.readouterr().out
    print_table(snapshot_scores([score(None), score("Work"), score("Music")]))
    printed = capsys.readouterr().out
    assert printed.splitlines()[-1].split()[:4] == ["all", "together", "6", "1:23"]
