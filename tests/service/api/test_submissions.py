"""Accepting jobs."""

import anyio
import pytest

from service.database.pool import all_rows, one
from service.jobs import transitions
from service.jobs.registry import STAGES, command

pytestmark = pytest.mark.anyio


async def test_202_says_where_and_the_rows_are_committed_with_it(api):
    response = await api.client.post("/api/sync/toggl", json={"since": "2026-01-01", "full": True})
    assert response.status_code == 202
    job = response.json()
    assert response.headers["location"] == f"/api/jobs/{job['jobId']}" == job["links"]["self"]
    assert (job["stage"], job["status"], job["attempt"], job["coalesced"]) == ("connector", "queued", 1, False)
    assert job["input"] == {"service": "toggl", "since": "2026-01-01", "full": True}
    async with api.pool.connection() as connection:
        row = await one(
            connection,
            "select p.lock, p.queue_name, p.args from jobs join procrastinate_jobs p on p.id = procrastinate_job_id "
            "where jobs.id = %s",
            job["jobId"],
        )
    assert row == {"lock": "connector:toggl", "queue_name": "stages", "args": {"job_id": job["jobId"], "attempt": 1}}


async def test_both_rows_or_none(api):
    # Rule 16: a failure after both inserts takes both away.
    from service.jobs.accept import accept

    async def fail_after_accepting() -> None:
        async with api.pool.connection() as connection:
            await accept(connection, stage="transform", input_={})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail_after_accepting()
    async with api.pool.connection() as connection:
        assert await all_rows(connection, "select id from jobs") == []
        assert await all_rows(connection, "select id from procrastinate_jobs") == []


@pytest.mark.parametrize(
    "path", ["/api/transform", "/api/analyze", "/api/adjust", "/api/report", "/api/pipeline", "/api/sync/gcal"]
)
async def test_a_body_may_be_absent(api, path):
    assert (await api.client.post(path)).status_code == 202


async def test_a_pipeline_shows_its_steps_and_only_the_first_are_handed_out(api):
    job = (await api.client.post("/api/pipeline", json={"report": {"language": "ja"}})).json()
    stages = [step["stage"] for step in job["steps"]]
    assert stages == ["connector", "connector", "transform", "analyzer", "adjuster", "reporter"]
    assert {step["input"]["service"] for step in job["steps"][:2]} == {"gcal", "toggl"}
    assert job["steps"][-1]["input"] == {"language": "ja"}
    assert {step["parentId"] for step in job["steps"]} == {job["jobId"]}
    async with api.pool.connection() as connection:
        assert len(await all_rows(connection, "select id from procrastinate_jobs")) == 2


@pytest.mark.parametrize("period", ["daily", "weekly", "monthly"])
async def test_a_report_of_each_period_is_taken(api, period):
    response = await api.client.post("/api/report", json={"period": period, "date": "2026-06-24"})
    assert response.status_code == 202
    assert response.json()["input"] == {"period": period, "date": "2026-06-24"}


async def test_a_pipeline_without_report_says_so_and_true_is_the_default(api):
    without = (await api.client.post("/api/pipeline", json={"report": False})).json()
    assert without["input"] == {"report": False}
    assert [step["stage"] for step in without["steps"]][-1] == "adjuster"
    plain = (await api.client.post("/api/pipeline")).json()
    assert plain["steps"][-1]["stage"] == "reporter"
    # Another one than that without a report, and the same as the one that says true.
    assert plain["jobId"] != without["jobId"]
    assert (await api.client.post("/api/pipeline", json={"report": True})).json()["jobId"] == plain["jobId"]


async def test_a_pipeline_without_sync_begins_with_the_transform(api):
    job = (await api.client.post("/api/pipeline", json={"sync": False})).json()
    assert job["input"] == {"sync": False}
    assert [step["stage"] for step in job["steps"]] == ["transform", "analyzer", "adjuster", "reporter"]
    async with api.pool.connection() as connection:
        (enqueued,) = await all_rows(connection, "select args from procrastinate_jobs")
    assert enqueued["args"]["job_id"] == job["steps"][0]["jobId"]
    assert (await api.client.post("/api/pipeline", json={"sync": True})).json()["input"] == {}


async def test_an_unknown_service_lists_the_known_ones(api):
    response = await api.client.post("/api/sync/facebook")
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"
    assert "toggl" in response.json()["detail"]


@pytest.mark.parametrize(
    ("path", "body", "status", "pointer"),
    [
        ("/api/sync/toggl", b'{"sinse": "2026-01-01"}', 422, "/sinse"),
        ("/api/sync/toggl", b'{"since": "yesterday"}', 422, "/since"),
        ("/api/sync/toggl", b'{"full": 1}', 422, "/full"),
        ("/api/report", b'{"language": "fr"}', 422, "/language"),
        ("/api/pipeline", b'{"report": {"period": "hourly"}}', 422, "/report/period"),
        ("/api/transform", b"[]", 422, ""),
        ("/api/transform", b"{", 400, None),
        ("/api/transform", b"\xff", 400, None),
    ],
)
async def test_a_bad_body_is_a_problem_with_pointers(api, path, body, status, pointer):
    response = await api.client.post(path, content=body)
    problem = response.json()
    assert (response.status_code, problem["status"]) == (status, status)
    assert set(problem) == {"type", "title", "status", "detail", "instance", "params", "errors"}
    assert problem["instance"] == path
    assert [error["pointer"] for error in problem["errors"]] == ([] if pointer is None else [pointer])


async def test_a_large_body_is_refused_announced_or_not(api):
    large = b'{"since": "' + b"x" * 70_000 + b'"}'
    assert (await api.client.post("/api/sync/toggl", content=large)).status_code == 413

    async def chunks():
        for _ in range(70):
            yield b"x" * 1000

    assert (await api.client.post("/api/sync/toggl", content=chunks())).status_code == 413


async def test_equal_waiting_jobs_are_shared_and_it_is_said(api):
    first = (await api.client.post("/api/transform")).json()
    second = (await api.client.post("/api/transform")).json()
    assert (second["jobId"], second["coalesced"]) == (first["jobId"], True)
    other = (await api.client.post("/api/report", json={"language": "ja"})).json()
    third = (await api.client.post("/api/report", json={"language": "en"})).json()
    assert third["jobId"] != other["jobId"]


async def test_beside_a_running_job_exactly_one_more_waits(api):
    running = (await api.client.post("/api/transform")).json()["jobId"]
    async with api.pool.connection() as connection:
        await connection.execute("update jobs set status = 'running', started_at = now() where id = %s", [running])
    waiting = (await api.client.post("/api/transform")).json()["jobId"]
    assert waiting != running
    assert (await api.client.post("/api/transform")).json()["jobId"] == waiting


async def test_fifty_equal_posts_at_once_make_one_job(api):
    ids = set()

    async def post() -> None:
        response = await api.client.post("/api/transform")
        assert response.status_code == 202
        ids.add(response.json()["jobId"])

    async with anyio.create_task_group() as tasks:
        for _ in range(50):
            tasks.start_soon(post)
    assert len(ids) == 1


async def test_the_same_idempotency_key_gives_the_first_answer_again(api):
    headers = {"Idempotency-Key": "monday"}
    first = await api.client.post("/api/report", json={"language": "ja"}, headers=headers)
    async with api.pool.connection() as connection:
        await transitions.cancel(connection, first.json()["jobId"])
    again = await api.client.post("/api/report", json={"language": "ja"}, headers=headers)
    assert again.json() == first.json()
    assert again.headers["location"] == first.headers["location"]
    other = await api.client.post("/api/report", json={"language": "en"}, headers=headers)
    assert other.status_code == 422
    elsewhere = await api.client.post("/api/transform", headers=headers)
    assert elsewhere.status_code == 422


async def test_while_draining_nothing_is_accepted(api):
    api.state.draining = True
    response = await api.client.post("/api/transform")
    assert response.status_code == 503
    assert int(response.headers["retry-after"]) > 0
    assert (await api.client.get("/ready")).status_code == 503
    assert (await api.client.get("/health")).status_code == 200


async def test_without_a_database_503_and_not_500(api):
    await api.pool.close()
    response = await api.client.post("/api/transform")
    assert response.status_code == 503
    assert "retry-after" in response.headers
    assert (await api.client.get("/ready")).status_code == 503
    assert (await api.client.get("/health")).status_code == 200


@pytest.mark.parametrize("key", ["", "x" * 201])
async def test_an_idempotency_key_has_a_length(api, key):
    assert (await api.client.post("/api/transform", headers={"Idempotency-Key": key})).status_code == 422


async def test_odd_bodies_are_problems_too(api):
    response = await api.client.post("/api/transform", content=b'{"a/b~c": 1}')
    assert [error["pointer"] for error in response.json()["errors"]] == ["/a~1b~0c"]
    deep = b'{"x": ' + b"[" * 30000 + b"]" * 30000 + b"}"
    assert (await api.client.post("/api/transform", content=deep)).status_code in {400, 422}


async def test_a_trace_context_is_kept_with_the_job_and_all_its_steps(api):
    traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    response = await api.client.post("/api/pipeline", headers={"traceparent": traceparent})
    assert response.status_code == 202
    async with api.pool.connection() as connection:
        rows = await all_rows(connection, "select distinct traceparent from jobs")
    assert rows == [{"traceparent": traceparent}]


async def test_a_sync_can_be_planned_or_tried_where_that_has_a_meaning(api):
    job = (await api.client.post("/api/sync/toggl", json={"plan": True})).json()
    assert job["input"] == {"service": "toggl", "plan": True}
    assert (await api.client.post("/api/sync/gcal", json={"dryRun": True})).status_code == 202
    for service, body, said in (
        ("gcal", {"plan": True}, "no quota"),
        ("toggl", {"plan": True, "dryRun": True}, "exclude"),
    ):
        response = await api.client.post(f"/api/sync/{service}", json=body)
        assert response.status_code == 422
        assert said in response.json()["detail"]
    schedule = {
        "cron": "0 1 * * *",
        "timezone": "UTC",
        "stage": "connector",
        "input": {"service": "gcal", "plan": True},
    }
    response = await api.client.put("/api/schedules/odd", json=schedule)
    assert response.status_code == 422
    assert "no quota" in response.text


def test_the_options_of_a_dry_run_are_those_of_the_stage():
    argv = command(STAGES["connector"], {"service": "toggl", "since": "2026-01-01", "dryRun": True, "plan": False})
    assert argv[3:] == ["toggl", "--since=2026-01-01", "--dry-run"]


@pytest.mark.parametrize(
    ("path", "body", "pointer"),
    [
        ("/api/report", {"date": "1969-12-31"}, "/date"),
        ("/api/report", {"date": "2101-01-01"}, "/date"),
        ("/api/pipeline", {"report": {"date": "0001-01-01"}}, "/report/date"),
    ],
)
async def test_a_report_of_a_year_that_no_report_can_have_is_422(api, path, body, pointer):
    response = await api.client.post(path, json=body)
    (error,) = response.json()["errors"]
    assert (response.status_code, error["pointer"], error["code"]) == (422, pointer, "out-of-range")
    assert "between 1970 and 2100" in error["detail"]


@pytest.mark.parametrize("day", ["1970-01-01", "2100-12-31"])
async def test_a_report_of_the_first_and_the_last_possible_day_is_accepted(api, day):
    assert (await api.client.post("/api/report", json={"date": day})).status_code == 202
