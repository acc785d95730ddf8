"""Pulumi.yaml is the only place where a setting has a default."""

import ast
import dataclasses
import re
import shutil
from pathlib import Path

import pytest

from infra_py.components.release import Handover
from infra_py.machine.cloud_config import Boot
from infra_py.settings import PROJECT_DIR, Settings, SettingsError, read
from infra_py.settings.declared import read_defaults

REQUIRED = {"tenancyId": "ocid1.tenancy.oc1..t", "myIp": "198.51.100.7", "containerImage": "ghcr.io/you/lifetracer:1"}
# Text that is a default of Pulumi.yaml; numbers and booleans are too common to be found by a search.
DEFAULT_TEXTS = {text for text in read_defaults(PROJECT_DIR).values() if isinstance(text, str) and len(text) > 2}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    shutil.copy(PROJECT_DIR / "Pulumi.yaml", folder)
    return folder


def change(project: Path, old: str, new: str) -> None:
    text = (project / "Pulumi.yaml").read_text(encoding="utf-8")
    assert re.search(old, text)
    (project / "Pulumi.yaml").write_text(re.sub(old, new, text), encoding="utf-8")


def test_a_default_that_is_changed_in_pulumi_yaml_changes_what_is_read(home: Path, project: Path):
    change(project, "default: 3000", "default: 8443")
    change(project, "default: Asia/Tokyo", "default: Europe/Berlin")
    settings = read(REQUIRED, project_dir=project)
    assert (settings.api_port, settings.timezone) == (8443, "Europe/Berlin")


def test_no_record_has_a_default_of_its_own():
    declared = read_defaults(PROJECT_DIR)
    names = {"".join(f"_{sign.lower()}" if sign.isupper() else sign for sign in name) for name in declared}
    for record in (Settings, Boot, Handover):
        defaults = {one.name for one in dataclasses.fields(record) if one.default not in {dataclasses.MISSING, None}}
        assert defaults & names == set(), record


def test_no_code_repeats_a_default():
    assert {"~/.ssh/lifetracer.pub", "~/.ssh/lifetracer", "10.0.0.0/16", "10.0.1.0/24", "Asia/Tokyo"} == DEFAULT_TEXTS
    for path in (PROJECT_DIR / "infra_py").rglob("*.py"):
        texts = [node.value for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Constant)]
        assert DEFAULT_TEXTS.isdisjoint(text for text in texts if isinstance(text, str)), path


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("default: 3000", "default: none", "declares apiPort without a type, or without a default of that type"),
        ("default: 4\n", "default: true\n", "declares ocpus without a type"),
        ("default: JP", "default: NO", "declares country without a type"),
        ("(?s)config:.*", "", "declares no settings under `config:`"),
        ("(?s).*", "", "declares no settings under `config:`"),
        ("name: lifetracer", "name: [", "is not valid YAML"),
    ],
)
def test_a_broken_pulumi_yaml_is_one_sentence(project: Path, old: str, new: str, expected: str):
    change(project, old, new)
    with pytest.raises(SettingsError) as raised:
        read(REQUIRED, project_dir=project)
    (problem,) = raised.value.problems
    assert expected in problem
    assert problem.endswith("restore it by `git checkout Pulumi.yaml`.")


def test_a_setting_that_pulumi_yaml_does_not_declare_is_one_sentence(home: Path, project: Path):
    change(project, r"(?s)  apiPort:.*?(?=  vcnCidr:)", "")
    with pytest.raises(SettingsError) as raised:
        read(REQUIRED, project_dir=project)
    assert raised.value.problems == [
        "apiPort is not declared in Pulumi.yaml; restore it by `git checkout Pulumi.yaml`."
    ]


def test_a_pulumi_yaml_that_is_not_there_is_one_sentence(tmp_path: Path):
    with pytest.raises(SettingsError, match=r"cannot be read \(No such file or directory\)"):
        read(REQUIRED, project_dir=tmp_path)
    (tmp_path / "Pulumi.yaml").write_bytes(b"\xff")
    with pytest.raises(SettingsError, match="is not valid YAML"):
        read(REQUIRED, project_dir=tmp_path)
