"""What each setting changes of the program, and what comes out of it."""

import base64
import gzip
from collections.abc import Callable

import pytest
from pulumi import RunError

from tests.fakes.oci.cloud import Cloud
from tests.infra_py.conftest import TAGS, TENANCY
from tests.infra_py.recorder import UNKNOWN, Recording

Record = Callable[..., Recording]


def test_everything_is_tagged_that_can_be(recorded: Record):
    recording = recorded(deploy=False, budgetMonthly=1, budgetEmail="me@example.org", quotaGuard=True)
    made = {name: one.inputs for name, one in recording.resources.items() if one.type.startswith("oci:")}
    assert {name for name, inputs in made.items() if inputs.get("freeformTags") != TAGS} == {"data-attachment"}


def test_an_address_that_is_not_reserved_ends_with_the_machine(recorded: Record):
    address = recorded(deploy=False, reservedIp=False).resources["address"]
    assert address.inputs["lifetime"] == "EPHEMERAL"
    assert address.deleted_with == "vm"


def test_no_data_volume_when_its_size_is_0(recorded: Record):
    recording = recorded(deploy=False, dataVolumeGb=0)
    assert {"data", "data-attachment"}.isdisjoint(recording.resources)
    assert any("lost with the machine" in warning for warning in recording.warnings())


def test_unprotected_data_is_warned_of(recorded: Record):
    recording = recorded(deploy=False, protectData=False)
    assert not recording.resources["data"].protect
    assert any("protectData is off" in warning for warning in recording.warnings())


def test_guardrails_are_off_by_default(prod: Recording):
    assert not [one for one in prod.resources.values() if one.type.startswith(("oci:Budget", "oci:Limits"))]


def test_guardrails(recorded: Record):
    recording = recorded(deploy=False, ocpus=2, memoryGb=12, budgetMonthly=5, budgetEmail="a@b.jp", quotaGuard=True)
    budget, alert, quota = (recording.resources[name].inputs for name in ("budget", "budget-alert", "quota"))
    assert (budget["amount"], budget["resetPeriod"]) == (5, "MONTHLY")
    assert (budget["compartmentId"], budget["targets"]) == (TENANCY, [TENANCY])
    assert (alert["recipients"], alert["threshold"], alert["thresholdType"]) == ("a@b.jp", 80, "PERCENTAGE")
    assert quota["statements"] == [
        "zero compute-core quotas in tenancy",
        "zero compute-memory quotas in tenancy",
        "set compute-core quota standard-a1-core-count to 2 in tenancy",
        "set compute-core quota standard-a1-core-regional-count to 2 in tenancy",
        "set compute-memory quota standard-a1-memory-count to 12 in tenancy",
        "set compute-memory quota standard-a1-memory-regional-count to 12 in tenancy",
    ]


def test_metadata_is_stable_small_and_without_the_keys_comment(recorded: Record):
    first, second = (recorded(deploy=False).resources["vm"].inputs["metadata"] for _ in range(2))
    assert first == second
    assert sum(len(name) + len(value) for name, value in first.items()) < 32_000
    assert gzip.decompress(base64.b64decode(first["user_data"])).startswith(b"#cloud-config")
    assert first["ssh_authorized_keys"].count(" ") == 1


def test_outputs(recorded: Record):
    outputs = recorded(apiPort=8443).outputs
    address = outputs["vm_public_ip"]
    assert outputs["vm_private_ip"] == "10.0.1.10"
    assert outputs["api_url"] == f"https://{address}:8443"
    assert outputs["api_certificate"] == "-----BEGIN CERTIFICATE-----"
    assert outputs["ssh_config"] == (
        "Host lifetracer\n"
        f"    HostName {address}\n"
        "    User opc\n"
        '    IdentityFile "~/.ssh/lifetracer"\n'
        "    IdentitiesOnly yes\n"
    )


def test_a_preview_plans_everything_and_knows_neither_ids_nor_addresses(recorded: Record):
    recording = recorded(preview=True)
    assert set(recording.resources) == set(recorded().resources)
    assert recording.outputs["vm_public_ip"] == recording.outputs["api_url"] == UNKNOWN
    assert recording.resources["address"].inputs["privateIpId"] == UNKNOWN
    assert recording.resources["release-hand-over"].inputs["stdin"] == UNKNOWN


def test_secrets_reach_the_release_only_and_are_marked(recorded: Record):
    token = "toggl-token-0123456789"
    recording = recorded(togglApiToken=token, secrets=("togglApiToken",))
    hand_over = recording.resources["release-hand-over"]
    assert {"stdin", "connection"} <= hand_over.secrets
    for name, one in recording.resources.items():
        assert token not in str(one.inputs) or name == "release-hand-over"
    assert token not in str(recording.logs)
    assert token not in str(recording.outputs)


def test_the_release_waits_for_address_and_data(recorded: Record):
    recording = recorded()
    assert {"address", "data-attachment"} <= recording.resources["release-host-key"].dependencies
    assert recording.resources["release-hand-over"].inputs["connection"]["user"] == "opc"


def test_deploy_false_leaves_the_release_out(prod: Recording):
    assert not [one for one in prod.resources.values() if one.type.startswith("command:")]
    assert "api_certificate" not in prod.outputs


def test_a_bad_setting_asks_nothing_of_the_cloud(recorded: Record, cloud: Cloud):
    with pytest.raises(RunError) as raised:
        recorded(myIp="0.0.0.0/0", ocpus=0)
    assert "- myIp=0.0.0.0/0" in str(raised.value)
    assert "- ocpus=0" in str(raised.value)
    assert cloud.calls() == []


def test_a_secret_in_clear_is_refused_without_being_shown(recorded: Record):
    with pytest.raises(RunError) as raised:
        recorded(databaseUrl="postgresql://me:hunter2@db.example.org/x")
    assert "databaseUrl is a secret that the stack's file holds unencrypted" in str(raised.value)
    assert "hunter2" not in str(raised.value)
