"""Logs as pages of JSON, for clients that poll."""

import pytest

from service.jobs.log_reader import PAGE

pytestmark = pytest.mark.anyio
JSON = {"Accept": "application/json"}


async def write(api, job_id, first, last):
    async with api.pool.connection() as connection:
        await connection.execute(
            "insert into job_logs (job_id, seq, at, level, line) "
            "select %s, n, now(), 'info', 'line ' || n from generate_series(%s::int, %s::int) n",
            [job_id, first, last],
        )


async def page(api, job, position=None):
    headers = JSON if position is None else {**JSON, "Last-Event-ID": position}
    response = await api.client.get(job["links"]["logs"], headers=headers)
    assert response.headers["content-type"] == "application/json"
    return response.json()


async def test_pages_continue_by_their_position_without_loss_or_double(api):
    job = (await api.client.post("/api/pipeline")).json()
    for step in job["steps"]:
        await write(api, step["jobId"], 1, PAGE // 2)
    seen, position = [], None
    while True:
        found = await page(api, job, position)
        if not found["lines"]:
            break
        seen += [(line["jobId"], line["seq"]) for line in found["lines"]]
        position = found["position"]
    assert seen == [(step["jobId"], number) for step in job["steps"] for number in range(1, PAGE // 2 + 1)]
    assert (found["position"], found["job"]["status"]) == (position, "queued")
    await write(api, job["steps"][0]["jobId"], PAGE // 2 + 1, PAGE // 2 + 2)
    assert [line["text"] for line in (await page(api, job, position))["lines"]] == [
        f"line {PAGE // 2 + 1}",
        f"line {PAGE // 2 + 2}",
    ]


async def test_the_position_of_a_page_is_that_of_a_stream_and_back(api):
    job = (await api.client.post("/api/transform")).json()
    await write(api, job["jobId"], 1, 3)
    position = (await page(api, job))["position"]
    await write(api, job["jobId"], 4, 5)
    text = await api.client.get(job["links"]["logs"], headers={"Accept": "text/plain", "Last-Event-ID": position})
    assert [line.rpartition(" ")[2] for line in text.text.splitlines()] == ["4", "5"]
    assert (await page(api, job, "5.end"))["lines"] == []


async def test_a_page_of_an_ended_job_has_its_end(api):
    job = (await api.client.post("/api/transform")).json()
    await api.client.post(job["links"]["cancel"])
    found = await page(api, job)
    assert (found["lines"], found["job"]["status"]) == ([], "cancelled")


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("application/json, text/plain", "application/json"),
        ("text/plain, application/json", "text/plain; charset=utf-8"),
        ("text/html, */*", "text/plain; charset=utf-8"),
        ("", "text/plain; charset=utf-8"),
    ],
)
async def test_the_first_of_our_media_types_counts(api, accept, media_type):
    job = (await api.client.post("/api/transform")).json()
    response = await api.client.get(job["links"]["logs"], headers={"Accept": accept})
    assert response.headers["content-type"] == media_type
