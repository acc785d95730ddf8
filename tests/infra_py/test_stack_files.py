"""Pulumi.yaml and the ready configurations of stacks."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from infra_py.settings import PROJECT_DIR, SECRETS, Settings, read
from infra_py.settings.warnings import collect_warnings
from tests.infra_py.configured import REQUIRED


@pytest.fixture(autouse=True)
def at_home(home: Path) -> Path:
    return home


def pulumi_yaml() -> dict[str, Any]:
    return dict(yaml.safe_load((PROJECT_DIR / "Pulumi.yaml").read_text()))


def test_pulumi_yaml_describes_each_setting():
    declared = pulumi_yaml()["config"]
    assert all(entry["description"].strip().endswith(".") for entry in declared.values())
    assert {name for name, entry in declared.items() if entry["description"].startswith("Secret.")} == set(SECRETS)


def test_each_setting_is_a_field():
    snake = {
        "".join(f"_{sign.lower()}" if sign.isupper() else sign for sign in name) for name in pulumi_yaml()["config"]
    }
    assert snake - {"ssh_public_key_path"} == set(Settings.__dataclass_fields__) - {"ssh_public_key"}


def test_the_program_runs_in_the_projects_environment():
    project = pulumi_yaml()
    assert (project["name"], project["main"]) == ("lifetracer", "infra_py")
    assert project["runtime"] == {"name": "python", "options": {"virtualenv": ".venv", "toolchain": "pip"}}


def stack(name: str) -> dict[str, Any]:
    content = yaml.safe_load((PROJECT_DIR / f"Pulumi.{name}.yaml").read_text())
    return {key.removeprefix("lifetracer:"): value for key, value in content["config"].items()}


def test_the_customers_stack():
    settings = read({**REQUIRED, **stack("prod")})
    assert (settings.ocpus, settings.memory_gb, settings.boot_volume_gb, settings.api_port) == (4, 24, 50, 3000)
    assert (str(settings.vcn_cidr), str(settings.subnet_cidr)) == ("10.0.0.0/16", "10.0.1.0/24")
    assert [str(network) for network in settings.console_cidrs] == ["76.76.21.0/24"]
    assert len(collect_warnings(settings)) == 2


def test_the_free_stack_fits_the_allowance():
    settings = read({**REQUIRED, **stack("free")})
    assert (settings.ocpus, settings.memory_gb) == (2, 12)
    assert collect_warnings(settings) == []
