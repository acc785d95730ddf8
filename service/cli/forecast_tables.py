"""Tables and sentences about estimates."""

from collections.abc import Iterator, Sequence

from rich.table import Table

from service.cli.estimate_words import clock, interval, is_unlikely, left_out, percent, typical
from service.schemas.forecasts import BacktestScore, Forecast, ForecastDay, SnapshotScore

METHODS = {
    "mixture": "these estimates",
    "last_week": "same day of last week",
    "always_zero": "always nothing",
    "mean_7_days": "mean of the last 7 days",
    "mean_weekday": "mean of this weekday, 4 weeks",
    "mean_day_type": "mean of such days, 30 days",
    "smoothing": "exponential smoothing",
    "mean_of_methods": "mean of five of these",
}
GRADES = {
    "rough": "rough: fewer than 14 days to learn from, so weekdays are not distinguished",
    "even": "even: fewer than 30 days to learn from, so every way of weighing them counts alike",
    "learnt": "learnt: past days are weighed in the ways that had the smallest errors so far",
}
GUESS = "guess: a break of two weeks or more has just ended"
SNAPSHOT_NOTES = (
    "off by: mean distance of the typical minutes from what happened.",
    "inside: days within the interval of 8 of 10 days; about 80 %, more where it begins at 0.",
    "said, happened: the mean chance of any time, and the part of days that had any; close to each other is good.",
)
BACKTEST_NOTES = (
    "days: past days that were estimated, 2 to 8 days before each.",
    "CRPS: error of the whole estimate (typical, interval, chances) in minutes; smaller is better. The one to look at.",
    "MAE: mean distance of the typical minutes; where most days are empty, `always nothing` can look good here.",
    "RMSE: error of the mean, in minutes; a large miss counts more than several small ones.",
    "less, more: parts of the intervals that do not begin at 0 whose day had less, or more; 10 % each is right.",
    "to last week: CRPS as a multiple of that of repeating last week's same day; below 1.00 is better.",
)


def bases(days: Sequence[ForecastDay]) -> list[str]:
    """Return what the estimates rest on, in a sentence for each snapshot."""
    return list(dict.fromkeys(_basis(day) for day in days))


def _basis(day: ForecastDay) -> str:
    if day.grade is None:
        at = f"{day.calculated_at:%Y-%m-%d %H:%M}"
        return f"Calculated at {at} UTC by an earlier version: a mean and an interval, without median and chances."
    grade = GUESS if day.is_guess else GRADES[day.grade]
    plural = "" if day.training_days == 1 else "s"
    return f"From data up to {day.until} ({day.training_days} day{plural}, {day.mode} mode). Grade {grade}."


def estimates(days: Sequence[ForecastDay], *, is_single: bool) -> Table:
    """Return a row for each day and category, and the sum of the means where there are several categories."""
    table = _table("day", "category", numbers=("typical", "8 of 10 days", "mean", "happens", "target", "meets it"))
    for day in days:
        name = f"{day.date:%Y-%m-%d %a}"
        for cell in _shown(day, is_single=is_single):
            table.add_row(name, cell.category, *_cells(cell))
        means = [cell.mean for cell in day.categories if cell.mean is not None]
        if not is_single and means:
            table.add_row(name, "total", "", "", clock(sum(means)), style="bold")
    return table


def _shown(day: ForecastDay, *, is_single: bool) -> list[Forecast]:
    return [cell for cell in day.categories if is_single or not _is_hidden(cell)]


def _is_hidden(cell: Forecast) -> bool:
    return cell.target_minutes is None and is_unlikely(cell.median, cell.any_chance)


def _cells(cell: Forecast) -> list[str]:
    sign = {"more": "≥ ", "less": "≤ "}.get(cell.target_direction or "", "")
    return [
        typical(cell.median, cell.any_chance) if cell.lower is not None else "new",
        interval(cell.lower, cell.upper),
        clock(cell.mean),
        percent(cell.any_chance),
        "" if cell.target_minutes is None else sign + clock(cell.target_minutes),
        percent(cell.target_chance),
    ]


def notes(days: Sequence[ForecastDay], *, is_single: bool) -> Iterator[str]:
    """Yield the sentences below the estimates."""
    cells = [cell for day in days for cell in day.categories]
    if not is_single:
        yield "mean: adds up over categories; the typical minutes of a single day do not."
    if any(cell.lower is None for cell in cells):
        yield "new: first seen less than three days ago, so there are no minutes yet."
    hidden = [cell.category for cell in cells if _is_hidden(cell)]
    if hidden and not is_single:
        yield left_out(hidden)


def reasons(days: Sequence[ForecastDay]) -> Table:
    """Return the past days that weigh most, a row for each estimate."""
    table = Table("day", "rests most on", box=None)
    for day in days:
        for cell in day.categories:
            heaviest = (
                f"{past.date:%Y-%m-%d %a} {clock(past.minutes) or 'unknown'} ({percent(past.share)})"
                for past in cell.heaviest
            )
            table.add_row(f"{day.date:%Y-%m-%d %a}", ", ".join(heaviest) or "unknown")
    return table


def snapshot_scores(scores: Sequence[SnapshotScore]) -> Table:
    """Return a row for each category, and one for all of them together where there are several."""
    table = _table("category", numbers=("days", "off by", "inside", "said", "happened"))
    total = [score for score in scores if score.category is None]
    single = [score for score in scores if score.category is not None]
    for score in (*single, *(total if len(single) > 1 else [])):
        table.add_row(
            score.category or "all together",
            str(score.days),
            clock(score.mean_absolute_error),
            percent(score.inside_share),
            percent(score.mean_any_chance),
            percent(score.any_time_share),
            style="bold" if score.category is None else "",
        )
    return table


def backtest(scores: Sequence[BacktestScore]) -> Table:
    """Return a row for each method, the best first."""
    table = _table("method", numbers=("days", "CRPS", "MAE", "RMSE", "less", "more", "to last week"))
    for score in scores:
        table.add_row(
            METHODS.get(score.method, score.method),
            str(score.days),
            *(_number(value) for value in (score.crps, score.mae, score.rmse)),
            percent(score.misses_below),
            percent(score.misses_above),
            "" if score.relative_crps is None else f"{score.relative_crps:.2f}",
            style="" if score.is_yardstick else "bold",
        )
    return table


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"


def _table(*texts: str, numbers: Sequence[str]) -> Table:
    table = Table(*texts, box=None)
    for name in numbers:
        table.add_column(name, justify="right")
    return table
