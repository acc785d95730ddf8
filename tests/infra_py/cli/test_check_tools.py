"""`check` on the `pulumi` command and the virtual environment."""

import sys
from pathlib import Path

import pytest
from pulumi._version import version as sdk_version

from infra_py.cli.checks import tools
from infra_py.cli.checks.finding import Level
from tests.engine.installed import VERSION

from .findings import MODES, problems


def test_no_pulumi_command(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    engine, findings = tools.command()
    assert engine is None
    assert "not on PATH" in problems(findings)[0]


@MODES
@pytest.mark.parametrize(("said", "expected"), [("v3.100.0", "too old"), ("v4.0.0", "cannot be used"), ("?", "cannot")])
def test_a_pulumi_command_that_does_not_fit_the_sdk(monkeypatch, tmp_path, said, expected):
    (tmp_path / "pulumi").write_text(f"#!/bin/sh\necho '{said}'\n")
    (tmp_path / "pulumi").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    _, findings = tools.command()
    assert expected in problems(findings)[0]


@MODES
@pytest.mark.parametrize(
    ("said", "level"),
    [
        (f"v{tools.OLDEST}", Level.WARNING),
        (f"v{sdk_version.replace(minor=sdk_version.minor - 1)}", Level.WARNING),
        (f"v{sdk_version}", Level.OK),
        (f"v{VERSION}", Level.OK),
    ],
)
def test_an_engine_older_than_the_sdk_is_warned_of(monkeypatch, tmp_path, said, level):
    (tmp_path / "pulumi").write_text(f"#!/bin/sh\necho '{said}'\n")
    (tmp_path / "pulumi").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    engine, (finding,) = tools.command()
    assert engine is not None
    assert finding.level is level
    assert (str(sdk_version) in finding.fix) is (level is Level.WARNING)


def test_the_readme_names_the_oldest_engine_and_the_tested_one():
    text = (Path(__file__).resolve().parents[3] / "README.md").read_text(encoding="utf-8")
    assert f"{tools.OLDEST} or newer ({VERSION} is the release that is tested)" in text


def test_the_virtual_environment_that_pulumi_yaml_names(tmp_path):
    (tmp_path / "Pulumi.yaml").write_text("runtime:\n  options:\n    virtualenv: .venv\n")
    assert tools.virtualenv(tmp_path) == ".venv"
    findings = tools.environment(tmp_path, ".venv")
    assert "no virtual environment" in problems(findings)[0]
    assert "--require-hashes -r requirements-infra.txt" in findings[0].fix
    assert problems(tools.environment(tmp_path, sys.prefix)) == []


@MODES
def test_a_virtual_environment_without_our_packages(tmp_path):
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nexec {sys.executable} -S -I "$@"\n')
    python.chmod(0o755)
    assert "lacks pulumi" in problems(tools.environment(tmp_path, ".venv"))[0]
