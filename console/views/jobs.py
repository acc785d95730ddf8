"""What the page of jobs shows: the card of a job, the history, the last runs of everything."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median

from markupsafe import Markup

from console.texts.fields import Texts
from console.texts.formats import Formats
from console.views.clock import Clock
from console.views.job_names import PIPELINE, name_of, reason_in_words, result_in_words, step_name
from console.wire.jobs import Job, Status
from drawing import runs

# The class of a state's mark.
TONES: dict[Status, str] = {
    "queued": "none",
    "waiting": "wait",
    "running": "wait",
    "succeeded": "good",
    "failed": "bad",
    "cancelled": "none",
    "skipped": "none",
}
MARKS: dict[Status, str] = {"succeeded": "✓", "failed": "✗", "cancelled": "–", "skipped": "–"}
# A run is slow that takes longer than so many usual ones.
SLOW = 2.0
# "Usually" needs some runs.
LEAST_RUNS = 3
# Fewer bars show nothing; the history has them.
LEAST_BARS, SHOWN_RUNS = 5, 30


@dataclass(frozen=True, kw_only=True)
class StepView:
    """A step of a pipeline, or the progress of a single job."""

    name: str
    status: Status
    mark: str
    took: str
    words: str
    error: str = ""
    done: int | None = None
    total: int | None = None


@dataclass(frozen=True, kw_only=True)
class JobView:
    """A job, as a card or as a line of the history."""

    job_id: str
    name: str
    status: Status
    tone: str
    state: str
    mark: str
    when: str
    started: str
    origin: str
    took: str
    usually: str
    words: str
    detail: str
    attempt: str
    is_final: bool
    can_retry: bool
    steps: list[StepView] = field(default_factory=list)


def job_view(job: Job, texts: Texts, clock: Clock, usual_seconds: float | None = None) -> JobView:
    """Return how a job is shown.

    Args:
        job: with its steps.
        texts: the language.
        clock: the present.
        usual_seconds: how long such a job usually takes, None where that is not known.
    """
    formats = Formats(texts)
    words, detail = _words(job, texts, clock)
    begun = clock.local(job.started_at or job.created_at)
    started = (texts.started_at if job.started_at else texts.queued_at).format(
        time=formats.precise_time(begun) if begun.date() == clock.today else formats.date_time(begun)
    )
    return JobView(
        job_id=job.job_id,
        name=name_of(job, texts),
        status=job.status,
        tone=TONES[job.status],
        state=texts.status_names[job.status],
        mark=MARKS.get(job.status, ""),
        when=formats.when(begun, clock.today),
        started=started,
        origin=texts.origins[job.started_by.kind] if job.started_by else "",
        took=_took(job, formats, clock.now),
        usually=texts.usually.format(duration=formats.seconds(usual_seconds)) if usual_seconds else "",
        words=words,
        detail=detail,
        attempt=texts.attempt_of.format(attempt=job.attempt, most=job.max_attempts) if job.attempt > 1 else "",
        is_final=job.is_final,
        can_retry=job.is_final and job.status != "succeeded",
        steps=[_step(step, texts, clock) for step in job.steps or ([job] if job.progress else [])],
    )


def usual_seconds(job: Job, others: Sequence[Job]) -> float | None:
    """Return the median duration of the same job's successes; None where there are too few."""
    taken = [
        seconds
        for other in others
        if other.status == "succeeded"
        and (other.stage, other.input.get("service")) == (job.stage, job.input.get("service"))
        if (seconds := seconds_of(other)) is not None
    ]
    return median(taken) if len(taken) >= LEAST_RUNS else None


def seconds_of(job: Job, now: datetime | None = None) -> float | None:
    """Return how long a job took, or takes until now; None before it has started."""
    end = job.finished_at or now
    if job.started_at is None or end is None:
        return None
    return max(0.0, (end - job.started_at).total_seconds())


@dataclass(frozen=True, kw_only=True)
class RunsView:
    """The last runs of everything as bars."""

    title: str
    words: str
    drawing: Markup


def runs_view(jobs: Sequence[Job], texts: Texts, clock: Clock) -> RunsView | None:
    """Return the last runs of everything, the oldest first; None where there are few."""
    ended = [job for job in jobs if job.stage == PIPELINE and job.is_final][:SHOWN_RUNS][::-1]
    if len(ended) < LEAST_BARS:
        return None
    formats = Formats(texts)
    usual = usual_seconds(ended[-1], ended)
    drawn = [_run(job, usual, texts, formats, clock) for job in ended]
    counts = (
        (sum(run.outcome == "succeeded" for run in drawn), texts.runs_on_time),
        (sum(run.outcome == "slow" for run in drawn), texts.runs_slow),
        (sum(run.outcome == "failed" for run in drawn), texts.runs_failed),
    )
    words = " · ".join(text.format(count=count) for count, text in counts if count)
    title = texts.last_runs.format(count=len(ended))
    days = [formats.month_day(clock.local(job.created_at).date()) for job in (ended[0], ended[-1])]
    drawing = runs.draw(tuple(drawn), f"{title}: {words}", first=days[0], last=days[1])
    return RunsView(title=title, words=words, drawing=drawing)


def _run(job: Job, usual: float | None, texts: Texts, formats: Formats, clock: Clock) -> runs.Run:
    seconds = seconds_of(job)
    outcome: runs.Outcome = "failed"
    if job.status == "succeeded":
        outcome = "slow" if usual and seconds and seconds > SLOW * usual else "succeeded"
    elif job.status in {"cancelled", "skipped"}:
        outcome = "cancelled"
    took = f" · {formats.seconds(seconds)}" if seconds is not None else ""
    at = formats.date_time(clock.local(job.created_at))
    return runs.Run(seconds, outcome, f"{at}: {texts.status_names[job.status]}{took}")


def _step(job: Job, texts: Texts, clock: Clock) -> StepView:
    words, detail = _words(job, texts, clock)
    progress, is_english = job.progress, texts.language == "en"
    has_bar = progress is not None and progress.done is not None and bool(progress.total)
    if progress and has_bar:
        words = texts.of_units.format(done=progress.done, total=progress.total)
        # Stages report their units in English.
        words += f" {progress.unit}" if progress.unit and is_english else ""
    elif job.status == "queued":
        words = texts.waits
    elif job.status == "skipped" and is_english:
        words = detail
    return StepView(
        name=step_name(job, texts),
        status=job.status,
        mark=MARKS.get(job.status, ""),
        took=_took(job, Formats(texts), clock.now),
        words=words,
        error=detail if job.status == "failed" else "",
        done=progress.done if progress and has_bar else None,
        total=progress.total if progress and has_bar else None,
    )


def _words(job: Job, texts: Texts, clock: Clock) -> tuple[str, str]:
    """Return what is said about a job in the language of the page, and the gateway's own English sentence."""
    if job.status == "succeeded":
        return result_in_words(job, texts), ""
    if job.status == "waiting" and job.wait:
        return texts.waits_until.format(time=Formats(texts).time(clock.local(job.wait.until))), job.message or ""
    reason, message = reason_in_words(job, texts), job.message or ""
    # An English page does not need the same said twice; elsewhere the sentence has what the reason lacks.
    return ("", message) if message and texts.language == "en" else (reason, message)


def _took(job: Job, formats: Formats, now: datetime) -> str:
    seconds = seconds_of(job, None if job.is_final else now)
    return formats.seconds(seconds) if seconds is not None else ""
