"""Promises that hold for every operation."""

import re
from datetime import datetime

import anyio
import pytest

from service.database.pool import all_rows

pytestmark = pytest.mark.anyio


async def test_a_page_does_not_move_when_jobs_come_in_between(api):
    posted = [
        (await api.client.post("/api/report", json={"date": f"2026-01-0{number}"})).json()["jobId"]
        for number in range(1, 7)
    ]
    first = await api.client.get("/api/jobs", params={"limit": 2, "stage": "reporter", "status": "queued"})
    following = first.json()["next"]
    assert first.headers["link"] == f'<{following}>; rel="next"'
    assert "stage=reporter" in following
    assert "limit=2" in following
    await api.client.post("/api/report", json={"date": "2026-02-01"})
    second = (await api.client.get(following)).json()
    seen = [job["jobId"] for job in [*first.json()["jobs"], *second["jobs"]]]
    assert seen == list(reversed(posted))[:4]
    last = (await api.client.get(second["next"])).json()
    assert ([job["jobId"] for job in last["jobs"]], last["next"]) == ([posted[1], posted[0]], None)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/summary?form=2026-01-01"),
        ("GET", "/api/targets?category=x"),
        ("GET", "/api/targets/history?dayType=monday"),
        ("GET", "/api/targets/history?category=%00"),
        ("GET", "/api/jobs?limit=1&limit=2"),
        ("POST", "/api/transform?full=true"),
        ("DELETE", "/api/targets?category=%00"),
    ],
)
async def test_a_query_that_the_document_does_not_know_is_422(api, method, path):
    response = await api.client.request(method, path)
    assert (response.status_code, response.headers["content-type"]) == (422, "application/problem+json")


@pytest.mark.parametrize("media_type", ["application/x-www-form-urlencoded", "text/plain", "application/jsonl"])
async def test_a_body_that_says_that_it_is_no_json_is_415(api, media_type):
    response = await api.client.post("/api/transform", content=b"{}", headers={"Content-Type": media_type})
    assert response.status_code == 415
    assert "application/json" in response.json()["detail"]
    empty = await api.client.post("/api/transform", headers={"Content-Type": media_type})
    assert empty.status_code == 202


async def test_a_body_of_json_may_name_its_charset(api):
    headers = {"Content-Type": "Application/JSON; charset=utf-8"}
    assert (await api.client.post("/api/transform", content=b"{}", headers=headers)).status_code == 202


async def test_a_character_that_postgresql_cannot_keep_is_422_and_not_500(api):
    body = {"category": "a\x00b", "minutes": 1, "direction": "more"}
    assert (await api.client.put("/api/targets", json=body)).status_code == 422


async def test_names_are_camel_case_and_times_are_utc(api):
    def look(value):
        if isinstance(value, dict):
            for name, inner in value.items():
                assert re.fullmatch(r"[a-z]+([A-Z0-9][a-z0-9]*)*", name), name
                if name.endswith("At") and inner is not None:
                    assert inner.endswith("Z")
                    assert datetime.fromisoformat(inner).tzinfo is not None
                look(inner)
        elif isinstance(value, list):
            for inner in value:
                look(inner)

    look((await api.client.post("/api/pipeline")).json())
    reads = ("/api/jobs", "/api/targets", "/api/proposals", "/api/sources", "/api/reports", "/api/status")
    for path in ("/health", "/ready", *reads):
        look((await api.client.get(path)).json())


async def test_a_key_used_by_many_at_once_makes_one_job_and_one_answer(api):
    answers = []

    async def post():
        response = await api.client.post("/api/report", headers={"Idempotency-Key": "once"})
        answers.append((response.status_code, response.json()["jobId"], response.json()["coalesced"]))

    async with anyio.create_task_group() as tasks:
        for _ in range(20):
            tasks.start_soon(post)
    assert len(set(answers)) == 1
    assert answers[0][0::2] == (202, False)
    async with api.pool.connection() as connection:
        assert len(await all_rows(connection, "select id from jobs")) == 1


async def test_a_key_whose_request_failed_is_not_used_up(api):
    headers = {"Idempotency-Key": "k"}
    assert (await api.client.post("/api/report", json={"language": "fr"}, headers=headers)).status_code == 422
    assert (await api.client.post("/api/report", json={"language": "ja"}, headers=headers)).status_code == 202


async def test_an_accepted_job_says_when_to_ask_again(api):
    response = await api.client.post("/api/transform")
    assert int(response.headers["retry-after"]) >= 1


async def test_every_problem_carries_the_callers_request_id(api):
    for path in ("/nothing", "/api/jobs/x", "/api/jobs?limit=x"):
        response = await api.client.get(path, headers={"X-Request-ID": "mine"})
        assert (response.headers["x-request-id"], response.is_error) == ("mine", True)


# Where the scope is not that of most operations of the method.
OTHER_SCOPES = {
    "/api/categories/rules/undo": "edit",
    "/api/console/links": "admin",
    "/api/sources/{service}/connect": "edit",
    "/api/sources/{service}/connect/finish": "edit",
}


async def test_the_document_names_the_scope_and_every_problem_of_each_operation(api):
    document = (await api.client.get("/openapi.json")).json()
    needed = {"get": "read", "post": "run", "put": "edit", "delete": "edit"}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            is_open = path in {"/health", "/ready"}
            scope = OTHER_SCOPES.get(path, "console" if path.startswith("/api/console/") else needed[method])
            assert operation["security"] == ([] if is_open else [{"key": [scope]}])
            assert {"413", "500", "503"} <= set(operation["responses"])
            assert is_open or {"401", "403", "422"} <= set(operation["responses"])
            assert "requestBody" not in operation or {"400", "408", "415"} <= set(operation["responses"])
    logs = document["paths"]["/api/jobs/{job_id}/logs"]["get"]["responses"]
    assert set(logs["200"]["content"]) == {"text/plain", "text/event-stream", "application/json"}
    assert "content" not in logs["204"]
    assert set(document["components"]["schemas"]["LogLine"]["properties"]) >= {"stage", "seq", "at", "level", "text"}
