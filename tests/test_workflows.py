"""The workflows: pinned, with the least rights, no secret for strangers, and no job on anyone's data."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
FILES = sorted((ROOT / ".github/workflows").glob("*.yml"))
FORK_GUARD = "github.event.pull_request.head.repo.full_name == github.repository"
# What a stranger writes into a pull request must never become part of a script.
FOREIGN = re.compile(r"\$\{\{[^}]*(github\.event\.|github\.head_ref|inputs\.|secrets\.)[^}]*\}\}")
ALLOWED_ACTIONS = {"actions/checkout", "actions/setup-python", "pulumi/actions"}

every_workflow = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


def load(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def triggers(path: Path) -> dict[str, Any]:
    # YAML 1.1 takes the key `on` for true.
    found: dict[str, Any] = load(path)[True]  # type: ignore[index]
    return found


def steps(path: Path) -> list[dict[str, Any]]:
    return [step for job in load(path)["jobs"].values() for step in job["steps"]]


def test_there_are_the_three():
    assert [path.name for path in FILES] == ["ci.yml", "image.yml", "preview.yml"]


@every_workflow
def test_every_action_is_pinned_to_a_commit_and_says_its_version(path):
    lines = re.findall(r"uses: (.*)", path.read_text(encoding="utf-8"))
    for line in lines:
        match = re.fullmatch(r"([\w-]+/[\w-]+)@[0-9a-f]{40} # v\d+\.\d+\.\d+.*", line)
        assert match, line
        assert match[1] in ALLOWED_ACTIONS


@every_workflow
def test_rights_are_given_job_by_job_and_few(path):
    assert load(path)["permissions"] == {}
    for name, job in load(path)["jobs"].items():
        rights = job["permissions"]
        assert set(rights) <= {"contents", "packages"}, name
        assert rights.get("contents", "read") == "read"
        if "packages" in rights:
            assert job["if"] == "github.event_name == 'push'", "only what was merged publishes"


@every_workflow
def test_nothing_runs_by_the_clock_or_with_a_strangers_rights(path):
    assert set(triggers(path)) <= {"push", "pull_request"}


@every_workflow
def test_no_data_job_runs(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"TOGGL_|GOOGLE_|DATABASE_URL|LIFETRACER_API_KEY|pipelines\.|lifetracer run|pulumi up", text)


@every_workflow
def test_a_secret_is_seen_by_one_step_and_by_no_fork(path):
    for name, job in load(path)["jobs"].items():
        outside = {key: value for key, value in job.items() if key != "steps"}
        assert "secrets." not in str(outside), f"{name}: a secret belongs to a step"
        for step in job["steps"]:
            assert "secrets." not in str({key: value for key, value in step.items() if key != "env"})
            if "secrets." in str(step) and "pull_request" in triggers(path):
                assert FORK_GUARD in job["if"] or job["if"] == "github.event_name == 'push'"


@every_workflow
def test_no_foreign_text_becomes_part_of_a_script(path):
    assert [step["run"] for step in steps(path) if FOREIGN.search(step.get("run", ""))] == []


@every_workflow
def test_a_checkout_leaves_no_token_behind(path):
    checkouts = [step for step in steps(path) if step.get("uses", "").startswith("actions/checkout@")]
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


@every_workflow
def test_every_job_has_a_limit(path):
    assert all(job["timeout-minutes"] <= 90 for job in load(path)["jobs"].values())


def test_each_architecture_is_built_on_a_machine_of_its_own():
    jobs = load(ROOT / ".github/workflows/image.yml")["jobs"]
    assert jobs["try"]["strategy"]["matrix"]["runner"] == ["ubuntu-24.04", "ubuntu-24.04-arm"]
    published = {row["architecture"]: row["runner"] for row in jobs["publish"]["strategy"]["matrix"]["include"]}
    assert published == {"amd64": "ubuntu-24.04", "arm64": "ubuntu-24.04-arm"}
    (manifest,) = jobs["manifest"]["steps"]
    assert all(f'"$image:$GITHUB_SHA-{architecture}"' in manifest["run"] for architecture in published)


def test_the_preview_needs_the_bucket_and_the_secrets():
    (job,) = load(ROOT / ".github/workflows/preview.yml")["jobs"].values()
    assert job["if"].startswith("vars.PULUMI_STATE != ''")
    first, *rest = job["steps"]
    assert first["id"] == "look"
    assert {step["if"] for step in rest} == {"steps.look.outputs.present == 'true'"}
