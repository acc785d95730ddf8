"""However many jobs are kept, each look-up reads as many pages: by an index, never through the whole table."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from service.database import pool as pool_module
from service.database.pool import open_pool
from service.database.statements import statements
from service.jobs import queue, retention, worker_rows
from service.jobs.model import Status
from service.jobs.reconcile import reconcile
from service.queries import metrics, sources
from service.settings import Retention
from service.sources import SOURCES
from tests.service.api.conftest import serving

from .explained import PLANS, ExplainedCursor, buffers, nodes

pytestmark = pytest.mark.anyio

SQL = statements(Path(__file__).with_name("many_jobs.sql"))
JOBS = 30_000
STAGES = (None, "connector", "transform", "reporter", "pipeline")
STATUSES = (None, *Status)
# A page of 51 rows with their steps, each on a page of its own, and the ways through the indexes.
PAGES = 300


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
def filled(module_database_url: str) -> str:
    with psycopg.connect(module_database_url, autocommit=True) as connection:
        connection.execute(SQL["fill"], {"jobs": JOBS})
        connection.execute(SQL["fill_logs"])
        connection.execute("vacuum analyze gateway.jobs")
        row = connection.execute(SQL["pages"]).fetchone()
    assert row is not None
    assert row[0] > 2 * PAGES
    return module_database_url


@pytest.fixture(autouse=True)
def explained(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    configure = pool_module._configure

    async def configured(connection: pool_module.Connection) -> None:
        await configure(connection)
        connection.cursor_factory = ExplainedCursor

    monkeypatch.setattr(pool_module, "_configure", configured)
    PLANS.clear()
    yield
    PLANS.clear()


def check_plans(*, at_least: int = 1, pages: int = PAGES) -> None:
    """Check what was run since the last call."""
    about_jobs = [
        (text, plan) for text, plan in PLANS if any(node.get("Relation Name") == "jobs" for node in nodes(plan))
    ]
    assert len(about_jobs) >= at_least
    for text, plan in about_jobs:
        whole = [
            node for node in nodes(plan) if node["Node Type"] == "Seq Scan" and node.get("Relation Name") == "jobs"
        ]
        assert not [node for node in whole if node["Actual Loops"]], text
        assert buffers(plan) <= pages, (text, buffers(plan))
    PLANS.clear()


@pytest.mark.parametrize(("stage", "status"), list(product(STAGES, STATUSES)))
async def test_a_page_of_the_history_whatever_it_is_filtered_by(stage, status, filled):
    query = {name: value for name, value in (("stage", stage), ("status", status)) if value}
    async with serving(filled) as api:
        PLANS.clear()
        answer = await api.client.get("/api/jobs", params=query)
        assert answer.status_code == 200
        check_plans()
        if following := answer.json()["next"]:
            assert (await api.client.get(following)).status_code == 200
            check_plans()


async def test_one_job(filled):
    async with serving(filled) as api:
        job = (await api.client.get("/api/jobs?limit=1")).json()["jobs"][0]
        PLANS.clear()
        assert (await api.client.get(f"/api/jobs/{job['jobId']}")).status_code == 200
        check_plans()


async def test_posts(filled):
    async with serving(filled) as api:
        PLANS.clear()
        assert (await api.client.post("/api/transform")).status_code == 202
        assert (await api.client.post("/api/pipeline")).status_code == 202
        # A new connection reads the catalog, too, for the functions and keys of the queue.
        check_plans(at_least=2, pages=2 * PAGES)


async def test_metrics_and_the_last_error_of_each_source(filled):
    async with open_pool(filled, name="test") as pool, pool.connection() as connection:
        PLANS.clear()
        await metrics.read(connection)
        await sources.stored_sources(connection, SOURCES)
        check_plans(at_least=2)


async def test_what_a_worker_looks_for_at_each_heartbeat_and_at_its_end(filled):
    async with open_pool(filled, name="test") as pool, pool.connection() as connection:
        me = uuid4()
        await worker_rows.write_heartbeat(
            connection, worker_id=me, process="1@1", queues=["default"], procrastinate_ids=[1]
        )
        # Rows of the queue that a gone worker left.
        await connection.execute(
            "insert into procrastinate_jobs (queue_name, task_name, status) select %s, %s, 'doing' "
            "from generate_series(1, 3)",
            [queue.QUEUE, queue.TASK],
        )
        PLANS.clear()
        await reconcile(connection, me=me, mine=[1])
        check_plans(at_least=4)
        with psycopg.connect(filled) as other:
            assert other.execute(
                "select count(*) from pg_indexes where tablename = 'jobs' and indexdef like '%(worker_id)%'"
            ).fetchone() == (1,)


async def test_retention_that_finds_nothing_to_delete(filled):
    async with open_pool(filled, name="test") as pool:
        PLANS.clear()
        after = (datetime.now(UTC), uuid4())
        await retention.purge(pool, Retention(jobs=JOBS + 100), now=datetime.now(UTC), after=after)
        # This one adds up all kept logs, of however many jobs.
        PLANS[:] = [(text, plan) for text, plan in PLANS if "octet_length" not in text]
        check_plans(at_least=2)


async def test_a_job_that_has_ended_names_no_worker(filled):
    with psycopg.connect(filled) as connection:
        assert connection.execute(
            "select count(*) from gateway.jobs where finished_at is not null and worker_id is not null"
        ).fetchone() == (0,)
