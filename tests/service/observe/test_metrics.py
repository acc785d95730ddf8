"""What Prometheus reads, parsed by its own parser."""

import pytest
from prometheus_client.parser import text_string_to_metric_families

from service.jobs.accept import accept
from service.queries import metrics

pytestmark = pytest.mark.anyio
LABELS = ("schedule", "source", "stage", "outcome", "le")


async def scrape(pool) -> dict[tuple[str, ...], float]:
    """Return the samples by name and the values of their labels."""
    async with pool.connection() as connection:
        text = metrics.render(await metrics.read(connection)).decode()
    return {
        (sample.name, *(sample.labels[name] for name in LABELS if name in sample.labels)): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def test_without_jobs_every_stage_is_a_zero_and_not_absent(pool):
    samples = await scrape(pool)
    for stage in ("connector", "transform", "analyzer", "adjuster", "reporter"):
        assert samples["lifetracer_jobs_queued", stage] == 0
        assert samples["lifetracer_jobs_running", stage] == 0
        assert samples["lifetracer_oldest_queued_age_seconds", stage] == 0
    assert samples["lifetracer_workers",] == 0
    assert samples["process_resident_memory_bytes",] > 0


async def test_the_queue_and_the_age_of_what_waits_longest(pool):
    async with pool.connection() as connection:
        for number in range(3):
            await accept(connection, stage="reporter", input_={"date": f"2026-01-0{number + 1}"})
        await connection.execute("update jobs set created_at = now() - interval '90 seconds'")
        await connection.execute("update jobs set not_before = now() - interval '60 seconds'")
    samples = await scrape(pool)
    assert samples["lifetracer_jobs_queued", "reporter"] == 3
    # A retry is as old as its turn, not as the job.
    assert 60 <= samples["lifetracer_oldest_queued_age_seconds", "reporter"] < 90


async def test_a_job_whose_turn_has_not_come_has_no_age(pool):
    async with pool.connection() as connection:
        await accept(connection, stage="reporter", input_={})
        await connection.execute("update jobs set not_before = now() + interval '60 seconds'")
    assert (await scrape(pool))["lifetracer_oldest_queued_age_seconds", "reporter"] == 0


async def test_the_length_of_runs_is_a_histogram_by_stage_and_outcome(pool, end):
    for number, seconds in enumerate((0.2, 0.4, 7.0, 5000.0)):
        await end("reporter", "succeeded", seconds=seconds, input_={"date": f"2026-01-0{number + 1}"})
    await end("transform", "failed", seconds=2.0, reason="exit_code", exit_code=1)
    samples = await scrape(pool)
    name = "lifetracer_run_seconds"
    assert samples[f"{name}_bucket", "reporter", "succeeded", "0.5"] == 2
    assert samples[f"{name}_bucket", "reporter", "succeeded", "5.0"] == 2
    assert samples[f"{name}_bucket", "reporter", "succeeded", "10.0"] == 3
    assert samples[f"{name}_bucket", "reporter", "succeeded", "3600.0"] == 3
    assert samples[f"{name}_bucket", "reporter", "succeeded", "+Inf"] == 4
    assert samples[f"{name}_count", "reporter", "succeeded"] == 4
    assert samples[f"{name}_sum", "reporter", "succeeded"] == pytest.approx(5007.6, abs=1)
    assert samples[f"{name}_bucket", "transform", "failed", "2.5"] == 1


async def test_the_counters_survive_the_jobs_they_counted(pool, end):
    await end("reporter", "succeeded")
    async with pool.connection() as connection:
        await connection.execute("delete from jobs")
    assert (await scrape(pool))["lifetracer_run_seconds_count", "reporter", "succeeded"] == 1


async def test_missed_ticks_are_counted_by_schedule(pool):
    async with pool.connection() as connection:
        await connection.execute("update schedules set missed = 4 where name = 'daily-report'")
    samples = await scrape(pool)
    assert samples["lifetracer_schedule_missed_ticks_total", "daily-report"] == 4
    assert samples["lifetracer_schedule_missed_ticks_total", "daily-pipeline"] == 0


async def test_the_quota_is_read_from_the_marts_once_they_exist(pool):
    async with pool.connection() as connection:
        await connection.execute("create schema if not exists marts")
        await connection.execute(
            "create view marts.source_status as select * from (values ('toggl', 27), ('gcal', null)) "
            "as status (service, quota_remaining)"
        )
    samples = await scrape(pool)
    assert samples["lifetracer_quota_remaining", "toggl"] == 27
    assert ("lifetracer_quota_remaining", "gcal") not in samples
