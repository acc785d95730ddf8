"""Estimates in words: the typical day, never a mean called likely; chances that are neither certain nor impossible."""

import pytest

from pipelines.analyzer import backtest, yardsticks
from service.cli.estimate_words import clock, duration, estimate, is_unlikely, left_out, percent, typical
from service.cli.forecast_tables import METHODS
from service.schemas.domain import SummaryCategory


@pytest.mark.parametrize(
    ("part", "text"),
    [(None, ""), (0.0, "0 %"), (0.004, "< 1 %"), (0.72, "72 %"), (0.997, "> 99 %"), (1.0, "100 %")],
)
def test_a_chance_is_rounded_neither_to_certain_nor_to_impossible(part, text):
    assert percent(part) == text


@pytest.mark.parametrize(("minutes", "text"), [(0, "0 m"), (45.4, "45 m"), (59.6, "1 h 00 m"), (70, "1 h 10 m")])
def test_minutes_below_an_hour_have_no_hours(minutes, text):
    assert duration(minutes) == text


def test_a_clock_has_two_digits_for_minutes():
    assert [clock(minutes) for minutes in (None, 0, 65, 1440)] == ["", "0:00", "1:05", "24:00"]


@pytest.mark.parametrize(
    ("median", "chance", "text"),
    [
        (70, 0.9, "1 h 10 m"),
        (0, 0.08, "usually none (8 %)"),
        # Medians are mixed, so that there is a minute left where fewer than half of the days have any.
        (1, 0.44, "usually none (44 %)"),
        (0.3, 0.55, "little or none (55 %)"),
        (None, None, ""),
    ],
)
def test_a_typical_day_without_any_time_has_its_chance_in_brackets(median, chance, text):
    assert typical(median, chance) == text


def cell(**fields):
    unknown = dict.fromkeys(SummaryCategory.__struct_fields__)
    return SummaryCategory(**{**unknown, "category": "Work", "estimate_is_during": False, **fields})


WHOLE = {"estimate": 80.0, "median": 70.0, "lower": 40.0, "upper": 110.0, "any_chance": 0.9}


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        (WHOLE, "likely 1 h 10 m (0:40–1:50)"),
        ({**WHOLE, "target": 60.0, "target_chance": 0.72}, "likely 1 h 10 m (0:40–1:50), 72 % to meet 1:00"),
        ({**WHOLE, "target": 60.0}, "likely 1 h 10 m (0:40–1:50)"),
        ({**WHOLE, "estimate_is_during": True}, "likely 1 h 10 m (0:40–1:50) *"),
        ({**WHOLE, "median": 0.0, "lower": 0.0, "any_chance": 0.08}, "usually none (8 %)"),
        ({**WHOLE, "median": None, "any_chance": None}, "mean 1 h 20 m (0:40–1:50)"),
        ({"any_chance": 0.2}, "new, 20 % to happen"),
        ({}, ""),
    ],
)
def test_an_estimate_in_a_line_shows_the_median_and_calls_a_mean_so(fields, text):
    assert estimate(cell(**fields)) == text


def test_every_method_of_the_backtest_is_named_in_words():
    assert set(METHODS) == {backtest.MIXTURE, *yardsticks.NAMES}


@pytest.mark.parametrize(
    ("median", "any_chance", "expected"),
    [(0, 0.049, True), (0, 0.05, False), (1, 0.049, False), (None, 0.049, True), (0, None, False), (None, None, False)],
)
def test_an_estimate_below_5_percent_without_typical_minutes_is_unlikely(median, any_chance, expected):
    assert is_unlikely(median, any_chance) is expected


def test_what_is_left_out_is_named_up_to_five():
    assert left_out(["B", "A", "B"]) == "Left out on days with a chance below 5 %: A, B."
    assert left_out("GFEDCBA") == "Left out on days with a chance below 5 %: A, B, C, D, E and 2 more."
