"""`GET /api/status`: the state of the whole, before and after a transform, and every warning."""

from datetime import UTC, datetime, timedelta
from string import Formatter
from typing import get_args

import psycopg
import pytest

from naming.rules import Rule
from service.jobs.queue import QUEUE
from service.notices import WARNINGS, WarningCode
from service.version import VERSION
from tests import category_rules
from tests.service.api.conftest import serving
from tests.service.transformed import transform

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 5, 11, 6, tzinfo=UTC)


class At:
    """A clock that stands."""

    def now(self):
        return NOW


async def sql(api, query, *parameters):
    async with api.pool.connection() as connection:
        await connection.execute(query, parameters)


async def state(api):
    response = await api.client.get("/api/status")
    assert response.status_code == 200, response.text
    return response.json()


async def warned(api):
    found = (await state(api))["warnings"]
    for one in found:
        assert one["text"] == WARNINGS[one["code"]].format_map(one["params"])
    return {one["code"]: one["params"] for one in found}


async def beat(api, age=0, queue=QUEUE):
    await sql(
        api,
        "insert into workers (id, machine, process, queues, heartbeat_at) "
        "values (gen_random_uuid(), 'm', '1@1', array[%s], now() - make_interval(secs => %s))",
        queue,
        age,
    )


async def job(api, stage, status, *, service=None, finished_at=None, at=NOW):
    await sql(
        api,
        "insert into jobs (id, stage, input, lock_key, input_key, queue, status, max_attempts, created_at, "
        "finished_at) values (gen_random_uuid(), %s, jsonb_build_object('service', %s::text), %s, "
        "gen_random_uuid()::text, 'q', %s, 1, %s, %s)",
        *(stage, service, None if stage == "pipeline" else f"{stage} {service}", status, at, finished_at),
    )


def test_every_warning_has_a_sentence():
    assert set(WARNINGS) == set(get_args(WarningCode))
    for template in WARNINGS.values():
        assert template.endswith((".", "}"))
        assert all(name.isidentifier() for _, name, _, _ in Formatter().parse(template) if name)


async def test_before_the_first_transform_the_state_is_known(api):
    found = await state(api)
    assert found.pop("database")["bytes"] > 1_000_000
    following = found.pop("nextRun")
    assert following["schedule"] in {
        one["name"] for one in (await api.client.get("/api/schedules")).json()["schedules"]
    }
    assert found == {
        "version": VERSION,
        "asOf": None,
        "timezone": "Asia/Tokyo",
        "country": "JP",
        "language": "en",
        "mode": None,
        "worker": {"alive": False, "heartbeatAt": None},
        "queue": {"queued": 0, "waiting": 0, "running": 0},
        "lastPipeline": None,
        "warnings": [
            {"code": "worker_missing", "params": {}, "text": WARNINGS["worker_missing"]},
        ],
    }


async def test_the_database_is_said_to_be_the_embedded_one_where_it_is(api):
    assert (await state(api))["database"]["embedded"] is False
    api.state.is_embedded = True
    assert (await state(api))["database"]["embedded"] is True


async def test_a_worker_is_alive_as_long_as_its_heartbeat_is_fresh(api):
    await beat(api, age=50)
    found = await state(api)
    assert found["worker"]["alive"] is False
    seen = datetime.fromisoformat(found["worker"]["heartbeatAt"])
    # The worker of a command that runs its own job takes no other.
    await beat(api, queue="import-1")
    assert (await warned(api))["worker_missing"] == {"heartbeatAt": f"{seen:%Y-%m-%dT%H:%M:%SZ}"}
    await beat(api)
    assert (await state(api))["worker"]["alive"] is True
    assert "worker_missing" not in await warned(api)


async def test_runs_are_counted_and_the_newest_pipeline_is_the_last(api):
    for status in ("queued", "waiting", "running"):
        await job(api, "connector", status, service=status)
    await job(api, "transform", "queued")
    await job(api, "pipeline", "succeeded", finished_at=NOW, at=NOW - timedelta(hours=1))
    await job(api, "pipeline", "running")
    found = await state(api)
    assert found["queue"] == {"queued": 2, "waiting": 1, "running": 1}
    pipeline = found["lastPipeline"]
    assert (pipeline["status"], pipeline["createdAt"], pipeline["finishedAt"]) == (
        "running",
        "2026-05-11T06:00:00Z",
        None,
    )
    assert (await api.client.get(f"/api/jobs/{pipeline['jobId']}")).json()["status"] == "running"


async def test_the_next_run_is_the_earliest_of_the_schedules_that_are_not_paused(api):
    api.state.clock = At()
    schedules = (await api.client.get("/api/schedules")).json()["schedules"]
    earliest = min((one["nextRunAt"], one["name"]) for one in schedules)
    following = (await state(api))["nextRun"]
    assert (following["at"], following["schedule"]) == earliest
    await sql(api, "update schedules set paused = true where name = %s", following["schedule"])
    assert (await state(api))["nextRun"]["schedule"] != following["schedule"]
    await sql(api, "delete from schedules")
    assert (await state(api))["nextRun"] is None


async def test_a_source_that_failed_or_was_not_read_for_long_is_a_warning_only_where_it_is_set_up(api, monkeypatch):
    api.state.clock = At()
    await sql(
        api,
        "insert into raw.sync_state (service, last_synced_at) values ('toggl', %s), ('gcal', %s), ('toggl_csv', %s)",
        *(NOW - timedelta(hours=27), NOW - timedelta(hours=25), NOW - timedelta(days=400)),
    )
    assert set(await warned(api)) == {"worker_missing"}
    monkeypatch.setenv("TOGGL_API_TOKEN", "t")
    monkeypatch.setenv("GOOGLE_SERVICE_ACCOUNT_FILE", "/run/key.json")
    assert (await warned(api))["source_stale"] == {
        "source": "toggl",
        "lastSyncedAt": "2026-05-10T03:00:00Z",
        "command": "lifetracer run connector toggl",
    }
    failed = NOW - timedelta(hours=2)
    await job(api, "connector", "failed", service="gcal", finished_at=failed)
    assert (await warned(api))["source_failed"] == {"source": "gcal", "at": "2026-05-11T04:00:00Z"}
    await job(api, "connector", "succeeded", service="gcal", finished_at=NOW - timedelta(hours=1))
    assert "source_failed" not in await warned(api)


async def test_a_variable_that_differs_from_what_is_stored_is_a_warning(api, monkeypatch):
    monkeypatch.setenv("LIFETRACER_TIMEZONE", "asia/tokyo")
    assert "variable_differs" not in await warned(api)
    monkeypatch.setenv("LIFETRACER_TIMEZONE", "Europe/Berlin")
    assert (await warned(api))["variable_differs"] == {
        "setting": "timezone",
        "variable": "LIFETRACER_TIMEZONE",
        "value": "Europe/Berlin",
        "stored": "Asia/Tokyo",
    }


async def test_a_file_of_rules_that_says_something_else_is_a_warning(api, database_url, monkeypatch, tmp_path):
    file = tmp_path / "rules.csv"
    monkeypatch.setenv("LIFETRACER_CATEGORIES", str(file))
    # The next transform reads the file where the rules that ship still count.
    assert "categories_file_unreadable" not in await warned(api)
    with psycopg.connect(database_url) as connection:
        category_rules.save(connection, [Rule("project_name", "Garden", "Pleasure")])
    assert (await warned(api))["categories_file_unreadable"]["path"] == str(file)
    file.write_text("match_type,match_value,personal_category\nproject_name,GARDEN,Pleasure\n")
    assert set(await warned(api)) == {"worker_missing"}
    file.write_text("match_type,match_value,personal_category\nproject_name,Garden,Work\n")
    assert (await warned(api))["categories_file_differs"] == {
        "path": str(file),
        "command": f"lifetracer categories import {file}",
    }
    file.write_text("match_type\n")
    assert "column match_value is missing" in (await warned(api))["categories_file_unreadable"]["reason"]


@pytest.fixture(scope="module")
def marts_url(module_database_url, tmp_path_factory):
    folder = tmp_path_factory.mktemp("status")
    transform(module_database_url, folder, [("Work", NOW.date(), 1, 60)], NOW.isoformat())
    return module_database_url


async def test_after_a_transform_the_state_has_its_instant_and_the_mode_of_the_newest_analysis(marts_url):
    async with serving(marts_url) as api:
        found = await state(api)
        assert (found["asOf"], found["timezone"], found["mode"]) == ("2026-05-11T06:00:00Z", "UTC", None)
        for at, mode in ((NOW, "part-day"), (NOW - timedelta(days=1), "whole-day")):
            await sql(
                api, "insert into analyzer.snapshots (calculated_at, method, mode) values (%s, 'm', %s)", at, mode
            )
        assert (await state(api))["mode"] == "part-day"


async def test_people_who_do_not_count_are_a_warning(marts_url):
    async with serving(marts_url) as api:
        assert "other_people" not in await warned(api)
        await sql(
            api,
            "insert into core.int_people select (jsonb_populate_record(people, "
            """'{"person_key": "bob", "person_name": "Bob", "is_counted": false}')).* from core.int_people as people""",
        )
        assert "Bob (bob)" in (await warned(api))["other_people"]["people"]


async def test_without_a_key_there_is_no_state(api):
    assert (await api.client.get("/api/status", headers={"Authorization": "Bearer x"})).status_code == 401
