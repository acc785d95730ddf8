"""From the history to everything that a run writes; no database here."""

from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from pipelines.analyzer import backtest
from pipelines.analyzer.backtest import Score
from pipelines.analyzer.estimates import Anomaly, Basis, Estimate, anomalies, estimate
from pipelines.analyzer.history import History
from pipelines.analyzer.mixture import EVEN_FROM, FEWEST_DAYS, Grade, Mixture
from pipelines.analyzer.training import Indices

ANOMALY_DAYS = 28
# A log that ends more days than this before today is reported as old; with more than the second nothing is estimated.
OLD_DAYS, TOO_OLD_DAYS = 2, 28
# A log without an entry for so long gets no estimates either.
SILENT_DAYS = 28
NAMED_DAYS = 5
NOTHING_LOGGED = "There is no logged time yet on a day that was read, so there is nothing to estimate from."


@dataclass(frozen=True)
class Analysis:
    """The outcome of a run.

    Attributes:
        basis: what the estimates rest on; None where there are none.
        estimates: of today and the days after it.
        anomalies: of the last four weeks.
        scores: the backtest's, the mixture's first.
        messages: what the person should know, one sentence each.
        silence: why nothing is estimated; None where something is.
    """

    basis: Basis | None = None
    estimates: list[Estimate] = field(default_factory=list)
    anomalies: list[Anomaly] = field(default_factory=list)
    scores: list[Score] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    silence: str | None = None


def analyse(history: History, today: date) -> Analysis:
    """Estimate the history's targets."""
    log = history.log
    if log is None or not log.categories:
        return _silent(NOTHING_LOGGED)
    mixture = Mixture(log)
    if silence := _reason_for_silence(mixture, today):
        return _silent(silence)
    found = estimate(mixture, [*history.targets, *history.beyond], history.plan)
    assert found is not None  # days enough, or there had been a reason for silence
    basis, estimates = found
    return Analysis(
        basis=basis,
        estimates=estimates,
        anomalies=anomalies(mixture, today - timedelta(days=ANOMALY_DAYS)),
        scores=backtest.run(mixture),
        messages=_remarks(mixture, basis, today),
    )


def _silent(reason: str) -> Analysis:
    return Analysis(messages=[reason], silence=reason)


def _reason_for_silence(mixture: Mixture, today: date) -> str | None:
    log, newest = mixture.log, len(mixture.log.days) - 1
    age = (today - log.days[newest].date).days
    if age > TOO_OLD_DAYS:
        return (
            f"The log was read up to {log.days[newest].date}, {age} days ago, so nothing is estimated; "
            "sync again: lifetracer run connector --wait."
        )
    rows = np.flatnonzero(log.has_entry)
    last_entry = log.days[int(rows[-1]) if rows.size else 0].date
    if (today - last_entry).days > SILENT_DAYS:
        return (
            f"Nothing was logged between {last_entry} and {today}, so nothing is estimated; "
            "estimates resume on the day after the next entries."
        )
    days = mixture.training.seen_from(newest).rows.size
    if days < FEWEST_DAYS:
        first = today + timedelta(days=FEWEST_DAYS - days)
        return f"{_count(days)} so far: estimates begin with {FEWEST_DAYS}, on {first} if every day is read until then."
    return None


def _remarks(mixture: Mixture, basis: Basis, today: date) -> list[str]:
    remarks = []
    if (today - basis.until).days > OLD_DAYS:
        remarks.append(f"The estimates are from data up to {basis.until}.")
    if basis.is_guess:
        remarks.append("A break is just over: the estimates of these days are a guess.")
    elif basis.grade is Grade.ROUGH:
        remarks.append(
            f"The estimates are rough: {_count(basis.days)} so far; from {EVEN_FROM} on they distinguish weekdays."
        )
    rows = mixture.training.left_out_as_forgotten(len(mixture.log.days) - 1)
    if rows.size:
        remarks.append(
            "Left out, as an entry of 12 hours or more touches them (a timer that was forgotten?): "
            f"{_named(mixture, rows)}."
        )
    rows = np.flatnonzero((mixture.log.minutes > mixture.log.lengths[:, np.newaxis]).any(axis=1))
    if rows.size:
        remarks.append(f"A category has more minutes than the day, and is cut to its length: {_named(mixture, rows)}.")
    return remarks


def _named(mixture: Mixture, rows: Indices) -> str:
    days = ", ".join(str(mixture.log.days[row].date) for row in rows[-NAMED_DAYS:].tolist())
    return days + (f" and {rows.size - NAMED_DAYS} earlier ones" if rows.size > NAMED_DAYS else "")


def _count(days: int) -> str:
    return f"{days} day{'' if days == 1 else 's'} to learn from"
