"""Today, or a past day: how the night was, how yesterday went, what today is, and what waits for a decision."""

from datetime import date, timedelta
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from console.frame import console_of, redirect, render, texts_of
from console.gateway import Gateway, GatewayProblemError, Get
from console.pages.addresses import date_of, id_of
from console.views.day import Answers, day_page
from console.views.notices import notices
from console.wire.base import Nothing
from console.wire.days import Days, Nights, Usual
from console.wire.estimates import Forecasts, Summary
from console.wire.gateway import GatewayStatus, Settings
from console.wire.jobs import Jobs
from console.wire.sources import Sources
from console.wire.targets import Proposals

NIGHTS = 14
NOTES = {"accepted": "accepted", "rejected": "rejected"}


async def today(request: Request) -> Response:
    """Show the day of the last transform."""
    return await _page(request, None)


async def day(request: Request) -> Response:
    """Show a day by its date."""
    return await _page(request, date_of(request, "date"))


async def accept(request: Request) -> Response:
    """Accept a proposal: the target is changed."""
    return await _decide(request, "accept")


async def reject(request: Request) -> Response:
    """Reject a proposal: the target stays."""
    return await _decide(request, "reject")


async def _decide(request: Request, verb: str) -> Response:
    path = f"/api/proposals/{id_of(request, 'proposal_id')}/{verb}"
    await console_of(request).gateway.post(path, Nothing)
    return redirect(f"/?note={verb}ed")


async def _page(request: Request, wanted: date | None) -> Response:
    console, texts = console_of(request), texts_of(request)
    gateway = console.gateway
    status = await gateway.get("/api/status", GatewayStatus)
    stored = await gateway.get("/api/settings", Settings)
    clock = console.person_clock(stored)
    shared: dict[str, Any] = {"notices": notices(status, texts, clock), "note": _note(request)}
    answers = None
    if status.as_of is not None:
        current = clock.local(status.as_of).date()
        answers = await _answers(gateway, status, wanted or current, current)
    if answers is None or not answers.days.days:
        jobs = await gateway.get("/api/jobs", Jobs, limit=20)
        under_way = next((job for job in jobs.jobs if not job.is_final), None)
        return render(request, "nothing_yet.html", job=under_way, **shared)
    return render(request, "today.html", page=day_page(answers, texts, clock), **shared)


async def _answers(gateway: Gateway, status: GatewayStatus, subject: date, current: date) -> Answers | None:
    """Return all that the page is made of, fetched side by side; None before the first transform."""
    before = subject - timedelta(days=1)
    compared = before if subject == current else subject
    span = {"from": before, "to": subject}
    wanted = {
        "days": Get("/api/days", Days, span),
        "summary": Get("/api/summary", Summary, span),
        "nights": Get("/api/nights", Nights, {"from": subject - timedelta(days=NIGHTS), "to": before}),
        "usual": Get("/api/usual", Usual, {"date": compared}),
        "forecasts": Get("/api/forecasts", Forecasts, {"from": subject, "to": subject}),
        "proposals": Get("/api/proposals", Proposals, {"status": "pending"}),
        "sources": Get("/api/sources", Sources),
    }
    try:
        found = await gateway.get_all(wanted)
    except GatewayProblemError as error:
        # After an upgrade the tables of the new version come with the next transform.
        if error.problem.status == HTTPStatus.CONFLICT:
            return None
        raise
    return Answers(status=status, subject=subject, current=current, **found)


def _note(request: Request) -> str:
    name = NOTES.get(request.query_params.get("note", ""))
    return getattr(texts_of(request), name) if name else ""
