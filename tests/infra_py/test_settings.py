"""Settings of a stack that can be used."""

import shutil
from ipaddress import IPv4Network
from pathlib import Path
from typing import get_args, get_origin, get_type_hints

import pytest

from infra_py.settings import PROJECT_DIR, SECRETS, Settings, SettingsError, oci_config, read
from tests.infra_py.configured import REQUIRED


@pytest.fixture(autouse=True)
def at_home(home: Path) -> Path:
    return home


def test_defaults():
    settings = read(REQUIRED)
    assert (settings.ocpus, settings.memory_gb, settings.boot_volume_gb, settings.data_volume_gb) == (4, 24, 50, 50)
    assert (settings.reserved_ip, settings.protect_data, settings.allow_replacement, settings.deploy) == (
        True,
        True,
        False,
        True,
    )
    assert settings.compartment_id == settings.tenancy_id
    assert settings.my_ip == IPv4Network("8.8.8.8/32")
    assert settings.console_cidrs == ()
    assert (settings.timezone, settings.country, settings.language) == ("Asia/Tokyo", "JP", "en")
    assert settings.ssh_public_key.startswith("ssh-ed25519 ")


def test_values_come_as_text_as_pulumi_passes_them():
    given = {"ocpus": "2", "memoryGb": "12", "deploy": "false", "consoleCidrs": '["203.0.113.0/24","192.0.2.1"]'}
    settings = read({**REQUIRED, **given})
    assert (settings.ocpus, settings.memory_gb, settings.deploy) == (2, 12, False)
    assert [str(network) for network in settings.console_cidrs] == ["192.0.2.1/32", "203.0.113.0/24"]


def test_the_order_of_ranges_is_stable():
    ranges = ["203.0.113.0/24", "192.0.2.0/24", "203.0.113.0/24"]
    assert read({**REQUIRED, "consoleCidrs": ranges}) == read({**REQUIRED, "consoleCidrs": ranges[:2][::-1]})


def test_the_tenancy_comes_from_the_profile():
    values = {name: value for name, value in REQUIRED.items() if name != "tenancyId"}
    assert read(values, profile=oci_config.read_profile()).tenancy_id == "ocid1.tenancy.oc1..aaaatenancy"
    with pytest.raises(SettingsError, match=r"tenancyId is not set and ~/\.oci/config names no tenancy"):
        read(values)


@pytest.mark.parametrize("name", ["OTHER", "DEFAULT"])
def test_a_profile_that_is_not_there_is_empty(name: str, tmp_path: Path):
    assert oci_config.read_profile(name, path=tmp_path / "none") == {}


def test_profiles_inherit_from_the_default_one(tmp_path: Path):
    config = tmp_path / "config"
    config.write_text("[DEFAULT]\ntenancy=ocid1.tenancy.oc1..a\nregion=ap-tokyo-1\n[WORK]\nregion=ap-osaka-1\n")
    assert dict(oci_config.read_profile("WORK", path=config)) == {
        "tenancy": "ocid1.tenancy.oc1..a",
        "region": "ap-osaka-1",
    }


def test_no_repr_shows_a_secret():
    values = dict.fromkeys(SECRETS, "hunter2-hunter2-hunter2-hunter2-x") | {
        "databaseUrl": "postgresql://hunter2",
        "registryAuth": "me:hunter2",
    }
    settings = read({**REQUIRED, **values}, encrypted=set(SECRETS))
    assert settings.api_key == values["apiKey"]
    assert "hunter2" not in repr(settings)


def test_a_relative_path_counts_from_the_project(tmp_path: Path, at_home: Path):
    (tmp_path / "keys").mkdir()
    (at_home / ".ssh" / "lifetracer.pub").rename(tmp_path / "keys" / "id.pub")
    shutil.copy(PROJECT_DIR / "Pulumi.yaml", tmp_path)
    values = {**REQUIRED, "sshPublicKeyPath": "keys/id.pub"}
    assert read(values, project_dir=tmp_path).ssh_public_key.startswith("ssh-ed25519 ")


def test_each_field_has_a_value_of_its_type():
    """The record is made of values that were read one by one, so no type checker looks at it."""
    settings = read({**REQUIRED, "budgetMonthly": 5, "budgetEmail": "me@example.org"}, encrypted=())
    for name, kind in get_type_hints(Settings).items():
        value = getattr(settings, name)
        if get_origin(kind) is tuple:
            assert isinstance(value, tuple), name
        else:
            # A flag is an integer to Python, and no number of this record is a flag.
            assert type(value) in (get_args(kind) or (kind,)) or isinstance(value, Path), (name, value)
