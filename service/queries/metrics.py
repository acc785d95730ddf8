"""What Prometheus reads, from the database: the same numbers from every gateway, for the runs of every worker."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from psycopg.rows import DictRow

from service.database.pool import Connection, all_rows, one
from service.jobs.lease import STALE_SECONDS
from service.jobs.outcomes import BOUNDS_SECONDS
from service.jobs.queue import QUEUE
from service.jobs.registry import STAGES

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_ACTIVE = """
    select stage, status, count(*) as jobs,
        -- A job that waits for its turn after a retry is as old as that turn.
        coalesce(extract(epoch from now() - min(greatest(created_at, coalesce(not_before, created_at)))), 0) as age
    from jobs where status in ('queued', 'waiting', 'running') and lock_key is not null
    group by stage, status
"""
_RUNS = "select stage, outcome, buckets, runs, seconds from run_seconds order by stage, outcome"
_WORKERS = """
    select count(*) as workers from workers
    where heartbeat_at > now() - make_interval(secs => %s) and %s = any(queues)
"""
_MISSED = "select name, missed from schedules order by name"
_QUOTA = """
    select service, quota_remaining from marts.source_status where quota_remaining is not null order by service
"""


@dataclass(frozen=True, kw_only=True)
class Readings:
    """Everything that one scrape tells."""

    active: Sequence[DictRow]
    runs: Sequence[DictRow]
    workers: int
    missed: Sequence[DictRow]
    quota: Sequence[DictRow]


async def read(connection: Connection) -> Readings:
    """Read the numbers."""
    workers = await one(connection, _WORKERS, STALE_SECONDS, QUEUE)
    # Before the first transform there are no marts.
    there = await one(connection, "select to_regclass('marts.source_status') is not null as marts")
    assert workers is not None
    assert there is not None
    return Readings(
        active=await all_rows(connection, _ACTIVE),
        runs=await all_rows(connection, _RUNS),
        workers=workers["workers"],
        missed=await all_rows(connection, _MISSED),
        quota=await all_rows(connection, _QUOTA) if there["marts"] else [],
    )


def render(readings: Readings) -> bytes:
    """Return Prometheus' text format."""
    registry = CollectorRegistry()
    registry.register(_Families(readings))
    ProcessCollector(registry=registry)
    return generate_latest(registry)


class _Families(Collector):
    def __init__(self, readings: Readings) -> None:
        self._readings = readings

    def collect(self) -> Iterator[Metric]:
        readings = self._readings
        yield from self._active()
        runs = HistogramMetricFamily(
            "lifetracer_run_seconds", "Length of finished runs by stage and outcome.", labels=["stage", "outcome"]
        )
        for row in readings.runs:
            runs.add_metric([row["stage"], row["outcome"]], _buckets(row), row["seconds"])
        yield runs
        yield GaugeMetricFamily("lifetracer_workers", "Workers with a fresh heartbeat.", value=readings.workers)
        missed = CounterMetricFamily(
            "lifetracer_schedule_missed_ticks", "Ticks that passed while no gateway looked.", labels=["schedule"]
        )
        for row in readings.missed:
            missed.add_metric([row["name"]], row["missed"])
        yield missed
        quota = GaugeMetricFamily(
            "lifetracer_quota_remaining", "Requests that a source still allows.", labels=["source"]
        )
        for row in readings.quota:
            quota.add_metric([row["service"]], row["quota_remaining"])
        yield quota

    def _active(self) -> Iterator[Metric]:
        found = {(row["stage"], row["status"]): row for row in self._readings.active}
        queued = GaugeMetricFamily("lifetracer_jobs_queued", "Queued jobs.", labels=["stage"])
        paused = GaugeMetricFamily(
            "lifetracer_jobs_waiting", "Jobs that wait for a known time, such as for a quota.", labels=["stage"]
        )
        running = GaugeMetricFamily("lifetracer_jobs_running", "Jobs that run.", labels=["stage"])
        oldest = GaugeMetricFamily(
            "lifetracer_oldest_queued_age_seconds",
            "Age of the job that waits longest; 0 when none does.",
            labels=["stage"],
        )
        # A stage without jobs is a zero: an alert must not have to guess from what is missing.
        for stage in STAGES:
            waiting: dict[str, Any] = found.get((stage, "queued"), {})
            queued.add_metric([stage], waiting.get("jobs", 0))
            oldest.add_metric([stage], max(0.0, float(waiting.get("age", 0))))
            paused.add_metric([stage], found.get((stage, "waiting"), {}).get("jobs", 0))
            running.add_metric([stage], found.get((stage, "running"), {}).get("jobs", 0))
        yield from (queued, paused, running, oldest)


def _buckets(row: DictRow) -> list[tuple[str, float]]:
    cumulated = accumulate(row["buckets"])
    return [
        *((str(bound), count) for bound, count in zip(BOUNDS_SECONDS, cumulated, strict=True)),
        ("+Inf", row["runs"]),
    ]
