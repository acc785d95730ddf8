"""The last estimates made before each day of the period began, against the time that was tracked."""

from collections.abc import Sequence
from statistics import fmean

from pipelines.reporter.context import Context, Section
from pipelines.reporter.formats import hour_minute
from pipelines.reporter.numbers import MINUTE, minutes
from pipelines.reporter.palette import Category
from pipelines.reporter.queries.estimates import Outcome

ROWS = 12


def load(context: Context) -> Section | None:
    if not context.tracked:
        return None
    texts, words = context.texts, context.words
    outcomes = _evaluated(context)
    if not outcomes:
        return None
    by_category = {
        category: [each for each in outcomes if each.category == category.name] for category in context.palette
    }
    known = [(category, found) for category, found in by_category.items() if found]
    rows = [(category, found) for category, found in known if any(each.median or each.actual_minutes for each in found)]
    largest = sorted(rows, key=lambda row: -_mean_error(row[1]))[:ROWS]
    scale = max(abs(outcome.error) for outcome in outcomes) or 1
    return {
        "title": texts.accuracy,
        "alt": texts.accuracy_alt,
        "head": [texts.category, texts.expected, texts.actual, words.error, _inside_title(context)],
        "axis": {"low": context.signed(-round(scale)), "high": context.signed(round(scale)), "title": texts.errors},
        "rows": [_row(context, *row, scale=scale) for row in rows if row in largest],
        "note": texts.gap.join(
            [
                _note(context, outcomes, days=len({outcome.target_date for outcome in outcomes})),
                *_left_out(context, without_time=len(known) - len(rows), beyond=len(rows) - ROWS),
            ]
        ),
    }


def _left_out(context: Context, *, without_time: int, beyond: int) -> list[str]:
    """Return the sentences on categories that have no row."""
    texts, found = context.texts, []
    if without_time:
        found.append(texts.accuracy_no_time.format(count=without_time))
    if beyond > 0:
        found.append(texts.rows_hidden.format(count=beyond))
    return found


def is_too_incomplete(context: Context) -> bool:
    """Return whether there are estimates of the period's days, and none of these days was tracked enough."""
    is_estimated = any(not outcome.is_during for outcome in context.outcomes)
    return is_estimated and bool(context.tracked) and not _evaluated(context)


def _evaluated(context: Context) -> list[Outcome]:
    """Return the outcomes by which estimates can be evaluated: in the whole-day form those of complete days.

    An estimate made in the course of its day is no forecast of it.
    """
    return [
        outcome
        for outcome in context.outcomes
        if not outcome.is_during and (outcome.is_complete or not context.is_whole_day)
    ]


def _row(context: Context, category: Category, found: list[Outcome], *, scale: float) -> Section:
    days = [outcome.target_date for outcome in found]
    return {
        "label": category.label,
        "color": category.color,
        "cells": [
            context.minutes(_expected(context, found)),
            context.minutes(context.actual(category.name, days, fmean(outcome.actual_minutes for outcome in found))),
            context.minutes(_mean_error(found)),
            _inside(context, found),
        ],
        "points": [{"at": outcome.error / scale, "inside": outcome.is_inside} for outcome in found],
    }


def _expected(context: Context, found: list[Outcome]) -> float:
    """Return the typical minutes of a day, beside its interval; of several days the mean, which adds up."""
    if len(context.period.days) == 1:
        return found[0].median
    return fmean(outcome.minutes for outcome in found)


def _inside_title(context: Context) -> str:
    return context.texts.interval if len(context.period.days) == 1 else context.texts.inside


def _inside(context: Context, found: list[Outcome]) -> str:
    """Return the interval of a day, or on how many days the intervals held."""
    if len(context.period.days) == 1:
        ends = (hour_minute(minutes(end * MINUTE)) for end in (found[0].lower, found[0].upper))
        return "\N{EN DASH}".join(ends)
    return context.texts.of.format(count=sum(outcome.is_inside for outcome in found), all=len(found))


def _mean_error(outcomes: Sequence[Outcome]) -> float:
    return fmean(abs(outcome.error) for outcome in outcomes)


def _note(context: Context, outcomes: list[Outcome], *, days: int) -> str:
    inside = sum(outcome.is_inside for outcome in outcomes)
    note = context.words.accuracy_note if context.is_whole_day else context.words.accuracy_note_all_days
    return note.format(
        days=days,
        all=len(context.period.days),
        error=context.minutes(_mean_error(outcomes)),
        share=context.formats.rate(round(100 * inside / len(outcomes))),
    )
