"""What a job is called, and what it did, in words."""

from collections.abc import Mapping
from typing import Any

from console.texts.fields import Texts
from console.wire.jobs import Job

PIPELINE, CONNECTOR, REPORTER = "pipeline", "connector", "reporter"


def name_of(job: Job, texts: Texts) -> str:
    """Return the name of a job: `Run everything`, `Sync Toggl`, `Report · weekly`."""
    if job.stage == CONNECTOR:
        service = str(job.input.get("service", ""))
        return texts.sync_of.get(service, f"{texts.stage_names[CONNECTOR]} · {service}")
    name = texts.stage_names.get(job.stage, job.stage)
    if job.stage == REPORTER:
        return f"{name} · {texts.period_names.get(str(job.input.get('period') or 'weekly'), '')}"
    return name


def step_name(job: Job, texts: Texts) -> str:
    """Return the short name of a step of a pipeline."""
    key = str(job.input.get("service", "")) if job.stage == CONNECTOR else job.stage
    return texts.step_names.get(key, key)


def result_in_words(job: Job, texts: Texts) -> str:
    """Return what a succeeded job did: `3 new, 1 changed`; empty where there is nothing short to say."""
    if job.stage == PIPELINE:
        return _pipeline_result(job, texts)
    result = job.result if isinstance(job.result, dict) else {}
    if job.stage == CONNECTOR:
        return _rows(result, texts)
    for key, words in (("pages", texts.pages_printed), ("proposals", texts.proposals_made)):
        if isinstance(result.get(key), int):
            return words.format(count=result[key])
    return ""


def reason_in_words(job: Job, texts: Texts) -> str:
    """Return why a job ended or waits, in the language of the page; empty where the state says it all."""
    return texts.reasons.get(job.reason or "", "")


def _rows(result: Mapping[str, Any], texts: Texts) -> str:
    counted = (
        (result.get("inserted"), texts.new_rows),
        (result.get("updated"), texts.changed_rows),
        (result.get("deleted"), texts.deleted_rows),
    )
    if all(count is None for count, _ in counted):
        return ""
    return ", ".join(words.format(count=f"{count:,}") for count, words in counted if count) or texts.no_change


def _pipeline_result(job: Job, texts: Texts) -> str:
    """Return what the syncs of a pipeline changed, added up."""
    totals: dict[str, int] = {}
    for step in job.steps:
        if step.stage == CONNECTOR and isinstance(step.result, dict):
            for key in ("inserted", "updated", "deleted"):
                totals[key] = totals.get(key, 0) + (step.result.get(key) or 0)
    return _rows(totals, texts) if totals else ""
