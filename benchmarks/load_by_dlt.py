"""Load the entries by dlt; run by `load.py` with the Python that has dlt.

    python -m benchmarks.load_by_dlt COUNT WORK_DIR FORMAT

The database is DATABASE_URL. After each of the two loads it prints its seconds, without the time to import dlt and to
make the rows, and waits for a line.
"""

import os
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import dlt

from benchmarks.entries import Row, change_rows, make_rows


def main(count: int, work_dir: str, file_format: str) -> None:
    """Load twice and print the seconds."""
    pipeline = dlt.pipeline(
        "bench",
        destination=dlt.destinations.postgres(_with_host(os.environ["DATABASE_URL"])),
        dataset_name="dlt_raw",
        pipelines_dir=work_dir,
    )
    rows = make_rows(count)
    for current in (rows, change_rows(rows, 1)):
        start = time.perf_counter()
        pipeline.run(_resource(current), loader_file_format=file_format or None).raise_on_failed_jobs()
        sys.stdout.write(f"{time.perf_counter() - start}\n")
        sys.stdout.flush()
        sys.stdin.readline()


def _resource(rows: Sequence[Row]) -> Any:
    def items() -> Iterator[dict[str, Any]]:
        now = datetime.now(UTC)
        for key, data in rows:
            yield {"source_id": key, "data": data, "synced_at": now, "deleted_at": None, "api_version": "v9"}

    return dlt.resource(
        items,
        name="time_entries",
        # Upsert is what the connector's loader does, too.
        write_disposition={"disposition": "merge", "strategy": "upsert"},
        primary_key="source_id",
        max_table_nesting=0,
        columns={
            "data": {"data_type": "json", "nullable": False},
            "deleted_at": {"data_type": "timestamp", "nullable": True},
        },
    )


def _with_host(url: str) -> str:
    """Return the URL with the socket's folder as host and a password, as dlt wants both; libpq reads it the same."""
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    return f"postgresql://{parts.username}:none@{quote(query['host'][0], safe='')}:{query['port'][0]}{parts.path}"


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], sys.argv[3])
