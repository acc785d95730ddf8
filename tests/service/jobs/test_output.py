"""What a stage prints: its log, what is taken from it, and what must not be in it."""

import json
from contextlib import asynccontextmanager
from typing import cast

import psycopg
import pytest

from service.database.pool import Pool, one
from service.jobs import logs
from service.jobs.logs import LINE_LIMIT, JobLog
from service.jobs.model import Job
from service.jobs.stage_lines import EVENT_LIMIT, StageLine

pytestmark = pytest.mark.anyio

FULL_DISK = """
    create function gateway.full() returns trigger language plpgsql as
    $$ begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$;
    create trigger full_disk before insert on gateway.job_logs execute function gateway.full();
"""


async def test_a_secret_that_a_stage_prints_does_not_reach_the_log(shop):
    shop.environ["TOGGL_API_TOKEN"] = "very-secret"
    shop.script("import os; print('token', os.environ['TOGGL_API_TOKEN'])", stage="connector")
    async with shop.worker():
        job = await shop.until_final(await shop.post("connector", service="toggl"))
    assert await shop.log(job["id"]) == ["token [secret]"]


async def test_the_log_is_in_the_database_while_the_stage_runs(shop):
    # Rule 10: what was written survives whatever comes.
    shop.script("import time; print('first', flush=True); time.sleep(600)")
    async with shop.worker():
        job_id = await shop.post()

        async def line():
            return await shop.log(job_id)

        assert await shop.until(line) == ["first"]
        assert (await shop.job(job_id))["status"] == "running"
        await shop.cancel(job_id)
        await shop.until_final(job_id)


async def test_an_endless_talker_is_cut(shop, monkeypatch):
    monkeypatch.setattr("service.jobs.logs.LINES_LIMIT", 100)
    shop.script("for number in range(10_000): print('line', number)")
    async with shop.worker():
        job = await shop.until_final(await shop.post())
    lines = await shop.log(job["id"])
    assert lines[99] == "line 99"
    notices = [json.loads(line)["message"] for line in lines[100:]]
    assert notices == [
        "From here on lines are left out: the limit is 100.",
        "9,900 lines are left out: the stage printed more than 100.",
    ]


async def test_a_hostile_line_comes_out_as_itself(shop):
    hostile = '<script>alert("\\u202e")</script> \'; drop table jobs; -- 😀'
    shop.script(f"print({hostile!r}); print('x' * {LINE_LIMIT * 2})")
    async with shop.worker():
        job = await shop.until_final(await shop.post())
    assert (await shop.log(job["id"]))[0] == hostile


async def test_an_event_that_only_looks_like_one_is_text(shop):
    odd = ['{"event": "result"', "[1]", '{"no": "event"}', '{"event": "progress", "done": "x"}']
    shop.script(f"import json\nfor line in {odd!r}: print(line)")
    async with shop.worker():
        job = await shop.until_final(await shop.post())
    assert job["status"] == "succeeded"
    assert await shop.log(job["id"]) == odd
    json.dumps(job["result"])


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ('{"event": "result", "share": NaN}', "succeeded"),
        (r'{"event": "result", "text": "a\u0000b"}', "succeeded"),
        (r'{"event": "error", "message": "a\u0000b \ud800"}', "failed"),
        (r'{"event": "progress", "done": 1, "total": 2, "unit": "\ud800"}', "succeeded"),
        ('{"event": "result", "deep": ' + "[" * 5000 + "]" * 5000 + "}", "succeeded"),
    ],
)
async def test_what_a_stage_says_can_always_be_stored(shop, line, status):
    shop.script(f"print({line!r}); raise SystemExit({int(status == 'failed')})", max_attempts=1)
    async with shop.worker():
        job = await shop.until_final(await shop.post())
    assert job["status"] == status


async def test_a_full_disk_costs_lines_but_not_the_job(shop, monkeypatch):
    # The log's table refuses rows as a full disk makes it refuse them; everything else goes on.
    monkeypatch.setattr(logs, "WAITING_LIMIT_CHARACTERS", 2000)
    async with shop.pool.connection() as connection:
        await connection.execute(FULL_DISK)
    shop.script(
        """
        import pathlib, sys, time
        for number in range(200): print("line", number, "x" * 40)
        pathlib.Path(sys.argv[1], "said").write_text("all")
        while not pathlib.Path(sys.argv[1], "go").exists(): time.sleep(0.01)
        print("after")
        """
    )
    async with shop.worker():
        job_id = await shop.post()
        await shop.until_file("said")
        async with shop.pool.connection() as connection:
            await connection.execute("drop trigger full_disk on gateway.job_logs")

        async def is_noted():
            return [line for line in await shop.log(job_id) if "could not store" in line]

        await shop.until(is_noted)
        (shop.directory / "go").touch()
        job = await shop.until_final(job_id)
    assert job["status"] == "succeeded"
    lines = await shop.log(job_id)
    assert lines[0].startswith("line 0 ")
    [at] = [number for number, line in enumerate(lines) if "the database could not store them" in line]
    # At its place, and with the right number: all 200 are stored or counted.
    assert json.loads(lines[at])["message"].startswith(f"{200 - at} lines are left out here")
    assert lines[at + 1 :] == ["after"]


async def test_the_last_lines_are_written_before_the_end_is(shop):
    # Whoever follows a log stops at the final state.
    async with shop.pool.connection() as connection:
        await connection.execute(
            """
            create table gateway.lines_at_the_end (count integer);
            create function gateway.count_lines() returns trigger language plpgsql as
            $$ begin insert into gateway.lines_at_the_end select count(*) from gateway.job_logs; return new; end $$;
            create trigger at_the_end before update on gateway.jobs for each row
                when (new.finished_at is not null) execute function gateway.count_lines();
            """
        )
    shop.script("print('one'); print('two')")
    async with shop.worker():
        await shop.until_final(await shop.post())
    async with shop.pool.connection() as connection:
        row = await one(connection, "select count from lines_at_the_end")
    assert row == {"count": 2}


async def test_lines_whose_commit_was_made_but_not_answered_are_there_once(shop):
    class Lossy:
        """A pool whose first commit is made, and its answer lost with the connection."""

        lost = False

        @asynccontextmanager
        async def connection(self):
            async with shop.pool.connection() as connection:
                yield connection
            if not self.lost:
                self.lost = True
                raise psycopg.OperationalError("server closed the connection unexpectedly")

    job_id = await shop.post()
    log = JobLog(cast("Pool", Lossy()), Job.of(await shop.job(job_id)))
    log.take(StageLine("one"))
    await log.write()
    log.take(StageLine("two"))
    await log.write()
    assert await shop.log(job_id) == ["one", "two"]


async def test_a_result_has_no_secret_and_only_what_can_be_stored(shop):
    log = JobLog(shop.pool, Job.of(await shop.job(await shop.post())), secrets=("s3cret-token",))
    log.take(StageLine('{"event": "result", "rows": 3, "at": ["https://h/?key=s3cret-token"], "share": 1e999}'))
    assert log.output.result == {"rows": 3, "at": ["https://h/?key=[secret]"], "share": None}


async def test_a_run_that_was_taken_over_writes_no_more_lines(shop):
    # They would stand in the place of the lines of the run that goes on.
    job_id = await shop.post()
    log = JobLog(shop.pool, Job.of(await shop.job(job_id)))
    log.take(StageLine("mine"))
    log.take(StageLine('{"event": "progress", "done": 1, "total": 2, "unit": "days"}'))
    async with shop.pool.connection() as connection:
        await connection.execute("update jobs set attempt = 2 where id = %s", [job_id])
    assert await log.write()
    assert await shop.log(job_id) == []
    assert (await shop.job(job_id))["progress"] is None


async def test_the_last_lines_outlive_connections_that_are_lost_under_them(shop):
    shop.script("print('last words')")
    async with shop.pool.connection() as locking:
        await locking.execute("lock table job_logs in exclusive mode")
        async with shop.worker():
            job_id = await shop.post()
            # While the stage runs, at its end, and before the final state is written.
            for _ in range(3):
                pid = await shop.until_blocked()
                await locking.execute("select pg_terminate_backend(%s, 10000)", [pid])
            await locking.rollback()
            await shop.until_final(job_id)
    assert await shop.log(job_id) == ["last words"]


async def test_a_long_result_arrives_whole_and_is_not_repeated_in_the_log(shop):
    shop.script("import json; print(json.dumps({'event': 'result', 'rows': ['x' * 100] * 2000}))")
    async with shop.worker():
        job = await shop.until_final(await shop.post())
    assert job["result"] == {"rows": ["x" * 100] * 2000}
    [line] = await shop.log(job["id"])
    assert "208,0" in line
    assert len(line) < 200


async def test_a_long_line_that_is_not_an_event_is_cut(shop):
    shop.script(f"print('{{' * {LINE_LIMIT * 2})")
    async with shop.worker():
        job = await shop.until_final(await shop.post())
    [line] = await shop.log(job["id"])
    assert len(line) < LINE_LIMIT + 20


async def test_a_disk_that_stays_full_is_reported_by_the_job(shop, monkeypatch):
    monkeypatch.setattr("service.jobs.runner.LOG_TRIES", 1)
    async with shop.pool.connection() as connection:
        await connection.execute(FULL_DISK)
    shop.script("for number in range(7): print('line', number)")
    async with shop.worker():
        job = await shop.until_final(await shop.post())
    assert job["status"] == "succeeded"
    assert job["message"] == "7 lines of the log are left out: the database could not store them."


async def test_notices_are_written_in_a_flood_on_a_database_that_is_away(shop, monkeypatch):
    monkeypatch.setattr(logs, "WAITING_LIMIT_CHARACTERS", 50)
    log = JobLog(shop.pool, Job.of(await shop.job(job_id := await shop.post())))
    for number in range(100):
        log.take(StageLine(f"line {number:05}"))
    log.note("Stopping: cancelled.")
    assert await log.finish()
    lines = await shop.log(job_id)
    assert lines[:5] == [f"line {number:05}" for number in range(5)]
    messages = [json.loads(line)["message"] for line in lines[5:]]
    assert messages == ["Stopping: cancelled.", "95 lines are left out here: the database could not store them."]


@pytest.mark.parametrize("event", ["result", "error", "retry", "wait"])
async def test_an_event_of_nearly_a_megabyte_works(shop, event):
    at = "2999-01-01T00:00:00Z"
    fields = {"event": event, "message": "why", "after_seconds": 0, "until": at, "reason": "quota"}
    code = 0 if event == "result" else 65 if event == "error" else 75
    shop.script(
        f"""
        import json
        print(json.dumps({fields!r} | {{"filling": "x" * {EVENT_LIMIT - 200}}}))
        raise SystemExit({code})
        """,
        max_attempts=2,
    )
    async with shop.worker():
        job_id = await shop.post()
        wanted = {"result": "succeeded", "error": "failed", "retry": "failed", "wait": "waiting"}[event]
        job = await shop.until_status(job_id, wanted)
    if event == "result":
        assert len(job["result"]["filling"]) == EVENT_LIMIT - 200
    if event == "error":
        assert job["message"] == "why"
    if event == "retry":
        assert job["attempt"] == 2


@pytest.mark.parametrize("code", [0, 1])
async def test_a_longer_result_fails_the_job_with_a_sentence(shop, code):
    shop.script(
        f"import json; print(json.dumps({{'level': 'info', 'event': 'result', 'x': 'x' * {EVENT_LIMIT}}}))\n"
        f"raise SystemExit({code})",
        max_attempts=1,
    )
    async with shop.worker():
        job = await shop.until_final(await shop.post())
    assert (job["status"], job["reason"]) == ("failed", "exit_code" if code else "output_too_long")
    assert job["message"] == "The stage printed a result event of more than 1,048,576 bytes, which was not stored."
    [line] = await shop.log(job["id"])
    assert len(line) < LINE_LIMIT + 20


@pytest.mark.parametrize("place", [LINE_LIMIT - 8, EVENT_LIMIT - 8, 65536 - 8])
async def test_a_secret_across_a_cut_or_two_reads_is_redacted(shop, place):
    shop.environ["TOGGL_API_TOKEN"] = secret = "a-token-of-32-characters-abcdefg"
    shop.script(f"import os; print('x' * {place} + os.environ['TOGGL_API_TOKEN'])", stage="connector")
    async with shop.worker():
        job = await shop.until_final(await shop.post("connector", service="toggl"))
    text = "".join(await shop.log(job["id"]))
    assert secret[:6] not in text
    assert text.count("x") >= LINE_LIMIT - 8
