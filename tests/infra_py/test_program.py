"""Every argument of every resource beside the customer's HCL, and the options that the engine gets with it."""

import base64
import gzip
from collections.abc import Callable

import pytest
from pulumi import RunError

from tests.fakes.oci.cloud import Cloud
from tests.infra_py.conftest import TENANCY
from tests.infra_py.recorder import UNKNOWN, Recording

Record = Callable[..., Recording]
TAGS = {"project": "lifetracer", "stack": "test"}
CUSTOMER = {"consoleCidrs": ["76.76.21.0/24"]}


@pytest.fixture
def prod(recorded: Record) -> Recording:
    """The customer's values; the release is the concern of other tests."""
    return recorded(deploy=False, compartmentId="ocid1.compartment.oc1..mine", **CUSTOMER)


def test_each_resource_has_the_arguments_of_the_customers_hcl(prod: Recording, cloud: Cloud):
    image = cloud.read()["images"][-1]["id"]
    mine = {"compartmentId": "ocid1.compartment.oc1..mine", "freeformTags": TAGS}
    made = {name: one.inputs for name, one in prod.resources.items() if one.type.startswith("oci:")}
    vm = made.pop("vm")
    metadata = vm.pop("metadata")
    vcn = {"vcnId": made["subnet"]["vcnId"]}

    assert made == {
        # resource "oci_core_vcn"
        "vcn": {**mine, "displayName": "lifetracer-vcn", "cidrBlocks": ["10.0.0.0/16"]},
        # resource "oci_core_internet_gateway"
        "gateway": {**mine, **vcn, "displayName": "lifetracer-igw"},
        # resource "oci_core_route_table"
        "routes": {
            **mine,
            **vcn,
            "displayName": "public-route-table",
            "routeRules": [
                {"destination": "0.0.0.0/0", "networkEntityId": made["routes"]["routeRules"][0]["networkEntityId"]}
            ],
        },
        # resource "oci_core_security_list"
        "security": {
            **mine,
            **vcn,
            "displayName": "server-security-list",
            "egressSecurityRules": [{"protocol": "all", "destination": "0.0.0.0/0"}],
            "ingressSecurityRules": [
                # Not the customer's: without it large packets hang.
                {
                    "protocol": "1",
                    "source": "0.0.0.0/0",
                    "icmpOptions": {"type": 3, "code": 4},
                    "description": "Path MTU discovery",
                },
                {
                    "protocol": "6",
                    "source": "198.51.100.7/32",
                    "tcpOptions": {"min": 22, "max": 22},
                    "description": "SSH",
                },
                {
                    "protocol": "6",
                    "source": "76.76.21.0/24",
                    "tcpOptions": {"min": 3000, "max": 3000},
                    "description": "API",
                },
            ],
        },
        # resource "oci_core_subnet"
        "subnet": {
            **mine,
            **vcn,
            "displayName": "public-subnet",
            "cidrBlock": "10.0.1.0/24",
            "routeTableId": made["subnet"]["routeTableId"],
            "securityListIds": made["subnet"]["securityListIds"],
        },
        # Ours: the address and the data outlive the machine.
        "address": {
            **mine,
            "displayName": "lifetracer-ip",
            "lifetime": "RESERVED",
            "privateIpId": made["address"]["privateIpId"],
        },
        "data": {
            **mine,
            "displayName": "lifetracer-data",
            "availabilityDomain": cloud.domains[0],
            "sizeInGbs": "50",
        },
        "data-attachment": {
            "attachmentType": "paravirtualized",
            "device": "/dev/oracleoci/oraclevdb",
            "displayName": "lifetracer-data-attachment",
            "instanceId": made["data-attachment"]["instanceId"],
            "volumeId": made["data-attachment"]["volumeId"],
            "isPvEncryptionInTransitEnabled": True,
        },
    }
    # resource "oci_core_instance"
    assert vm == {
        **mine,
        "displayName": "lifetracer-vm",
        "availabilityDomain": cloud.domains[0],
        "shape": "VM.Standard.A1.Flex",
        "shapeConfig": {"ocpus": 4.0, "memoryInGbs": 24.0},
        "sourceDetails": {"sourceType": "image", "sourceId": image, "bootVolumeSizeInGbs": "50"},
        "createVnicDetails": {"subnetId": vm["createVnicDetails"]["subnetId"], "assignPublicIp": "false"},
        "instanceOptions": {"areLegacyImdsEndpointsDisabled": True},
        "availabilityConfig": {"recoveryAction": "RESTORE_INSTANCE"},
        "isPvEncryptionInTransitEnabled": True,
        "preserveBootVolume": False,
    }
    assert set(metadata) == {"ssh_authorized_keys", "user_data"}


def test_each_reference_names_the_resource_that_it_should(prod: Recording):
    depends = {name: one.dependencies for name, one in prod.resources.items() if one.type.startswith("oci:")}
    assert depends == {
        "vcn": set(),
        "gateway": {"vcn"},
        "routes": {"vcn", "gateway"},
        "security": {"vcn"},
        "subnet": {"vcn", "routes", "security"},
        "vm": {"subnet"},
        "address": {"vm", "subnet"},
        # After the machine, so that a domain without capacity ties nothing to itself.
        "data": {"vm"},
        "data-attachment": {"vm", "data"},
    }


def test_only_the_data_is_protected(prod: Recording):
    assert [name for name, one in prod.resources.items() if one.protect] == ["data"]


def test_what_would_replace_the_machine_is_ignored(prod: Recording):
    kept = {name: one.ignore_changes for name, one in prod.resources.items() if one.ignore_changes}
    assert kept == {
        "vcn": ["cidrBlocks", "cidrBlock"],
        "subnet": ["cidrBlocks", "cidrBlock"],
        "vm": ["availabilityDomain", "sourceDetails.sourceId", "metadata"],
        "data": ["availabilityDomain"],
    }


def test_allow_replacement_ignores_nothing(recorded: Record):
    recording = recorded(deploy=False, allowReplacement=True)
    assert not any(one.ignore_changes for one in recording.resources.values())
    assert any("allowReplacement is on" in warning for warning in recording.warnings())


def test_what_can_be_there_only_once_goes_before_it_comes_back(prod: Recording):
    assert {name for name, one in prod.resources.items() if one.delete_before_replace} == {
        "vm",
        "address",
        "data-attachment",
    }
    assert not any(one.deleted_with for one in prod.resources.values())


def test_the_preview_warns_when_the_boot_volume_changes(prod: Recording):
    assert prod.resources["vm"].hooks == {"before_update": ["boot-disk"]}
    assert prod.dry_hooks == {"boot-disk"}


def test_the_newest_image_for_the_shape_is_asked_for(prod: Recording):
    assert dict(prod.invokes)["oci:Core/getImages:getImages"] == {
        "compartmentId": "ocid1.compartment.oc1..mine",
        "operatingSystem": "Oracle Linux",
        "operatingSystemVersion": "8",
        "shape": "VM.Standard.A1.Flex",
        "state": "AVAILABLE",
        "sortBy": "TIMECREATED",
        "sortOrder": "DESC",
    }
    assert dict(prod.invokes)["oci:Identity/getAvailabilityDomains:getAvailabilityDomains"] == {
        "compartmentId": TENANCY
    }


def test_chosen_image_and_domain_ask_the_cloud_nothing(recorded: Record, cloud: Cloud):
    image = cloud.publish_image("2026.11.01")
    recording = recorded(deploy=False, imageId=image, availabilityDomain=cloud.domains[2], preview=True)
    assert recording.invokes == []
    assert recording.resources["vm"].inputs["sourceDetails"]["sourceId"] == image
    assert recording.resources["vm"].inputs["availabilityDomain"] == cloud.domains[2]


def test_a_region_without_the_image_says_what_to_set(recorded: Record, cloud: Cloud):
    with cloud.edit() as state:
        state["images"].clear()
    with pytest.raises(RunError, match=r"No image of Oracle Linux 8 for VM\.Standard\.A1\.Flex .* set imageId"):
        recorded(deploy=False)


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
    assert "databaseUrl is a secret that the stack's file holds in clear" in str(raised.value)
    assert "hunter2" not in str(raised.value)
