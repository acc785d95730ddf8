"""Watches a job to its end: a progress bar on a terminal, plain lines otherwise."""

from datetime import datetime
from types import TracebackType
from typing import Any, Self

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from service.jobs.model import Status


class Follower:
    """Shows a job, as the API answers it, each time it is told how the job stands."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._bars: dict[str, TaskID] = {}
        self._said: dict[str, str] = {}
        self._progress = Progress(
            SpinnerColumn(finished_text=" "),
            TextColumn("{task.description:<16}", markup=False),
            BarColumn(bar_width=30),
            TextColumn("{task.fields[state]}", markup=False),
            TimeElapsedColumn(),
            console=console,
            disable=not console.is_terminal,
        )

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def show(self, job: dict[str, Any]) -> bool:
        """Show the job's state; return whether it is final."""
        for step in job["steps"] or [job]:
            show = self._bar if self._console.is_terminal else self._line
            show(step)
        return Status(job["status"]).is_final

    def _bar(self, step: dict[str, Any]) -> None:
        job_id = step["jobId"]
        if job_id not in self._bars:
            self._bars[job_id] = self._progress.add_task(name_of(step), state="", start=False, total=None)
        bar = self._bars[job_id]
        if step["status"] == "running":
            self._progress.start_task(bar)
        progress = step["progress"] or {}
        total = progress.get("total")
        if Status(step["status"]).is_final:
            self._progress.update(bar, total=1, completed=1, state=_state(step))
            self._progress.stop_task(bar)
        else:
            self._progress.update(bar, total=total, completed=progress.get("done") or 0, state=_state(step))

    def _line(self, step: dict[str, Any]) -> None:
        state = _state(step)
        # Each new state is a line; progress alone only at its quarters, so that a log stays readable.
        if self._said.get(step["jobId"]) != state:
            self._said[step["jobId"]] = state
            if step["status"] != "queued":
                self._console.print(f"  {name_of(step):<16} {state}")


def name_of(step: dict[str, Any]) -> str:
    """Return the stage, with its service or language where it has one."""
    detail = step["input"].get("service") or step["input"].get("language")
    return f"{step['stage']} {detail}" if detail else str(step["stage"])


def _state(step: dict[str, Any]) -> str:
    progress = step["progress"] or {}
    if step["status"] == "running" and progress.get("done") is not None:
        total = progress.get("total")
        done = progress["done"]
        if total:
            quarter = done * 4 // total
            return f"running, {quarter * 25} % of {total} {progress.get('unit') or ''}".rstrip()
        return "running"
    if step["status"] in {"failed", "skipped"} and step["reason"]:
        return f"{step['status']} ({step['reason']})"
    if step["wait"]:
        return f"waiting ({wait_sentence(step['wait'])})"
    if step["status"] == "queued" and step["attempt"] > 1:
        return f"waits for attempt {step['attempt']} of {step['maxAttempts']}"
    return str(step["status"])


def wait_sentence(wait: dict[str, Any]) -> str:
    """Return what a job waits for and until when, such as `quota, until 14:05, about 35 requests left`."""
    until = datetime.fromisoformat(wait["until"]).astimezone()
    is_today = until.date() == datetime.now(until.tzinfo).date()
    left = "" if wait["left"] is None else f", about {wait['left']} requests left"
    return f"{wait['reason']}, until {until:{'%H:%M' if is_today else '%Y-%m-%d %H:%M'}}{left}"


def failures(job: dict[str, Any]) -> list[str]:
    """Return one sentence for each part of the job that failed."""
    return [
        f"{name_of(step)}: {step['message'] or step['reason'] or 'failed'} (lifetracer jobs logs {step['jobId']})"
        for step in job["steps"] or [job]
        if step["status"] in {"failed", "cancelled"}
    ]
