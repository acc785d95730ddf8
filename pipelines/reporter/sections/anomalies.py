"""The days on which a category lay outside its interval."""

from pipelines.reporter.context import Context, Section
from pipelines.reporter.numbers import MINUTE, minutes
from pipelines.reporter.queries import estimates

ROWS = 8


def load(context: Context) -> Section | None:
    texts, period = context.texts, context.period
    found = estimates.anomalies(context.connection, period.first, period.last)
    if not found:
        return None
    shown = sorted(found[:ROWS], key=lambda anomaly: anomaly.local_date)
    note = texts.anomalies_note
    if len(found) > ROWS:
        note = texts.gap.join([note, texts.largest_shown.format(count=ROWS, all=len(found))])
    return {
        "title": texts.anomalies,
        "head": [texts.date, texts.category, texts.actual, texts.interval, texts.outside],
        "rows": [
            {
                "day": context.formats.day(anomaly.local_date),
                "color": context.palette[anomaly.category].color,
                "label": context.palette[anomaly.category].label,
                "cells": [
                    context.minutes(context.actual(anomaly.category, [anomaly.local_date], anomaly.actual)),
                    f"{context.minutes(anomaly.lower)} \N{EN DASH} {context.minutes(anomaly.upper)}",
                    context.signed(minutes(anomaly.size * MINUTE)),
                ],
            }
            for anomaly in shown
        ],
        "note": note,
    }
