"""`check` shows the problems of the settings in the words of every other command."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from infra_py.cli import check
from infra_py.cli.checks import ssh_keys, stack
from infra_py.cli.checks.finding import Finding, Level
from infra_py.cli.configuration import Configuration, usable
from infra_py.cli.engine import Engine
from infra_py.cli.errors import CommandFailed
from infra_py.cli.project import Project
from infra_py.settings import PROJECT_DIR, SettingsError, read
from tests.infra_py.configured import REQUIRED
from tests.infra_py.key_pairs import Pair, write_pair

from .findings import problems


@pytest.fixture(autouse=True)
def at_home(home: Path) -> Path:
    return home


@pytest.fixture
def pair(tmp_path: Path) -> Pair:
    return write_pair(tmp_path, Ed25519PrivateKey.generate(), public_of=Ed25519PrivateKey.generate())


@pytest.fixture
def project() -> Project:
    # Nothing here starts the engine.
    return Project(PROJECT_DIR, Engine.__new__(Engine))


def look(config: dict[str, str], project: Project) -> list[Finding]:
    found = Configuration(values=config, encrypted=frozenset(), provider={})
    return check.merge(stack.settings(found, project, "free"), ssh_keys.pair(config, PROJECT_DIR))


def sentences(config: dict[str, str]) -> list[str]:
    with pytest.raises(SettingsError) as raised:
        read(config, encrypted=())
    return raised.value.problems


def test_each_problem_of_the_settings_is_shown_once_with_its_fix(pair: Pair, project: Project):
    config = {**REQUIRED, **pair.config, "myIp": "10.0.0.1", "ocpus": "0", "apiKey": "short", "deploy": "perhaps"}
    expected = sentences(config)
    findings = look(config, project)
    assert len(problems(findings)) == len(findings) == len(expected) == 5
    for sentence in expected:
        text, _, fix = sentence.partition("; ")
        (finding,) = [one for one in findings if one.text == f"{text}."]
        assert finding.fix.startswith(fix)
    fixes = {finding.text.split("=")[0]: finding.fix for finding in findings}
    assert fixes["ocpus"].endswith("(`pulumi config set NAME VALUE --stack free` sets it)")
    assert not fixes["myIp"].endswith("sets it)"), "it names a command of its own"


def test_a_pair_that_does_not_fit_is_shown_with_the_keys(pair: Pair, project: Project):
    findings = look({**REQUIRED, **pair.config}, project)
    assert [(finding.level, finding.about) for finding in findings] == [(Level.PROBLEM, "ssh")]
    assert findings[0].fix.startswith("write the right half by `ssh-keygen -y")


def test_preview_and_up_stop_at_the_pair(pair: Pair, project: Project):
    """Both read the settings by this function, before the engine starts."""
    config = {**REQUIRED, **pair.config}
    found = Configuration(values=config, encrypted=frozenset(), provider={})
    with pytest.raises(CommandFailed) as raised:
        usable(found, project)
    assert str(raised.value).splitlines()[1:] == sentences(config)


def test_warnings_are_shown_beside_good_settings(tmp_path: Path, project: Project):
    good = write_pair(tmp_path, Ed25519PrivateKey.generate())
    findings = look({**REQUIRED, **good.config, "myIp": "203.0.113.7", "ocpus": "2", "memoryGb": "12"}, project)
    assert [(finding.level, finding.about) for finding in findings] == [
        (Level.OK, "stack"),
        (Level.WARNING, "stack"),
        (Level.OK, "ssh"),
    ]
    assert "is an example address of documents" in findings[1].text
    assert "pulumi config set NAME VALUE --stack free" in findings[1].fix
    assert "belong together" in findings[2].text


def test_without_a_configuration_the_keys_of_the_defaults_are_checked(at_home: Path):
    assert [finding.level for finding in ssh_keys.pair({}, PROJECT_DIR)] == [Level.OK]
    (at_home / ".ssh" / "lifetracer").unlink()
    (finding,) = ssh_keys.pair({}, PROJECT_DIR)
    assert finding.text == "sshPrivateKeyPath=~/.ssh/lifetracer does not exist."


def test_a_private_half_that_is_elsewhere_is_said_to_be_so(pair: Pair):
    pair.private.unlink()
    (finding,) = ssh_keys.pair({**pair.config, "deploy": "false"}, PROJECT_DIR)
    assert finding.level is Level.OK
    assert "its private half is not on this computer, and deploy is false" in finding.text


def test_a_broken_pulumi_yaml_is_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "Pulumi.yaml").write_text("name: [")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert any("is not valid YAML" in finding.text for finding in check.look(None))


def test_a_value_is_never_shown_as_a_fix(project: Project):
    finding = look({**REQUIRED, "country": "JP; rm -rf ~"}, project)[0]
    assert "rm -rf" not in finding.fix
    assert finding.fix.startswith("use two capital letters, such as JP.")
