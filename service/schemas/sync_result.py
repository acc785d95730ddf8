"""The result of a sync as the API answers it: counts, the plan of its cost, the difference of a dry run."""

import re
from typing import Any

import msgspec

from service.jobs.model import Job
from service.jobs.registry import CONNECTOR
from service.schemas.base import Answer
from service.sources import remote_sources

# Below these names the keys are names of the data, not of ours.
_KEYS_OF_DATA = frozenset({"entities", "fields"})


class RecentPlan(Answer):
    """The newest days, which every sync compares in full."""

    calls: int
    days: int


class HistoryPlan(Answer):
    """The older days that are not read yet, each workspace's counted; `hours` is 0 when the quota of now suffices."""

    days: int
    calls: int
    hours: int
    calls_per_hour: int


class WorkspaceDays(Answer):
    """How many days of a workspace are not read yet."""

    id: int
    name: str
    days: int


class QuotaNow(Answer):
    """The calls that are left now; null where the service reports none."""

    remaining: int | None
    resets_in_seconds: float | None


class SyncPlan(Answer):
    """About how many calls and hours the next sync takes."""

    calls: int
    hours: int
    recent: RecentPlan
    history: HistoryPlan
    workspaces: list[WorkspaceDays]
    quota: QuotaNow


class RowChange(Answer):
    """A raw row; `fields` has the value before and after of each field that an update changes."""

    table: str
    id: str
    start: str | None = None
    title: str | None = None
    fields: dict[str, list[Any]] | None = None


class SyncDifference(Answer):
    """The rows that a sync would change, the first of each kind; `leftOut` is the number of the others."""

    inserted: list[RowChange]
    updated: list[RowChange]
    deleted: list[RowChange]
    left_out: int


class RowCounts(Answer):
    """What was done with the rows of one table."""

    inserted: int
    updated: int
    deleted: int
    unchanged: int
    rows: int


class WorkspaceName(Answer):
    """A workspace that is read."""

    id: int
    name: str


class RefusedWorkspace(Answer):
    """A workspace whose history the service refuses."""

    id: int
    reason: str


class SyncResult(Answer, omit_defaults=True):
    """The result of a connector job: counts of a sync, the `plan` that was requested, or the `difference`.

    A dry run counts what it would change. `clockOffsetSeconds` is positive when the service's clock is ahead of ours.
    """

    service: str
    requests: int
    inserted: int | None = None
    updated: int | None = None
    deleted: int | None = None
    unchanged: int | None = None
    rows: int | None = None
    skipped: int | None = None
    quota_remaining: int | None = None
    entities: dict[str, RowCounts] | None = None
    workspaces: list[WorkspaceName] | None = None
    refused_workspaces: list[RefusedWorkspace] | None = None
    clock_offset_seconds: int | None = None
    dry_run: bool = False
    plan: SyncPlan | None = None
    difference: SyncDifference | None = None


def result_of(job: Job) -> Any:
    """Return a job's result as it is answered: typed for a sync, as the stage wrote it for everything else."""
    if job.stage != CONNECTOR or job.input.get("service") not in remote_sources():
        return job.result
    return sync_result(camel(job.result)) or job.result


def sync_result(value: Any) -> SyncResult | None:
    """Return the result of a sync by its answer; None without one, or where a version before wrote other fields."""
    try:
        return msgspec.convert(value, SyncResult)
    except msgspec.ValidationError:
        return None


def camel(value: Any) -> Any:
    """Return stored JSON with its names in camelCase; names that are data stay as they are."""
    if isinstance(value, list):
        return [camel(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {_camel_name(name): item if name in _KEYS_OF_DATA else camel(item) for name, item in value.items()}


def _camel_name(name: str) -> str:
    return re.sub(r"_(\w)", lambda found: found[1].upper(), name)
