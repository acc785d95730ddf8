"""The page of jobs: what runs, what ran, and the buttons that run something."""

from collections.abc import Mapping
from urllib.parse import parse_qs, urlencode, urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from console.frame import console_of, redirect, render, texts_of
from console.gateway import Get
from console.pages.addresses import id_of
from console.pages.log import MOST_LINES, read_log
from console.texts.fields import Texts
from console.texts.formats import Formats
from console.views.clock import Clock
from console.views.jobs import job_view, runs_view, usual_seconds
from console.wire.gateway import Settings
from console.wire.jobs import Job, Jobs
from console.wire.schedules import Schedules

PAGE = 50
RUNS_PAGE = 100
# What each button posts.
RUNS: Mapping[str, str] = {
    "pipeline": "/api/pipeline",
    "toggl": "/api/sync/toggl",
    "gcal": "/api/sync/gcal",
    "transform": "/api/transform",
    "analyzer": "/api/analyze",
    "adjuster": "/api/adjust",
    "reporter": "/api/report",
}
NOTES = {"started": "job_started", "shared": "job_shared", "cancelled": "job_cancelled"}


async def overview(request: Request) -> Response:
    """Show what is under way, the last runs, and the history."""
    console, texts = console_of(request), texts_of(request)
    status = "failed" if request.query_params.get("status") == "failed" else None
    page = {"limit": PAGE, "status": status, "before": request.query_params.get("before")}
    found = await console.gateway.get_all(
        {
            "page": Get("/api/jobs", Jobs, page),
            "recent": Get("/api/jobs", Jobs, {"limit": RUNS_PAGE}),
            "pipelines": Get("/api/jobs", Jobs, {"limit": RUNS_PAGE, "stage": "pipeline"}),
            "schedules": Get("/api/schedules", Schedules),
            "settings": Get("/api/settings", Settings),
        }
    )
    clock, recent = console.person_clock(found["settings"]), found["recent"].jobs
    under_way = [job for job in recent if not job.is_final]
    return render(
        request,
        "jobs.html",
        buttons=_buttons(texts),
        cards=[job_view(job, texts, clock, usual_seconds(job, recent)) for job in under_way],
        runs=runs_view(found["pipelines"].jobs, texts, clock),
        history=[job_view(job, texts, clock) for job in found["page"].jobs if job.is_final],
        older=_older(found["page"].next),
        only_failed=status is not None,
        summary=_summary(under_way, found["schedules"], texts, clock),
        note=_note(request, texts),
    )


async def show(request: Request) -> Response:
    """Show one job and its log."""
    console, texts, job_id = console_of(request), texts_of(request), id_of(request, "job_id")
    job = await console.gateway.get(f"/api/jobs/{job_id}", Job)
    stored = await console.gateway.get("/api/settings", Settings)
    others = await console.gateway.get("/api/jobs", Jobs, limit=RUNS_PAGE)
    clock = console.person_clock(stored)
    lines, count = await read_log(console.gateway, job, texts, clock) if job.is_final else ([], 0)
    return render(
        request,
        "job.html",
        job=job_view(job, texts, clock, usual_seconds(job, others.jobs)),
        linked=False,
        lines=lines,
        earlier=max(0, count - MOST_LINES),
        note=_note(request, texts),
    )


async def run(request: Request) -> Response:
    """Queue the job of a button."""
    form = await request.form()
    path = RUNS.get(str(form.get("run")))
    if path is None:
        raise HTTPException(404)
    job = await console_of(request).gateway.post(path, Job, key=_key(form.get("form")))
    return redirect(f"/jobs/{job.job_id}?note={'shared' if job.coalesced else 'started'}")


async def cancel(request: Request) -> Response:
    """Stop a job."""
    job_id = id_of(request, "job_id")
    await console_of(request).gateway.post(f"/api/jobs/{job_id}/cancel", Job)
    return redirect(f"/jobs/{job_id}?note=cancelled")


async def retry(request: Request) -> Response:
    """Do a job again, as a new one."""
    form = await request.form()
    path = f"/api/jobs/{id_of(request, 'job_id')}/retry"
    job = await console_of(request).gateway.post(path, Job, key=_key(form.get("form")))
    return redirect(f"/jobs/{job.job_id}?note={'shared' if job.coalesced else 'started'}")


def _buttons(texts: Texts) -> list[dict[str, str]]:
    names = {**texts.stage_names, **texts.sync_of, "reporter": texts.make_report}
    return [{"value": value, "name": names[value]} for value in RUNS]


def _summary(under_way: list[Job], schedules: Schedules, texts: Texts, clock: Clock) -> str:
    parts = [texts.running_now.format(count=len(under_way)) if under_way else texts.nothing_running]
    if coming := [schedule.next_run_at for schedule in schedules.schedules if schedule.next_run_at]:
        parts.append(texts.next_run.format(time=Formats(texts).date_time(clock.local(min(coming)))))
    return " · ".join(parts)


def _older(following: str | None) -> str | None:
    """Return the page with older jobs, made of the gateway's own link."""
    if following is None:
        return None
    query = {
        name: values[0] for name, values in parse_qs(urlsplit(following).query).items() if name in {"status", "before"}
    }
    return f"/jobs?{urlencode(query)}"


def _note(request: Request, texts: Texts) -> str:
    name = NOTES.get(request.query_params.get("note", ""))
    return getattr(texts, name) if name else ""


def _key(token: object) -> str | None:
    """Return the idempotency key of a form: pressed twice, it makes one job."""
    return token.partition(".")[0] if isinstance(token, str) else None
