"""Many posts at once while four stages run. The full size by hand, on the database of DATABASE_URL:

python tests/service/load/posts.py --posts 10000 --connections 64
"""

import argparse
import os
import secrets
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from statistics import quantiles

import anyio
import httpx2
import psutil
import psycopg

RUNNING = ("/api/sync/toggl", "/api/sync/gcal", "/api/transform", "/api/analyze")
WARM_UP = 0.2
PATIENCE_SECONDS = 60


@dataclass
class Result:
    """What came of it.

    Attributes:
        statuses: how often each was answered.
        seconds: of each post.
        memory: resident bytes of the gateway, as the posts went on, after the warm-up.
        rows: how many of the accepted jobs have their row and that of the queue.
        running: stages that ran all the while.
    """

    statuses: Counter[int] = field(default_factory=Counter)
    job_ids: set[str] = field(default_factory=set)
    seconds: list[float] = field(default_factory=list)
    memory: list[int] = field(default_factory=list)
    rows: int = 0
    running: int = 0
    elapsed: float = 0.0

    @property
    def growth(self) -> float:
        """Return the largest memory over the first after the warm-up."""
        return max(self.memory) / self.memory[0]


@contextmanager
def busy_gateway(url: str) -> Iterator[tuple[str, str, psutil.Process]]:
    """Start the gateway; give its origin, its key and its process."""
    key = secrets.token_urlsafe()
    with tempfile.TemporaryDirectory() as directory:
        key_file = Path(directory, "key")
        key_file.write_text(key)
        command = [sys.executable, str(Path(__file__).with_name("busy_gateway.py")), url, str(key_file)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            try:
                yield process.stdout.readline().strip(), key, psutil.Process(process.pid)
            finally:
                process.terminate()


async def post_many(url: str, *, posts: int, connections: int) -> Result:
    """Post different reports over so many connections, each a job of its own."""
    result, numbers = Result(), iter(range(posts))
    with busy_gateway(url) as (origin, key, process):
        limits = httpx2.Limits(max_connections=connections, max_keepalive_connections=connections)
        async with httpx2.AsyncClient(
            base_url=origin,
            headers={"Authorization": f"Bearer {key}"},
            limits=limits,
            timeout=PATIENCE_SECONDS,
            trust_env=False,
        ) as client:
            await _until_stages_run(client)

            async def connection() -> None:
                for number in numbers:
                    began = anyio.current_time()
                    body = {"date": (date(2000, 1, 1) + timedelta(days=number)).isoformat()}
                    response = await client.post("/api/report", json=body, headers={"Idempotency-Key": f"{number}"})
                    result.seconds.append(anyio.current_time() - began)
                    result.statuses[response.status_code] += 1
                    if response.status_code == httpx2.codes.ACCEPTED:
                        result.job_ids.add(response.json()["jobId"])
                    done = len(result.seconds)
                    if done >= posts * WARM_UP and done % max(1, posts // 100) == 0:
                        result.memory.append(process.memory_info().rss)

            began = anyio.current_time()
            async with anyio.create_task_group() as tasks:
                for _ in range(connections):
                    tasks.start_soon(connection)
            result.elapsed = anyio.current_time() - began
        _count_rows(url, result)
    return result


async def _until_stages_run(client: httpx2.AsyncClient) -> None:
    paths = [(await client.post(path)).headers["location"] for path in RUNNING]
    with anyio.fail_after(PATIENCE_SECONDS):
        for path in paths:
            while (await client.get(path)).json()["progress"] is None:
                await anyio.sleep(0.1)


def _count_rows(url: str, result: Result) -> None:
    with psycopg.connect(url, options="-c search_path=gateway") as connection:
        result.rows = connection.execute(
            "select from jobs join procrastinate_jobs as handed on handed.id = procrastinate_job_id "
            "where jobs.id = any(%s::uuid[])",
            [list(result.job_ids)],
        ).rowcount
        result.running = connection.execute(
            "select from jobs where status = 'running' and stage <> 'reporter'"
        ).rowcount


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--posts", type=int, default=10_000)
    arguments.add_argument("--connections", type=int, default=64)
    given = arguments.parse_args()
    result = anyio.run(lambda: post_many(os.environ["DATABASE_URL"], posts=given.posts, connections=given.connections))
    cuts = quantiles(result.seconds, n=100)
    mebibytes = [bytes_ / 2**20 for bytes_ in result.memory]
    sys.stdout.write(
        f"answers {dict(result.statuses)}, jobs {len(result.job_ids)}, of them with both rows {result.rows}\n"
        f"stages running at the end {result.running}\n"
        f"{given.posts / result.elapsed:.0f} posts/s, median {cuts[49] * 1000:.0f} ms, p99 {cuts[98] * 1000:.0f} ms\n"
        f"memory {mebibytes[0]:.1f} MiB after the warm-up, {max(mebibytes):.1f} at most ({result.growth:.3f} x)\n"
    )


if __name__ == "__main__":
    main()
