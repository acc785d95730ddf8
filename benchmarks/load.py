"""`make bench-load`: the connector's loader against dlt's merge and a bare COPY, same rows, same PostgreSQL.

Each round loads the entries into an empty table and then again with one row in a hundred changed. The sides take turns,
and after every load the table must hold exactly the rows that were given, or nothing is printed.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import psycopg
from psycopg import sql

from benchmarks.entries import Row, change_rows, make_rows
from pipelines.connector import raw_table
from pipelines.connector.raw_table import RawTable
from service.database.embedded import EmbeddedPostgres

ROOT = Path(__file__).parents[1]
TABLE = RawTable("toggl__time_entries", "v9")
OURS, COPY, DLT, DLT_CSV = "this loader", "bare COPY", "dlt merge", "dlt merge, CSV files"
LOADS = ("first", "reload")
STORED = "select count(*), md5(string_agg(md5(source_id || data::text), '' order by source_id collate \"C\")) from {}"

Seconds = dict[str, float]


@dataclass(frozen=True)
class Bench:
    """What the sides share.

    Attributes:
        url: of the database.
        dlt_python: the Python that has dlt.
        first: the rows of the first load.
        reload: those of the second one.
    """

    url: str
    dlt_python: Path
    first: Sequence[Row]
    reload: Sequence[Row]

    def loads(self) -> list[tuple[str, Sequence[Row]]]:
        return [("first", self.first), ("reload", self.reload)]


def main() -> None:
    """Run the rounds and print the table."""
    arguments = _arguments()
    rows = make_rows(arguments.rows)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, EmbeddedPostgres(_reachable(folder)).hold() as url:
        subprocess.run(
            [sys.executable, "-m", "pipelines.migrations"],
            check=True,
            env={**os.environ, "DATABASE_URL": url},
            stdout=subprocess.DEVNULL,
            cwd=ROOT,
        )
        bench = Bench(url, arguments.dlt_python, rows, change_rows(rows, 1))
        expected = expected_of(bench)
        seconds: dict[str, list[Seconds]] = {name: [] for name in SIDES}
        for number in range(1, arguments.rounds + 1):
            for name, side in SIDES.items():
                seconds[name].append(side(bench, expected))
                sys.stderr.write(f"round {number} of {arguments.rounds}: {name} {seconds[name][-1]}\n")
    result = {
        "machine": _machine(),
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "rows": arguments.rows,
        "rounds": arguments.rounds,
        "seconds": seconds,
    }
    if arguments.json:
        arguments.json.write_text(json.dumps(result, indent=2) + "\n")
    print(table_of(arguments.rows, arguments.rounds, seconds))


def _reachable(folder: str) -> Path:
    """Let the account reach the folder that the server runs as where this is root."""
    Path(folder).chmod(0o755)
    return Path(folder)


def load_by_connector(bench: Bench, expected: Mapping[str, tuple[int, str]]) -> Seconds:
    """Load as a sync of Toggl does, one transaction for each load."""
    seconds = {}
    with psycopg.connect(bench.url) as connection:
        connection.execute("truncate raw.toggl__time_entries")
        connection.commit()
        for name, rows in bench.loads():
            start = time.perf_counter()
            raw_table.load(connection, TABLE, [raw_table.Row(key, data) for key, data in rows], datetime.now(UTC))
            connection.commit()
            seconds[name] = time.perf_counter() - start
            check(connection, TABLE.identifier, expected[name])
    return seconds


def load_by_copy(bench: Bench, expected: Mapping[str, tuple[int, str]]) -> Seconds:
    """COPY into an empty table of the same columns and key; COPY cannot update, so a reload replaces all rows."""
    encode = msgspec.json.Encoder().encode
    seconds = {}
    with psycopg.connect(bench.url) as connection:
        connection.execute("drop table if exists copied")
        connection.execute("create table copied (like raw.toggl__time_entries including all)")
        connection.commit()
        for name, rows in bench.loads():
            start = time.perf_counter()
            connection.execute("truncate copied")
            now = datetime.now(UTC)
            with (
                connection.cursor() as cursor,
                cursor.copy("copy copied (source_id, data, synced_at, api_version) from stdin") as copy,
            ):
                for key, data in rows:
                    copy.write_row((key, encode(data).decode(), now, "v9"))
            connection.commit()
            seconds[name] = time.perf_counter() - start
            check(connection, sql.Identifier("copied"), expected[name])
    return seconds


def load_by_dlt(bench: Bench, expected: Mapping[str, tuple[int, str]], *, file_format: str | None = None) -> Seconds:
    """Load by dlt in a child process; the time to import it and to make the rows does not count."""
    with psycopg.connect(bench.url, autocommit=True) as connection, tempfile.TemporaryDirectory() as work_dir:
        for schema in ("dlt_raw", "dlt_raw_staging"):
            connection.execute(sql.SQL("drop schema if exists {} cascade").format(sql.Identifier(schema)))
        seconds = {}
        argv = [
            str(bench.dlt_python),
            "-m",
            "benchmarks.load_by_dlt",
            str(len(bench.first)),
            work_dir,
            file_format or "",
        ]
        environ = {
            **os.environ,
            "DATABASE_URL": bench.url,
            "RUNTIME__DLTHUB_TELEMETRY": "false",
            "RUNTIME__LOG_LEVEL": "ERROR",
            "DLT_DATA_DIR": work_dir,
        }
        with subprocess.Popen(
            argv, cwd=ROOT, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as child:
            assert child.stdin is not None
            assert child.stdout is not None
            for name in LOADS:
                # It loads, reports the seconds, and goes on once this load has been checked.
                line = child.stdout.readline()
                if not line:
                    raise SystemExit("The load by dlt failed; its own messages are above.")
                seconds[name] = float(line)
                check(connection, sql.Identifier("dlt_raw", "time_entries"), expected[name])
                child.stdin.write("\n")
                child.stdin.flush()
    return seconds


def load_by_dlt_csv(bench: Bench, expected: Mapping[str, tuple[int, str]]) -> Seconds:
    """Load by dlt with CSV files, which it loads by COPY, instead of its default of INSERT statements."""
    return load_by_dlt(bench, expected, file_format="csv")


SIDES: Mapping[str, Callable[[Bench, Mapping[str, tuple[int, str]]], Seconds]] = {
    OURS: load_by_connector,
    COPY: load_by_copy,
    DLT: load_by_dlt,
    DLT_CSV: load_by_dlt_csv,
}


def expected_of(bench: Bench) -> dict[str, tuple[int, str]]:
    """Return count and checksum of each load, of a table that was filled by plain INSERTs."""
    encode = msgspec.json.Encoder().encode
    found = {}
    with psycopg.connect(bench.url) as connection:
        for name, rows in bench.loads():
            connection.execute("create temporary table given (source_id text, data jsonb) on commit drop")
            with connection.cursor() as cursor:
                cursor.executemany(
                    "insert into given values (%s, %s)", [(key, encode(data).decode()) for key, data in rows]
                )
            found[name] = _stored(connection, sql.Identifier("given"))
            connection.commit()
    assert found["first"] != found["reload"]
    return found


def _stored(connection: psycopg.Connection, table: sql.Identifier) -> tuple[int, str]:
    row = connection.execute(sql.SQL(STORED).format(table)).fetchone()
    assert row is not None
    return row[0], row[1]


def check(connection: psycopg.Connection, table: sql.Identifier, expected: tuple[int, str]) -> None:
    stored = _stored(connection, table)
    connection.commit()
    if stored != expected:
        raise SystemExit(f"{table.as_string()} holds {stored}, and not the rows that were given, {expected}.")


def table_of(rows: int, rounds: int, seconds: Mapping[str, Sequence[Seconds]]) -> str:
    lines = [
        f"{rows:,} entries, median of {rounds} rounds (minimum to maximum); ours to peer in rows/s of the same round.",
        "",
        "| load | side | seconds | rows/s | ours to peer |",
        "|---|---|---|---|---|",
    ]
    for load in LOADS:
        for name, measured in seconds.items():
            times = [one[load] for one in measured]
            median = statistics.median(times)
            pairs = [peer / own[load] for peer, own in zip(times, seconds[OURS], strict=True)]
            ratio = f"{statistics.median(pairs):.2f} ({min(pairs):.2f} to {max(pairs):.2f})" if name != OURS else ""
            spread = f"{median:.2f} ({min(times):.2f} to {max(times):.2f})"
            lines.append(f"| {load} | {name} | {spread} | {rows / median:,.0f} | {ratio} |")
    return "\n".join([*lines, "", _machine()])


def _machine() -> str:
    model = "unknown processor"
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [line for line in info.read_text().splitlines() if line.startswith("model name")]
        model = names[0].partition(": ")[2] if names else model
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    return (
        f"Machine: {os.cpu_count()} cores of {model}, {platform.system()} {platform.machine()}, Python "
        f"{platform.python_version()}; load average at the end {load}."
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000, help="entries of a load (default 100,000)")
    parser.add_argument("--rounds", type=int, default=5, help="rounds, in which the sides take turns (default 5)")
    parser.add_argument("--dlt-python", type=Path, required=True, help="the Python that has dlt")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all measurements to this file, too")
    return parser.parse_args()


if __name__ == "__main__":
    main()
