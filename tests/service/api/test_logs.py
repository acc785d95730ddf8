"""Live logs: server-sent events that resume without loss or double, from any gateway, and hold nothing."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest

from service.jobs.retention import purge
from service.settings import Retention
from tests.service.api.log_events import EVENTS, end, rest, sql, stream, write

pytestmark = pytest.mark.anyio


async def test_lines_come_as_they_are_written_and_the_last_event_is_the_final_state(api):
    job = (await api.client.post("/api/transform")).json()
    await write(api, job, "one")
    async with stream(api, job) as found:
        assert (await anext(found)).text == "one"
        await write(api, job, '{"event": "log", "message": "two", "rows": 3}')
        second = await anext(found)
        assert (second.text, second.data["stage"], second.data["seq"]) == ("two rows=3", "transform", 2)
        await end(api, job, "failed")
        last = await anext(found)
        assert (last.kind, last.data["jobId"], last.data["status"]) == ("end", job["jobId"], "failed")
        assert [event async for event in found] == []


async def test_a_stream_ends_in_order_when_its_job_is_deleted(api):
    job = (await api.client.post("/api/transform")).json()
    await write(api, job, "one", "two")
    async with stream(api, job) as found:
        assert [(await anext(found)).text, (await anext(found)).text] == ["one", "two"]
        await sql(
            api,
            "update jobs set status = 'succeeded', finished_at = now() - interval '400 days' where id = %s",
            job["jobId"],
        )
        await purge(api.pool, Retention(), now=datetime.now(UTC))
        assert (await api.client.get(f"/api/jobs/{job['jobId']}")).status_code == 404
        events_left = [event async for event in found]
    assert [event.kind for event in events_left if event.kind != "comment"] == ["end"]


async def test_a_stream_resumes_on_any_gateway_and_for_finished_jobs(api, other):
    job = (await api.client.post("/api/transform")).json()
    await write(api, job, "one", "two", "three")
    async with stream(api, job) as found:
        first = await anext(found)
    assert first.text == "one"
    async with stream(other, job, first.id) as found:
        second = await anext(found)
        assert second.text == "two"
    await write(api, job, "four")
    await end(api, job)
    assert [event.data.get("text") for event in await rest(api, job, second.id)] == ["three", "four", None]
    assert [event.kind for event in await rest(other, job)] == ["message"] * 4 + ["end"]


async def test_who_has_seen_the_end_is_told_not_to_come_back(api):
    job = (await api.client.post("/api/transform")).json()
    await end(api, job)
    (last,) = await rest(api, job)
    response = await api.client.get(job["links"]["logs"], headers=EVENTS | {"Last-Event-ID": last.id})
    assert (response.status_code, response.content) == (204, b"")


async def test_steps_that_print_side_by_side_resume_from_every_event_without_loss_or_double(api):
    pipeline = (await api.client.post("/api/pipeline")).json()
    gcal, toggl, transform, *_ = pipeline["steps"]
    async with stream(api, pipeline) as found:
        seen = []
        # Each write is committed after a later one of the other step was read.
        for step, line in ((toggl, "t1"), (gcal, "g1"), (toggl, "t2"), (gcal, "g2"), (transform, "x1"), (gcal, "g3")):
            await write(api, step, line)
            seen.append(await anext(found))
    assert [event.text for event in seen] == ["t1", "g1", "t2", "g2", "x1", "g3"]
    for step in pipeline["steps"]:
        await end(api, step)
    await end(api, pipeline)
    every = {event.text for event in seen}
    for number, event in enumerate(seen):
        *following, last = await rest(api, pipeline, event.id)
        before = {event.text for event in seen[: number + 1]}
        texts = [event.text for event in following]
        assert sorted(texts) == sorted(every - before)
        assert (last.kind, last.data["steps"][0]["jobId"]) == ("end", gcal["jobId"])
    assert all(earlier.id != later.id for earlier, later in pairwise(seen))


async def test_more_lines_than_a_page_come_in_order(api):
    job = (await api.client.post("/api/transform")).json()
    await sql(
        api,
        "insert into job_logs (job_id, seq, at, level, line) "
        "select %s, n, now(), 'info', 'line ' || n from generate_series(1, 1200) n",
        job["jobId"],
    )
    await end(api, job)
    *lines, last = await rest(api, job)
    assert [event.text for event in lines] == [f"line {number}" for number in range(1, 1201)]
    assert last.kind == "end"


@pytest.mark.parametrize("last", ["x", "1.2", "-1", "1.end.end", "99999999999"])
async def test_a_last_event_id_of_something_else_is_422(api, last):
    job = (await api.client.post("/api/transform")).json()
    response = await api.client.get(job["links"]["logs"], headers=EVENTS | {"Last-Event-ID": last})
    assert response.status_code == 422


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("text/event-stream", "text/event-stream"),
        ("application/json, text/event-stream;q=0.9, */*", "application/json"),
        ("text/plain, text/event-stream", "text/plain"),
        ("*/*", "text/plain"),
        ("", "text/plain"),
    ],
)
async def test_accept_chooses_text_or_events(api, accept, expected):
    job = (await api.client.post("/api/transform")).json()
    await end(api, job)
    response = await api.client.get(job["links"]["logs"], headers={"Accept": accept})
    assert response.headers["content-type"].partition(";")[0] == expected


async def test_head_of_a_stream_does_not_wait_for_its_end(api):
    job = (await api.client.post("/api/transform")).json()
    response = await api.client.head(job["links"]["logs"], headers=EVENTS)
    assert (response.status_code, response.content) == (200, b"")


async def test_text_goes_on_after_a_position_too(api):
    job = (await api.client.post("/api/transform")).json()
    await write(api, job, "one", "two")
    response = await api.client.get(job["links"]["logs"], headers={"Last-Event-ID": "1"})
    assert [line.split()[-1] for line in response.text.splitlines()] == ["two"]
