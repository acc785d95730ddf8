"""`python -m pipelines.analyzer`: estimate today and the next days."""

import argparse
from datetime import timedelta
from typing import Any

from pipelines import settings, stage
from pipelines.analyzer import storage
from pipelines.analyzer.analysis import Analysis, analyse
from pipelines.analyzer.backtest import Score
from pipelines.analyzer.history import read
from pipelines.analyzer.windows import LAST_WEEK
from pipelines.database import connect, with_stored_settings

HORIZON = 7
# marts.calendar_days reaches 40 days ahead of the last transform.
LONGEST = 31


def parser() -> argparse.ArgumentParser:
    """Return the command line of the stage."""
    result = argparse.ArgumentParser(
        prog="python -m pipelines.analyzer",
        description="Estimate the minutes of each category for today and the next days: the mean, the typical minutes, "
        "an 80 % interval and the chance that it happens at all, from all days that were read. Keep how good such "
        "estimates were so far, and the days that were out of the ordinary.",
        epilog="Settings: DATABASE_URL, LIFETRACER_AS_OF, and those of `lifetracer settings`.",
    )
    result.add_argument(
        "--horizon",
        type=_horizon,
        default=HORIZON,
        metavar="DAYS",
        help=f"days to estimate after today, 1 to {LONGEST} ({HORIZON})",
    )
    return result


def main() -> None:
    """Run the stage."""
    arguments = parser().parse_args()
    current = with_stored_settings(settings.load(), stage="analyzer")
    now = current.now()
    today = now.astimezone(current.timezone).date()
    with connect(current, stage="analyzer") as connection:
        analysis = analyse(read(connection, today, arguments.horizon), today)
        messages = list(analysis.messages)
        if analysis.silence:
            storage.save_silence(connection, analysis.silence, now)
        else:
            until = today + timedelta(days=arguments.horizon)
            revision = storage.save(connection, analysis, now, today, until)
            if revision > 1:
                messages.append(
                    "The estimates of this instant were calculated before; the data or the rules changed since, so "
                    f"this is revision {revision}."
                )
    for message in messages:
        stage.log(message, level="warning")
    stage.result(**summary(analysis, messages))


def summary(analysis: Analysis, messages: list[str]) -> dict[str, Any]:
    """Return the result of the job."""
    basis, scores = analysis.basis, {score.name: score for score in analysis.scores}
    return {
        "mode": basis and basis.mode.value,
        "days": basis.days if basis else 0,
        "grade": basis and basis.grade.value,
        "estimates": len(analysis.estimates),
        "anomalies": len(analysis.anomalies),
        "relcrps": _relative(scores),
        "scores": [_numbers(score) for score in analysis.scores],
        **({"message": " ".join(messages)} if messages else {}),
    }


def _relative(scores: dict[str, Score]) -> float | None:
    """Return the error of the estimates as a part of that of repeating last week."""
    if not scores or scores[LAST_WEEK].crps == 0:
        return None
    return round(next(iter(scores.values())).crps / scores[LAST_WEEK].crps, 4)


def _numbers(score: Score) -> dict[str, Any]:
    return {
        "method": score.name,
        "crps": round(score.crps, 3),
        "mae": round(score.mae, 2),
        "rmse": round(score.rmse, 3),
        "missed_below": None if score.missed_below is None else round(score.missed_below, 4),
        "missed_above": None if score.missed_above is None else round(score.missed_above, 4),
    }


def _horizon(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= LONGEST):
        raise argparse.ArgumentTypeError(f"{text} is not a number of days from 1 to {LONGEST}")
    return int(text)


if __name__ == "__main__":
    raise SystemExit(stage.run(main))
