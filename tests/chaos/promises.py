"""What must hold after each round, whatever happened in it."""

import json
from typing import Any

import psycopg
from psycopg.rows import dict_row

from service import processes

from .stage import bad_data, behaviour_of, temporary
from .world import FINAL, Posted, World, until

# (status, reason, exit code) of a stage that nobody disturbs.
UNDISTURBED: dict[Any, tuple[str, str | None, int | None]] = {
    bad_data: ("failed", "exit_code", 65),
    temporary: ("failed", "exit_code", 75),
}
SUCCEEDED = ("succeeded", None, 0)
# The promise itself.
QUERY_SECONDS = 5.0


def check(world: World) -> None:
    """Wait until all jobs are final, then look at rows, processes, queries and the witness."""
    rows = until(lambda: _all_final(world), "jobs do not end")
    for posted in world.jobs.values():
        row = rows[posted.job_id]
        found = (row["status"], row["reason"], row["exit_code"])
        if row["stage"] == "pipeline":
            assert row["status"] == _pipeline_status(row, rows), f"pipeline {posted.job_id} is {found}"
        else:
            assert _is_true(found, posted, row), f"{row['stage']} {posted} is {found} after {row['attempt']} attempts"
    _check_witness(world, rows)
    until(lambda: not processes.processes_of_any(_runs(rows)), "processes of stages are left")
    until(lambda: not _queries(world), "queries of stages are left", seconds=QUERY_SECONDS)
    until(lambda: not _assigned(world), "Procrastinate still holds rows of final jobs")


def _runs(rows: dict[str, dict[str, Any]]) -> list[str]:
    return [f"{job_id}.{attempt + 1}" for job_id, row in rows.items() for attempt in range(row["attempt"])]


def _all_final(world: World) -> dict[str, dict[str, Any]] | None:
    rows = {str(row["id"]): row for row in _query(world, "select * from gateway.jobs")}
    lost = world.jobs.keys() - rows.keys()
    assert not lost, f"answered with 202 and not there: {lost}"
    return rows if all(row["status"] in FINAL for row in rows.values()) else None


def _is_true(found: tuple[Any, Any, Any], posted: Posted, row: dict[str, Any]) -> bool:
    status, reason, exit_code = found
    if row["input"].get("service") == "gcal":
        return status == "skipped" or (posted.cancel_asked and status == "cancelled")
    if found == UNDISTURBED.get(behaviour_of(posted.arguments), SUCCEEDED):
        return True
    if status == "cancelled":
        return posted.cancel_asked and reason == "cancelled"
    if status == "skipped":
        return row["parent_id"] is not None and reason == "previous_step_failed"
    if status == "failed" and posted.hit:
        killed = reason in {"lost", "signal"}
        return killed or reason in posted.allowed or (reason, exit_code) in {("exit_code", 75), ("exit_code", 1)}
    return False


def _pipeline_status(row: dict[str, Any], rows: dict[str, dict[str, Any]]) -> str:
    steps = [step["status"] for step in rows.values() if step["parent_id"] == row["id"]]
    if row["cancel_requested_at"] is not None and "cancelled" in steps:
        return "cancelled"
    return "failed" if {"failed", "cancelled"} & set(steps) else "succeeded"


def _check_witness(world: World, rows: dict[str, dict[str, Any]]) -> None:
    path = world.directory / "witness.jsonl"
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []
    overlaps = [line for line in lines if line["what"] == "overlap"]
    assert not overlaps, f"two runs of a stage at once: {overlaps}"
    ended = {line["job"] for line in lines if line["what"] == "end"}
    for job_id, row in rows.items():
        if row["status"] == "succeeded" and row["stage"] != "pipeline":
            assert job_id in ended, f"{job_id} succeeded without having run to its end"
            assert row["result"] == {"witnessed": True}


def _queries(world: World) -> list[dict[str, Any]]:
    return _query(world, "select pid from pg_stat_activity where application_name like 'lifetracer:%'")


def _assigned(world: World) -> list[dict[str, Any]]:
    return _query(world, "select id from gateway.procrastinate_jobs where queue_name = 'stages'")


def _query(world: World, statement: str) -> list[dict[str, Any]]:
    with psycopg.connect(world.postgres.url, row_factory=dict_row) as connection:
        return connection.execute(statement).fetchall()
