"""Requests that bring about each kind of problem, by its slug."""

from collections.abc import Awaitable, Callable
from uuid import uuid4

import anyio
import httpx2

from service.api import log_feed, protocol
from service.auth import api_keys
from service.schemas.problems import PATH

TARGET = {"category": "Exercise", "minutes": 60, "direction": "more"}
Case = Callable[..., Awaitable[httpx2.Response]]
CASES: dict[str, Case] = {}


def case(slug: str) -> Callable[[Case], Case]:
    def registered(function: Case) -> Case:
        CASES[slug] = function
        return function

    return registered


def requested(slug: str, method: str, path: str, **options) -> None:
    CASES[slug] = lambda api, _: api.client.request(method, path, **options)


async def sql(api, query, *parameters):
    async with api.pool.connection() as connection:
        return await (await connection.execute(query, parameters)).fetchone()


async def raw(api, sent: bytes) -> httpx2.Response:
    """Send bytes, and return what comes until the connection is closed."""
    received = b""
    with anyio.fail_after(30):
        async with await anyio.connect_tcp("127.0.0.1", int(api.origin.rpartition(":")[2])) as stream:
            await stream.send(sent)
            try:
                while True:
                    received += await stream.receive()
            except (anyio.EndOfStream, anyio.BrokenResourceError):
                pass
    head, _, body = received.partition(b"\r\n\r\n")
    headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n")[1:])
    return httpx2.Response(int(head.split()[1]), headers=headers, content=body)


requested("invalid-json", "POST", "/api/transform", content=b"{")
requested("not-authenticated", "GET", "/api/jobs", headers={"Authorization": "Bearer x"})
requested("path-not-found", "GET", "/nothing")
requested("method-not-allowed", "DELETE", "/api/jobs")
requested("body-too-large", "POST", "/api/transform", content=b" " * 70_000)
requested("unsupported-media-type", "POST", "/api/transform", content=b"{}", headers={"Content-Type": "text/plain"})
requested("invalid-body", "POST", "/api/report", json={"language": "fr"})
requested("unknown-parameter", "GET", "/api/jobs?page=2")
requested("repeated-parameter", "GET", "/api/jobs?limit=1&limit=2")
requested("invalid-parameter", "GET", "/api/jobs?limit=0")
requested("kind-not-found", "GET", f"{PATH}nothing")
requested("job-not-found", "GET", f"/api/jobs/{uuid4()}")
requested("invalid-cursor", "GET", "/api/jobs?before=x")
requested("source-not-found", "POST", "/api/sync/facebook")
requested("plan-and-dry-run", "POST", "/api/sync/toggl", json={"plan": True, "dryRun": True})
requested("nothing-to-plan", "POST", "/api/sync/gcal", json={"plan": True})
requested("schedule-not-found", "GET", "/api/schedules/nothing")
requested(
    "invalid-schedule",
    "PUT",
    "/api/schedules/nightly",
    json={"cron": "x", "timezone": "Asia/Tokyo", "stage": "pipeline"},
)
requested("target-not-found", "DELETE", "/api/targets?category=Exercise")
requested("target-named-twice", "DELETE", "/api/targets?category=Exercise", json={"category": "Exercise"})
requested("unknown-category", "PUT", "/api/targets", json={**TARGET, "category": "Exercize"})
requested("proposal-not-found", "POST", f"/api/proposals/{uuid4()}/accept")
requested(
    "invalid-rules",
    "PUT",
    "/api/categories/rules",
    json={"rules": [{"matchType": "project_color", "matchValue": "red", "category": "Work"}]},
)
requested("nothing-to-undo", "POST", "/api/categories/rules/undo")
requested("changed-meanwhile", "PUT", "/api/categories/rules", json={"rules": []}, headers={"If-Match": '"9"'})
requested("not-transformed", "GET", "/api/categories")
requested("setting-not-found", "PUT", "/api/settings/colour", json={"value": "red"})
requested("invalid-setting", "PUT", "/api/settings/timezone", json={"value": "Mars/Olympus"})
requested("link-gone", "POST", "/api/console/links/redeem", json={"token": "nonsense"})
requested("credentials-missing", "POST", "/api/sources/toggl/connect")
requested("consent-unknown", "POST", "/api/sources/gcal/connect/finish", json={"url": "http://127.0.0.1:50000/"})
requested("report-not-found", "GET", f"/api/reports/{uuid4()}.pdf")


async def transformed(api) -> None:
    """Make what a first transform leaves of the person's zone."""
    async with api.pool.connection() as connection:
        await connection.execute("create schema if not exists marts")
        await connection.execute("create table marts.data_quality as select 'Asia/Tokyo' as timezone, now() as as_of")
        await connection.execute("create table core.dim_date (local_date date, day_start_at timestamptz)")


@case("too-many-periods")
async def too_many_periods(api, _):
    await transformed(api)
    return await api.client.get("/api/periods?by=day&from=2024-01-01&to=2026-01-01")


@case("malformed-request")
async def malformed(api, _):
    return await raw(api, b"nonsense\r\n\r\n")


@case("head-too-large")
async def head_too_large(api, _):
    return await raw(api, b"GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + b"x" * 200_000)


@case("request-too-slow")
async def too_slow(api, monkeypatch):
    monkeypatch.setattr(protocol, "HEAD_SECONDS", 0.2)
    return await raw(api, b"GET / HTTP/1.1\r\n")


@case("scope-too-small")
async def scope(api, _):
    async with api.pool.connection() as connection:
        _, key = await api_keys.make(connection, name="phone", scope="read")
    return await api.client.post("/api/transform", headers={"Authorization": f"Bearer {key}"})


@case("internal-error")
async def fault(api, monkeypatch):
    async def broken(*_args, **_options):
        raise RuntimeError

    monkeypatch.setattr("service.api.jobs.load_steps_of", broken)
    return await api.client.get("/api/jobs")


@case("database-unavailable")
async def no_database(api, _):
    api.state.database = None
    return await api.client.get("/api/jobs")


@case("shutting-down")
async def shutting_down(api, _):
    api.state.drain()
    return await api.client.post("/api/transform")


@case("worker-stopped")
async def worker_stopped(api, _):
    api.alive[0] = False
    return await api.client.get("/health")


@case("streams-in-use")
async def streams(api, monkeypatch):
    monkeypatch.setattr(log_feed, "MOST_STREAMS", 0)
    job = (await api.client.post("/api/transform")).json()
    return await api.client.get(job["links"]["logs"], headers={"Accept": "text/event-stream"})


@case("invalid-span")
async def span(api, _):
    await transformed(api)
    return await api.client.get("/api/summary?from=2026-02-01&to=2026-01-01")


@case("job-not-finished")
async def not_finished(api, _):
    job = (await api.client.post("/api/transform")).json()
    return await api.client.post(f"{job['links']['self']}/retry")


@case("job-finished")
async def finished(api, _):
    job = (await api.client.post("/api/transform")).json()
    await sql(api, "update jobs set status = 'failed', finished_at = now() where id = %s returning id", job["jobId"])
    return await api.client.post(job["links"]["cancel"])


@case("invalid-log-position")
async def log_position(api, _):
    job = (await api.client.post("/api/transform")).json()
    return await api.client.get(job["links"]["logs"], headers={"Last-Event-ID": "1.2.3"})


@case("idempotency-key-reused")
async def reused(api, _):
    headers = {"Idempotency-Key": "once"}
    await api.client.post("/api/transform", headers=headers)
    return await api.client.post("/api/adjust", headers=headers)


@case("day-full")
async def day_full(api, _):
    await api.client.put("/api/targets", json={**TARGET, "category": "Work", "minutes": 1000})
    return await api.client.put("/api/targets", json={**TARGET, "minutes": 500})


@case("later-versions")
async def later_versions(api, _):
    await api.client.put("/api/targets", json=TARGET)
    await transformed(api)
    return await api.client.put("/api/targets", json={**TARGET, "minutes": 30, "since": "2026-01-01"})


async def proposed(api) -> str:
    target = (await api.client.put("/api/targets", json=TARGET)).json()
    row = await sql(
        api,
        "insert into app.proposals (category, category_key, day_type, target_id, direction, old_minutes, new_minutes, "
        "kind, evidence, reason_en, reason_ja, created_at) values ('Exercise', 'exercise', 'all', %s, 'more', 60, 45, "
        "'ease', '{}', '', '', now()) returning id",
        target["targetId"],
    )
    return str(row["id"])


@case("proposal-decided")
async def proposal_decided(api, _):
    proposal = await proposed(api)
    await api.client.post(f"/api/proposals/{proposal}/reject")
    return await api.client.post(f"/api/proposals/{proposal}/accept")


@case("target-changed")
async def target_changed(api, _):
    proposal = await proposed(api)
    await sql(api, "update app.targets set valid_to = now() returning id")
    return await api.client.post(f"/api/proposals/{proposal}/accept")
