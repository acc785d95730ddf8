"""The log of requests: one line each, and under a flood a number."""

import logging

import anyio
import httpx2
import pytest

from service.api import access_log

pytestmark = pytest.mark.anyio


@pytest.fixture
def logged(caplog):
    """Return the fields of what was logged with an action, after letting everything through."""
    caplog.set_level(logging.INFO, "service.api.access_log")

    def logged(action):
        return [record for record in caplog.records if getattr(record, "action", None) == action]

    return logged


async def flood(api, count, path="/api/jobs", **headers):
    async with httpx2.AsyncClient(base_url=api.origin, headers=headers, trust_env=False) as client:
        for _ in range(count):
            await client.get(path)


async def test_refusals_beyond_a_number_are_counted_by_status_and_the_count_is_written(api, logged, monkeypatch):
    monkeypatch.setattr(access_log, "WINDOW_SECONDS", 1000)
    await flood(api, access_log.REFUSED_LINES + 30)
    await api.client.get("/nothing")
    # What is not refused has lines of its own.
    assert (await api.client.get("/api/jobs")).status_code == 200
    assert [record.status for record in logged("request")] == [401] * access_log.REFUSED_LINES + [200]
    api.state.access_log.close()
    (summary,) = logged("requests_not_logged")
    assert (summary.count, summary.statuses) == (31, {"401": 30, "404": 1})
    assert summary.getMessage() == "31 requests were not logged"
    await flood(api, 1)
    assert logged("request")[-1].status == 401


async def test_the_count_is_written_at_the_end_of_the_window_and_of_the_server(api, logged, monkeypatch):
    monkeypatch.setattr(access_log, "REFUSED_LINES", 1)
    monkeypatch.setattr(access_log, "WINDOW_SECONDS", 0.2)
    await flood(api, 3)
    with anyio.fail_after(60):
        while not logged("requests_not_logged"):
            await anyio.sleep(0.02)
    monkeypatch.setattr(access_log, "WINDOW_SECONDS", 1000)
    await flood(api, 3)
    before = len(logged("requests_not_logged"))
    api.server.should_exit = True
    with anyio.fail_after(60):
        while len(logged("requests_not_logged")) == before:
            await anyio.sleep(0.02)


async def test_lines_of_a_caller_with_a_key_are_bounded_too(api, logged, monkeypatch):
    monkeypatch.setattr(access_log, "LINES", 2)
    for _ in range(5):
        await api.client.get("/api/jobs")
    api.state.access_log.close()
    assert len(logged("request")) == 2
    assert logged("requests_not_logged")[-1].count == 3


async def test_invalid_http_is_logged_by_its_status_and_a_long_path_is_cut(api, logged):
    port = int(api.origin.rpartition(":")[2])
    async with await anyio.connect_tcp("127.0.0.1", port) as stream:
        await stream.send(b"nonsense\r\n\r\n")
        answer = await stream.receive()
    (line,) = logged("request")
    assert line.status == 400
    assert line.request_id.encode() in answer
    await api.client.get("/" + "x" * 5000)
    assert len(logged("request")[-1].path) == access_log.PATH_CHARACTERS


async def test_monitors_are_not_logged(api, logged):
    await flood(api, 3, "/health")
    assert logged("request") == []
