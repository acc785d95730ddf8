"""From the history to everything that a run writes; no database here."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from pipelines.analyzer.backtest import walk
from pipelines.analyzer.estimates import Anomaly, Estimate, anomalies, estimate, plain
from pipelines.analyzer.intervals import Margins
from pipelines.analyzer.marts import History
from pipelines.analyzer.methods import NAMES
from pipelines.analyzer.scores import Score, Scores, score

# Fewer complete days cannot be told apart by a backtest.
FEWEST_DAYS = 14
ANOMALY_DAYS = 28
# After so many days without a complete one the person is told how old the estimates' ground is.
STALE_DAYS = 14


@dataclass(frozen=True)
class Analysis:
    """The outcome of a run.

    Attributes:
        days: how many complete days it rests on.
        scores: the backtest's; None where none was possible.
        messages: what the person should know, one sentence each.
    """

    days: int
    estimates: list[Estimate] = field(default_factory=list)
    anomalies: list[Anomaly] = field(default_factory=list)
    scores: Scores | None = None
    messages: list[str] = field(default_factory=list)

    @property
    def method(self) -> str | None:
        """The method of the estimates; None when there are none."""
        return self.estimates[0].method if self.estimates else None

    @property
    def winner(self) -> Score | None:
        """The score of that method."""
        return self.scores.winner if self.scores else None


def analyse(history: History, today: date) -> Analysis:
    """Estimate the history's targets."""
    log = history.log
    if log is None:
        return Analysis(0, messages=[_nothing(history.days)])
    days = int(log.complete.sum())
    messages = []
    if (age := (today - log.days[-1].date).days - 1) > STALE_DAYS:
        messages.append(f"The newest complete day is {log.days[-1].date}: the {age} days since then could not be used.")
    if days < FEWEST_DAYS:
        messages.append(
            f"Only {days} complete {'day' if days == 1 else 'days'}: the estimates are a plain mean with wide "
            f"intervals; methods compete from {FEWEST_DAYS} on."
        )
        return Analysis(days, plain(log, history.targets), messages=messages)
    backtest = walk(log)
    # Never empty: the newest of so many complete days has more than enough behind it.
    scores = score(backtest)
    for day in history.gap:
        backtest.panel.observe(day, None)
    name = scores.winner.name
    if Margins(backtest, NAMES.index(name)).at(len(log.days) - 1, is_holiday=False) is None:
        messages.append("Too few days for tested intervals yet: they are the range of the days, widened.")
    return Analysis(
        days,
        estimate(backtest, name, history.targets),
        anomalies(backtest, name, today - timedelta(days=ANOMALY_DAYS)),
        scores,
        messages,
    )


def _nothing(days: int) -> str:
    if days == 0:
        return "There is no logged time yet, so there is nothing to estimate from."
    return (
        f"None of the {days} logged {'day' if days == 1 else 'days'} is complete (95 % of it tracked), so there is "
        "nothing to estimate from; log the whole day, sleep and leisure too."
    )
