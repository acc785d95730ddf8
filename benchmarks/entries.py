"""Time entries in the shape of Toggl's API v9, the same ones in every process."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

SEED = 20260301
FIRST_START = datetime(2006, 1, 1, tzinfo=UTC)
WORDS = ("write", "review", "散歩", "mail", "read", 'say "hi"', "plan\tthe week", "cook")
# Of a reload, one row in this many has another description.
CHANGED_EVERY = 100

Row = tuple[str, dict[str, Any]]


def make_rows(count: int) -> list[Row]:
    """Return (source id, entry) pairs in the order of their starts."""
    random = Random(SEED)  # noqa: S311 the same rows in each run
    rows, start = [], FIRST_START
    for number in range(1, count + 1):
        seconds = random.randint(60, 3 * 3600)
        stop = start + timedelta(seconds=seconds)
        project = random.choice((None, *range(150_000_000, 150_000_012)))
        data = {
            "id": number,
            "workspace_id": 2_230_580,
            "project_id": project,
            "task_id": None,
            "billable": random.choice((True, False, False, False)),
            "start": start.isoformat(),
            "stop": stop.isoformat(),
            "duration": seconds,
            "description": " ".join(random.sample(WORDS, 3)),
            "tags": random.sample(["deep", "outside", "phone"], random.randint(0, 2)),
            "tag_ids": [],
            "duronly": True,
            "at": stop.isoformat(),
            "server_deleted_at": None,
            "user_id": 2_166_261,
            "uid": 2_166_261,
            "wid": 2_230_580,
            "pid": project,
        }
        rows.append((str(number), data))
        start = stop + timedelta(seconds=random.choice((0, 0, 30, 600)))
    return rows


def change_rows(rows: list[Row], generation: int) -> list[Row]:
    """Return the rows with one in a hundred edited, each generation other ones."""
    return [
        (key, {**data, "description": f"edited {generation}"} if number % CHANGED_EVERY == generation else data)
        for number, (key, data) in enumerate(rows)
    ]
