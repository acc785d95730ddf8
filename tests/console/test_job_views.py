"""What the page of jobs and the notices show of the gateway's answers."""

import datetime as dt
from zoneinfo import ZoneInfo

from console.texts import ENGLISH, JAPANESE
from console.views.clock import Clock
from console.views.jobs import job_view, runs_view, usual_seconds
from console.views.notices import notices
from console.wire.gateway import GatewayStatus, StatusWarning, WorkerState
from console.wire.jobs import Job, StartedBy

TOKYO = ZoneInfo("Asia/Tokyo")
NOW = Clock(now=dt.datetime(2026, 6, 28, 22, 30, tzinfo=dt.UTC), zone=TOKYO)


def job(status="succeeded", stage="pipeline", seconds: float = 24, **values) -> Job:
    started = dt.datetime(2026, 6, 28, 16, tzinfo=dt.UTC)
    names = ("reason", "message", "progress", "wait", "not_before", "retry_of", "started_by")
    return Job(
        job_id="00000000-0000-0000-0000-000000000000",
        stage=stage,
        input={},
        status=status,
        steps=[],
        attempt=1,
        max_attempts=2,
        created_at=started,
        started_at=started,
        finished_at=started + dt.timedelta(seconds=seconds),
        **{**dict.fromkeys(names), **values},
    )


def test_a_failed_job_says_why_in_the_language_of_the_page():
    failed = job("failed", reason="timed_out", message="The stage ran for 30 min and was stopped.")
    english, japanese = (job_view(failed, texts, NOW) for texts in (ENGLISH, JAPANESE))
    assert (english.words, english.detail) == ("", "The stage ran for 30 min and was stopped.")
    assert japanese.words == "時間がかかりすぎたため停止しました。"
    assert japanese.detail == "The stage ran for 30 min and was stopped."
    assert english.can_retry
    assert not job_view(job(), ENGLISH, NOW).can_retry


def test_the_history_says_what_started_a_job():
    by_schedule = job(started_by=StartedBy(kind="schedule"))
    assert [job_view(by_schedule, texts, NOW).origin for texts in (ENGLISH, JAPANESE)] == ["schedule", "スケジュール"]
    assert job_view(job(), ENGLISH, NOW).origin == ""


def test_usually_needs_three_successes_of_the_same_job():
    jobs = [job(seconds=20), job(seconds=30), job("failed", seconds=900), job(stage="transform", seconds=5)]
    assert usual_seconds(jobs[0], jobs) is None
    assert usual_seconds(jobs[0], [*jobs, job(seconds=24)]) == 24


def test_a_slow_run_is_marked():
    view = runs_view([job(), job("failed"), job(), job(seconds=61), job(), job()], ENGLISH, NOW)
    assert view is not None
    assert view.words == "4 as usual · 1 slow · 1 failed"
    assert runs_view([job()] * 4, ENGLISH, NOW) is None


def status(*warnings: StatusWarning) -> GatewayStatus:
    worker = WorkerState(alive=False, heartbeat_at=None)
    return GatewayStatus(as_of=None, timezone="Asia/Tokyo", mode=None, worker=worker, warnings=list(warnings))


def test_what_is_old_or_stands_still_is_said_in_both_languages():
    stale = StatusWarning(
        code="source_stale", params={"source": "toggl", "lastSyncedAt": "2026-06-26T22:29:00Z"}, text="x"
    )
    worker = StatusWarning(code="worker_missing", params={"heartbeatAt": "2026-06-28T00:12:00Z"}, text="x")
    other = StatusWarning(code="variable_differs", params={}, text="LIFETRACER_TIMEZONE differs.")
    english = [notice.words for notice in notices(status(stale, worker, other), ENGLISH, NOW)]
    assert english[0] == "Toggl was last read 27 June 07:29."
    assert "the last one was seen yesterday 09:12" in english[1]
    assert english[2] == "LIFETRACER_TIMEZONE differs."
    japanese = notices(status(stale), JAPANESE, NOW)[0]
    assert japanese.words == "Togglの最終読み込みは6月27日 7:29です。"
    assert japanese.can_sync
