"""`python -m pipelines.analyzer`: estimate the next days."""

import argparse
from typing import Any

from pipelines import settings, stage
from pipelines.analyzer import storage
from pipelines.analyzer.analysis import Analysis, analyse
from pipelines.analyzer.backtest import HORIZON
from pipelines.analyzer.marts import read
from pipelines.analyzer.scores import Score
from pipelines.database import connect, with_stored_settings

# marts.calendar_days reaches 40 days ahead of the last transform.
LONGEST = 31


def parser() -> argparse.ArgumentParser:
    """Return the command line of the stage."""
    result = argparse.ArgumentParser(
        prog="python -m pipelines.analyzer",
        description="Estimate the minutes of each category for the next days, with 80 % intervals, by the method that "
        "would have been best so far; keep the scores of all methods and the days that were out of the ordinary.",
        epilog="Settings: DATABASE_URL, LIFETRACER_AS_OF, and those of `lifetracer settings`.",
    )
    result.add_argument(
        "--horizon",
        type=_horizon,
        default=HORIZON,
        metavar="DAYS",
        help=f"days to estimate, 1 to {LONGEST} ({HORIZON})",
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
        if analysis.estimates and not storage.save(connection, analysis, now, today):
            messages.append("The snapshot of this instant was calculated from other data; it stays as it is.")
    for message in messages:
        stage.log(message, level="warning")
    stage.result(**summary(analysis, messages))


def summary(analysis: Analysis, messages: list[str]) -> dict[str, Any]:
    """Return the result of the job."""
    winner = analysis.winner
    scores = analysis.scores.methods if analysis.scores else []
    return {
        "method": analysis.method,
        "days": analysis.days,
        "estimates": len(analysis.estimates),
        **(_numbers(winner) if winner else {"mae": None, "relmae": None, "coverage": None}),
        "anomalies": len(analysis.anomalies),
        "methods": [{"name": score.name, **_numbers(score)} for score in scores],
        **({"message": " ".join(messages)} if messages else {}),
    }


def _numbers(score: Score) -> dict[str, float | None]:
    return {
        "mae": round(score.mae, 2),
        "relmae": None if score.relmae is None else round(score.relmae, 4),
        "coverage": None if score.coverage is None else round(score.coverage, 4),
    }


def _horizon(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= LONGEST):
        raise argparse.ArgumentTypeError(f"{text} is not a number of days from 1 to {LONGEST}")
    return int(text)


if __name__ == "__main__":
    raise SystemExit(stage.run(main))
