"""The commands as a person uses them: the real engine, and a cloud that behaves like the real one on a bad day."""

import json
import re

import pytest

from tests.engine.installed import NEEDS_ENGINE

from .conftest import EVERYTHING, STACK

pytestmark = NEEDS_ENGINE
INSTANCE = "oci:Core/instance:Instance"


def test_the_life_of_a_server(computer):
    """First check, then preview, up, status, ssh-config, a second up, and destroy: with nothing left at the end."""
    assert computer("check") == 1
    assert f"pulumi stack init {STACK}" in computer.out or "There is no Pulumi.prod.yaml" in computer.out

    assert computer("preview", "--stack", STACK) == 0, computer.err
    assert "9 to create." in computer.out
    assert computer.there() == []
    assert computer("check") == 0, computer.out
    assert "2 OCPU, 12 GB" in computer.out

    assert computer("up") == 0, computer.err
    assert computer.there() == EVERYTHING
    assert re.search(r"The gateway: https://[0-9.]+:3000", computer.out)

    assert computer("up") == 0, computer.err
    assert [call for call in computer.cloud.calls() if call.endswith("Instance")] == [f"create {INSTANCE}"]

    assert computer("status", "--json") == 1
    known = json.loads(computer.out)
    assert known["machine"]["shape"].startswith("VM.Standard.A1.Flex, 2")
    assert known["machine"]["domain"] == computer.cloud.domains[0]
    assert known["well"] is False

    assert computer("ssh-config", "--write") == 0, computer.err
    assert f"HostName {known['outputs']['vm_public_ip']}" in (computer.home / ".ssh" / "config").read_text()

    assert computer("destroy", "--yes") == 1
    assert "Nothing was removed, because data holds your data and is protected" in computer.err
    assert computer.there() == EVERYTHING

    assert computer("destroy", "--yes", "--with-data") == 0, computer.err
    assert computer.there() == []
    assert "Nothing of the stack free is left in the cloud: nothing there has its tags." in computer.out
    assert computer("destroy") == 0, computer.err


def test_a_lock_of_another_run_is_told_in_a_sentence(computer):
    assert computer("preview", "--stack", STACK) == 0, computer.err
    locks = computer.folder.parent / "state" / ".pulumi" / "locks" / "organization" / "lifetracer" / STACK
    locks.mkdir(parents=True, exist_ok=True)
    lock = {"pid": 1, "username": "someone", "hostname": "elsewhere", "timestamp": "2026-11-25T00:00:00Z"}
    (locks / "0c3b1e2a.json").write_text(json.dumps(lock))
    assert computer("up") == 1
    assert "`pulumi cancel` removes the lock" in computer.err


def test_settings_that_cannot_be_used_are_all_told_before_the_cloud_is_asked(computer):
    computer.configure(country="Japan", language="fr")
    assert computer("preview", "--stack", STACK) == 1
    assert "country=Japan" in computer.err
    assert "language=fr" in computer.err
    assert computer.cloud.calls() == []
    assert computer("check") == 1
    assert "language=fr" in computer.out


def test_a_configuration_that_is_no_yaml_names_its_line(computer):
    computer.configure(ocpus="2")
    assert computer("preview", "--stack", STACK) == 1
    assert re.search(r'line \d+: mapping key "lifetracer:ocpus" already defined', computer.err)


def test_no_secret_is_ever_shown(computer, monkeypatch):
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", "another secret 8472")
    assert computer("preview", "--stack", STACK) == 0, computer.err
    for argv in (["check"], ["check", "--json"], ["preview"], ["up", "--until-capacity"], ["status"]):
        computer(*argv)
        assert "8472" not in computer.out + computer.err


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("PULUMI_CONFIG_PASSPHRASE", "wrong", "PULUMI_CONFIG_PASSPHRASE is not the passphrase"),
        ("PULUMI_CONFIG_PASSPHRASE", None, "passphrase encrypts the stack"),
        ("PULUMI_BACKEND_URL", None, "`pulumi login --local`"),
        ("PULUMI_BACKEND_URL", "file:///nowhere/at/all", "The place of Pulumi's state cannot be opened"),
    ],
)
def test_each_mistake_around_the_state_has_a_sentence(computer, monkeypatch, name, value, told):
    assert computer("preview", "--stack", STACK) == 0, computer.err
    if value is None:
        monkeypatch.delenv(name)
    else:
        monkeypatch.setenv(name, value)
    assert computer("up", "--stack", STACK) == 1
    assert told in computer.err
    assert computer("check", "--stack", STACK) == 1
    assert told in computer.out
