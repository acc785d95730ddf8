"""Reading jobs, their logs and reports; keys, ids and the document."""

import logging
from uuid import uuid4

import httpx2
import pytest

from service.jobs import transitions
from service.schemas.jobs import PERIODS
from service.version import VERSION

from .conftest import KEY

pytestmark = pytest.mark.anyio


async def sql(api, query, *parameters):
    async with api.pool.connection() as connection:
        await connection.execute(query, parameters)


async def test_health_tells_of_a_dead_supervisor(api):
    assert (await api.client.get("/health")).json() == {"status": "ok", "version": VERSION}
    api.alive[0] = False
    assert (await api.client.get("/health")).status_code == 503


@pytest.mark.parametrize("header", [None, "Bearer wrong", "Basic key-of-test", "key-of-test", "Bearer"])
async def test_everything_but_health_and_readiness_needs_the_key(api, header):
    headers = {"Authorization": header} if header else {}
    async with httpx2.AsyncClient(base_url=api.origin, headers=headers, trust_env=False) as client:
        for path in ("/api/jobs", "/openapi.json", "/nothing"):
            response = await client.get(path)
            assert response.status_code == 401
            assert response.headers["www-authenticate"].startswith("Bearer")
            assert response.headers["content-type"] == "application/problem+json"
        assert (await client.post("/api/transform")).status_code == 401
        assert (await client.get("/health")).status_code == 200
        assert (await client.get("/ready")).status_code == 200


async def test_every_answer_carries_a_request_id(api):
    assert (await api.client.get("/health", headers={"X-Request-ID": "mine-1"})).headers["x-request-id"] == "mine-1"
    made = (await api.client.get("/nothing", headers={"X-Request-ID": "bad id\t!"})).headers["x-request-id"]
    assert len(made) == 32


async def test_unknown_paths_and_methods_are_problems(api):
    missing = await api.client.get("/nothing")
    assert (missing.status_code, missing.json()["status"]) == (404, 404)
    wrong = await api.client.delete("/api/jobs")
    assert wrong.status_code == 405
    assert wrong.headers["content-type"] == "application/problem+json"
    assert wrong.headers["allow"] == "GET, HEAD"
    assert (await api.client.post("/api/targets")).headers["allow"] == "DELETE, GET, HEAD, PUT"
    assert (await api.client.get("/api/jobs/")).status_code == 404
    assert (await api.client.options("/api/reports/x.pdf")).headers["allow"] == "GET, HEAD"


async def test_a_fault_of_ours_is_a_problem_without_its_details(api, monkeypatch):
    async def broken(*_args, **_options):
        raise RuntimeError("secret detail")

    monkeypatch.setattr("service.api.jobs.load_steps_of", broken)
    response = await api.client.get("/api/jobs")
    assert response.status_code == 500
    assert response.headers["content-type"] == "application/problem+json"
    assert "x-request-id" in response.headers
    assert "secret detail" not in response.text


@pytest.mark.parametrize("job_id", ["3f0e4b66-6a53-4f4c-9d0a-6e7d3b1f5c21", "nonsense", "%2e%2e"])
async def test_an_unknown_job_is_404_everywhere(api, job_id):
    assert (await api.client.get(f"/api/jobs/{job_id}")).status_code == 404
    assert (await api.client.get(f"/api/jobs/{job_id}/logs")).status_code == 404
    assert (await api.client.post(f"/api/jobs/{job_id}/cancel")).status_code == 404


async def test_retry_after_only_while_a_job_is_not_final(api):
    job = (await api.client.post("/api/transform")).json()
    assert "retry-after" in (await api.client.get(job["links"]["self"])).headers
    assert (await api.client.post(job["links"]["cancel"])).json()["status"] == "cancelled"
    response = await api.client.get(job["links"]["self"])
    assert "retry-after" not in response.headers
    assert response.json()["links"]["cancel"] is None


async def test_cancel_is_idempotent_and_409_after_another_end(api):
    job = (await api.client.post("/api/transform")).json()
    for _ in range(2):
        response = await api.client.post(job["links"]["cancel"])
        assert (response.status_code, response.json()["status"]) == (202, "cancelled")
    done = (await api.client.post("/api/report")).json()
    await sql(api, "update jobs set status = 'succeeded', finished_at = now() where id = %s", done["jobId"])
    assert (await api.client.post(done["links"]["cancel"])).status_code == 409


async def test_the_history_is_paged_newest_first_without_gaps_or_doubles(api):
    posted = []
    for number in range(5):
        job = (await api.client.post("/api/report", json={"date": f"2026-01-{number + 1:02d}"})).json()
        posted.append(job["jobId"])
    # Equal times must not lose rows between two pages.
    await sql(api, "update jobs set created_at = '2026-01-01T00:00:00Z'")
    seen, path = [], "/api/jobs?limit=2"
    while path:
        response = await api.client.get(path)
        page = response.json()
        seen += [job["jobId"] for job in page["jobs"]]
        path = page["next"]
        assert ("link" in response.headers) == (path is not None)
    assert sorted(seen) == sorted(posted)
    assert len(seen) == len(posted)


async def test_filters_by_stage_and_status(api):
    pipeline = (await api.client.post("/api/pipeline")).json()
    lone = (await api.client.post("/api/report")).json()
    await api.client.post(lone["links"]["cancel"])

    async def ids(query):
        return {job["jobId"] for job in (await api.client.get(f"/api/jobs?{query}")).json()["jobs"]}

    assert await ids("") == {pipeline["jobId"], lone["jobId"]}
    assert await ids("status=cancelled") == {lone["jobId"]}
    assert await ids("stage=reporter") == {lone["jobId"], pipeline["steps"][-1]["jobId"]}
    assert await ids("stage=reporter&status=queued") == {pipeline["steps"][-1]["jobId"]}


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=201",
        "limit=x",
        "limit=99999999999999",
        "limit=0000000011999",
        "status=done",
        "stage=x",
        "before=x",
        "page=2",
    ],
)
async def test_a_bad_query_is_422(api, query):
    assert (await api.client.get(f"/api/jobs?{query}")).status_code == 422


async def test_logs_are_text_in_the_order_of_the_steps(api):
    pipeline = (await api.client.post("/api/pipeline")).json()
    for step in reversed(pipeline["steps"]):
        await sql(
            api,
            "insert into job_logs (job_id, seq, at, level, line) "
            "select %s, n, now(), 'info', %s || n from generate_series(1, 600) n",
            step["jobId"],
            f"{step['stage']} line ",
        )
    response = await api.client.get(pipeline["links"]["logs"])
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    told = [line.split(maxsplit=3)[3] for line in response.text.splitlines()]
    stages = [step["stage"] for step in pipeline["steps"]]
    assert told == [f"{stage} line {n}" for stage in stages for n in range(1, 601)]


async def test_a_json_line_is_told_in_words(api):
    job = (await api.client.post("/api/transform")).json()
    line = '{"level": "warning", "event": "log", "message": "slow <b>", "model": "fct", "rows": 3}'
    await sql(
        api,
        "insert into job_logs (job_id, seq, at, level, line) values (%s, 1, '2026-01-02T03:04:05.678Z', 'warning', %s)",
        job["jobId"],
        line,
    )
    text = (await api.client.get(job["links"]["logs"])).text
    assert text == "2026-01-02T03:04:05.678Z warning transform slow <b> model=fct rows=3\n"


async def test_reports_are_listed_and_downloaded_with_an_etag(api):
    await sql(
        api,
        "insert into app.reports (period, first_date, last_date, language, created_at, pages, sha256, pdf) "
        "values ('weekly', '2026-06-22', '2026-06-28', 'ja', now(), 2, 'abc', '\\x255044462d')",
    )
    report = (await api.client.get("/api/reports")).json()["reports"][0]
    assert (report["firstDate"], report["language"], report["pages"], report["bytes"]) == ("2026-06-22", "ja", 2, 5)
    response = await api.client.get(report["links"]["pdf"])
    assert (response.content, response.headers["content-type"]) == (b"%PDF-", "application/pdf")
    again = await api.client.get(report["links"]["pdf"], headers={"If-None-Match": response.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    for known in (f'"other", W/{response.headers["etag"]}', "*"):
        assert (await api.client.get(report["links"]["pdf"], headers={"If-None-Match": known})).status_code == 304
    assert (await api.client.get(report["links"]["pdf"], headers={"If-None-Match": '"other"'})).status_code == 200
    for expected in (204, 404):
        assert (await api.client.delete(f"/api/reports/{report['reportId']}")).status_code == expected
    assert (await api.client.get("/api/reports")).json() == {"reports": []}
    assert (await api.client.get(f"/api/reports/{uuid4()}.pdf")).status_code == 404
    assert (await api.client.get("/api/reports/nonsense.pdf")).status_code == 404


PATHS = {
    "/health",
    "/ready",
    "/openapi.json",
    "/api/sync/{service}",
    "/api/transform",
    "/api/analyze",
    "/api/adjust",
    "/api/summary",
    "/api/days",
    "/api/nights",
    "/api/periods",
    "/api/usual",
    "/api/status",
    "/api/forecasts",
    "/api/accuracy",
    "/api/targets",
    "/api/targets/history",
    "/api/categories",
    "/api/categories/rules",
    "/api/categories/rules/history",
    "/api/categories/rules/preview",
    "/api/categories/rules/undo",
    "/api/projects",
    "/api/settings",
    "/api/settings/{name}/history",
    "/api/settings/{name}",
    "/api/problems/{kind}",
    "/api/sources/{service}/check",
    "/api/sources/{service}/connect",
    "/api/sources/{service}/connect/finish",
    "/api/console/links",
    "/api/console/links/redeem",
    "/api/console/attempts",
    "/api/console/epoch",
    "/api/reports/{report_id}",
    "/api/proposals",
    "/api/proposals/{proposal_id}/accept",
    "/api/proposals/{proposal_id}/reject",
    "/api/sources",
    "/api/report",
    "/api/pipeline",
    "/api/jobs",
    "/api/jobs/{job_id}",
    "/api/jobs/{job_id}/cancel",
    "/api/jobs/{job_id}/logs",
    "/metrics",
    "/api/schedules",
    "/api/schedules/{name}",
    "/api/schedules/{name}/run",
    "/api/jobs/{job_id}/retry",
    "/api/reports",
    "/api/reports/{report_id}.pdf",
}


async def test_the_document_names_every_route_and_type(api):
    document = (await api.client.get("/openapi.json")).json()
    assert document["openapi"] == "3.1.0"
    assert set(document["paths"]) == PATHS
    accepted = document["paths"]["/api/report"]["post"]
    assert accepted["requestBody"]["content"]["application/json"]["schema"]["$ref"].endswith("/ReportInput")
    schemas = document["components"]["schemas"]
    assert set(schemas["ReportInput"]["properties"]) == {"period", "date", "language"}
    assert all(period in str(schemas["ReportInput"]["properties"]["period"]) for period in PERIODS)
    assert schemas["ReportInput"]["additionalProperties"] is False
    assert {"401", "202", "422", "503"} <= set(accepted["responses"])


async def test_the_document_is_valid_openapi(api):
    from openapi_spec_validator import validate

    validate((await api.client.get("/openapi.json")).json())


async def test_cancel_reaches_what_runs_elsewhere(api):
    job = (await api.client.post("/api/transform")).json()
    await sql(api, "update jobs set status = 'running', started_at = now() where id = %s", job["jobId"])
    response = await api.client.post(job["links"]["cancel"])
    assert (response.status_code, response.json()["status"]) == (202, "running")
    async with api.pool.connection() as connection:
        cancelled = await transitions.cancel(connection, job["jobId"])
    assert cancelled is not None
    assert cancelled.cancel_requested_at is not None


async def test_each_request_is_a_line_of_the_log_without_its_key(api, caplog):
    with caplog.at_level(logging.INFO, "service.api.access_log"):
        answer = await api.client.get("/api/jobs?limit=1", headers={"X-Request-ID": "mine"})
        await api.client.get("/health")
    assert answer.status_code == 200
    (record,) = [record for record in caplog.records if record.message == "request"]
    told = vars(record)
    assert (told["method"], told["path"], told["status"], told["request_id"]) == ("GET", "/api/jobs", 200, "mine")
    assert told["milliseconds"] > 0
    assert KEY not in str(told)
