"""Settings of a stack: read, refused all at once, and in step with Pulumi.yaml."""

import shutil
from ipaddress import IPv4Network
from pathlib import Path
from typing import Any

import pytest
import yaml

from infra_py.settings import PROJECT_DIR, SECRETS, Settings, SettingsError, oci_config, read
from infra_py.settings.warnings import collect_warnings

REQUIRED = {
    "tenancyId": "ocid1.tenancy.oc1..t",
    "myIp": "198.51.100.7",
    "containerImage": "ghcr.io/you/lifetracer:0.1.0",
}
SOURCE = {"containerImage": "", "sourceRepository": "https://github.com/you/lifetracer", "sourceRef": "v0.1.0"}


@pytest.fixture(autouse=True)
def at_home(home: Path) -> Path:
    return home


def findings(**values: Any) -> list[str]:
    try:
        read({**REQUIRED, **values})
    except SettingsError as error:
        return error.problems
    return []


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
    assert settings.my_ip == IPv4Network("198.51.100.7/32")
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


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"tenancyId": "mine"}, "tenancyId=mine is not an OCID"),
        ({"compartmentId": "mine"}, "compartmentId=mine is not an OCID"),
        ({"imageId": "latest"}, "imageId=latest is not an OCID"),
        ({"myIp": ""}, "myIp is not set; give the address"),
        ({"myIp": "0.0.0.0/0"}, "myIp=0.0.0.0/0 would open SSH to the whole internet"),
        ({"myIp": "128.0.0.0/1"}, "myIp=128.0.0.0/1 would open SSH to the whole internet"),
        ({"myIp": "somewhere"}, "myIp: somewhere is not an address or range"),
        ({"myIp": "2001:db8::1"}, "myIp: 2001:db8::1 is IPv6"),
        ({"myIp": "198.51.100.7/24"}, "the range would be 198.51.100.0/24"),
        ({"consoleCidrs": "203.0.113.0/24"}, "consoleCidrs=203.0.113.0/24 is not a list; set it by `pulumi config set"),
        ({"consoleCidrs": ["0.0.0.0/0"]}, "0.0.0.0/0 opens the API to the whole internet"),
        ({"consoleCidrs": ["0.0.0.0/1"]}, "0.0.0.0/1 opens the API to the whole internet"),
        ({"apiPort": 22}, "apiPort=22 is the port of SSH"),
        (
            {"apiPort": 80, "allowPublicApi": True, "consoleCidrs": ["0.0.0.0/0"]},
            "apiPort=80 is the port of plain HTTP",
        ),
        ({"apiPort": 70000}, "apiPort=70000 is out of range"),
        ({"vcnCidr": "10.0.0.0/8"}, "vcnCidr=10.0.0.0/8 has a size that Oracle refuses"),
        ({"subnetCidr": "192.168.0.0/24"}, "subnetCidr=192.168.0.0/24 is not within vcnCidr=10.0.0.0/16"),
        ({"ocpus": "four"}, "ocpus=four is not a whole number"),
        ({"ocpus": 0}, "ocpus=0 is out of range"),
        ({"ocpus": 2.5}, "ocpus=2.5 is not a whole number"),
        ({"memoryGb": 2}, "memoryGb=2 does not fit ocpus=4"),
        ({"ocpus": 1, "memoryGb": 65}, "memoryGb=65 does not fit ocpus=1"),
        ({"bootVolumeGb": 47}, "bootVolumeGb=47 is out of range"),
        ({"dataVolumeGb": 20}, "dataVolumeGb=20 is too small; use at least 50, or 0"),
        ({"reservedIp": "yes"}, "reservedIp=yes is neither true nor false"),
        ({"containerImage": ""}, "exactly one has to be set"),
        ({**SOURCE, "containerImage": "x"}, "exactly one has to be set"),
        ({"sourceRef": "v1"}, "sourceRepository and sourceRef belong together"),
        ({"containerImage": "a b"}, "containerImage=a b is not the name of an image"),
        ({**SOURCE, "sourceRef": ""}, "sourceRepository and sourceRef belong together"),
        ({**SOURCE, "sourceRef": "--upload-pack=x"}, "is not a tag, branch or commit"),
        ({**SOURCE, "sourceRepository": "git@github.com:you/x"}, "is not the address of a repository"),
        ({"country": "Japan"}, "country=Japan is not an ISO 3166 code"),
        ({"language": "fr"}, "language=fr is not known"),
        ({"timezone": "Tokyo"}, "timezone=Tokyo is not a time zone"),
        ({"budgetMonthly": 5}, "budgetMonthly and budgetEmail belong together"),
        ({"budgetMonthly": 5, "budgetEmail": "me"}, "budgetEmail=me is not an e-mail address"),
        ({"workerCount": 2}, "workerCount=2 is out of range"),
        ({"ocpu": 2}, "ocpu is not a setting; did you mean ocpus?"),
        ({"somethingElse": 2}, "somethingElse is not a setting; remove it"),
        ({"googleClientId": "x"}, "belong together; set all three or none"),
    ],
)
def test_each_bad_value_is_one_sentence(values: dict[str, Any], expected: str):
    found = findings(**values)
    assert len(found) == 1, found
    assert expected in found[0]
    assert found[0].endswith((".", "?"))


def test_all_findings_come_together():
    found = findings(myIp="0.0.0.0/0", ocpus=0, language="fr", containerImage="")
    assert [sentence.split("=")[0].split(" ")[0] for sentence in found] == [
        "myIp",
        "ocpus",
        "language",
        "containerImage",
    ]


@pytest.mark.parametrize(
    ("values", "secret"),
    [
        ({"databaseUrl": "mysql://me:hunter2@db/x"}, "hunter2"),
        ({"apiKey": "hunter2"}, "hunter2"),
        ({"registryAuth": "hunter2"}, "hunter2"),
        ({"togglApiToken": "hunter2\nx"}, "hunter2"),
    ],
)
def test_no_finding_shows_a_secret(values: dict[str, Any], secret: str):
    found = findings(**values)
    assert len(found) == 1
    assert secret not in found[0]


def test_no_repr_shows_a_secret():
    values = dict.fromkeys(SECRETS, "hunter2-hunter2-hunter2-hunter2-x") | {
        "databaseUrl": "postgresql://hunter2",
        "registryAuth": "me:hunter2",
    }
    settings = read({**REQUIRED, **values}, encrypted=set(SECRETS))
    assert settings.api_key == values["apiKey"]
    assert "hunter2" not in repr(settings)


def test_an_open_api_needs_both_words():
    settings = read({**REQUIRED, "consoleCidrs": ["0.0.0.0/0"], "allowPublicApi": True})
    assert any("open to the whole internet" in warning for warning in collect_warnings(settings))


def test_keys(at_home: Path):
    (at_home / ".ssh" / "lifetracer").unlink()
    assert "sshPrivateKeyPath=~/.ssh/lifetracer is not a readable private SSH key" in findings()[0]
    assert findings(deploy=False) == []
    (at_home / ".ssh" / "lifetracer.pub").write_text("-----BEGIN OPENSSH PRIVATE KEY-----\n")
    assert "is not a public SSH key; give the file whose name ends in .pub." in findings(deploy=False)[0]
    (at_home / ".ssh" / "lifetracer.pub").unlink()
    assert "make a key pair by `ssh-keygen" in findings(deploy=False)[0]


def test_a_relative_path_counts_from_the_project(tmp_path: Path, at_home: Path):
    (tmp_path / "keys").mkdir()
    (at_home / ".ssh" / "lifetracer.pub").rename(tmp_path / "keys" / "id.pub")
    shutil.copy(PROJECT_DIR / "Pulumi.yaml", tmp_path)
    values = {**REQUIRED, "sshPublicKeyPath": "keys/id.pub"}
    assert read(values, project_dir=tmp_path).ssh_public_key.startswith("ssh-ed25519 ")


def warnings(**values: Any) -> list[str]:
    return collect_warnings(read({**REQUIRED, "ocpus": 2, "memoryGb": 12, **values}))


def test_within_the_allowance_nothing_is_warned_of():
    assert warnings() == []


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"ocpus": 3}, "3 OCPU and 12 GB are above the Always Free allowance"),
        ({"memoryGb": 13}, "2 OCPU and 13 GB are above the Always Free allowance"),
        ({"bootVolumeGb": 151}, "201 GB of volumes are above the 200 GB that are free"),
        ({"consoleCidrs": ["76.76.21.0/24"]}, "lets no console on Vercel in"),
        ({"consoleCidrs": ["76.76.21.21"]}, "lets no console on Vercel in"),
        ({"dataVolumeGb": 0}, "the data lives on the boot volume"),
        ({"protectData": False}, "protectData is off"),
        ({"allowReplacement": True}, "Set it back to false afterwards"),
    ],
)
def test_what_surprises_is_warned_of(values: dict[str, Any], expected: str):
    assert [expected in warning for warning in warnings(**values)] == [True]


# The files


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
