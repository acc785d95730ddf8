"""Every argument of every resource beside the customer's HCL, and the options that the engine gets with it."""

from collections.abc import Callable
from typing import Any

import pytest
from pulumi import RunError

from tests.fakes.oci.cloud import Cloud
from tests.infra_py.conftest import TAGS, TENANCY
from tests.infra_py.recorder import Recording

Record = Callable[..., Recording]


# What every resource of the compartment has.
MINE = {"compartmentId": "ocid1.compartment.oc1..mine", "freeformTags": TAGS}
NETWORK = {"vcn", "gateway", "routes", "security", "subnet"}
STORAGE = {"address", "data", "data-attachment"}


def made_by(recording: Recording) -> dict[str, Any]:
    """Return the arguments of each resource in the cloud."""
    return {name: one.inputs for name, one in recording.resources.items() if one.type.startswith("oci:")}


def test_the_resources_are_the_customers_and_what_outlives_the_machine(prod: Recording):
    assert set(made_by(prod)) == {*NETWORK, *STORAGE, "vm"}


def test_the_security_list_has_the_arguments_of_the_customers_hcl(prod: Recording):
    """`resource "oci_core_security_list"`."""
    made = made_by(prod)
    assert made["security"] == {
        **MINE,
        "vcnId": made["subnet"]["vcnId"],
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
    }


def test_the_network_has_the_arguments_of_the_customers_hcl(prod: Recording):
    made = made_by(prod)
    vcn = {"vcnId": made["subnet"]["vcnId"]}
    assert {name: made[name] for name in NETWORK - {"security"}} == {
        # resource "oci_core_vcn"
        "vcn": {**MINE, "displayName": "lifetracer-vcn", "cidrBlocks": ["10.0.0.0/16"]},
        # resource "oci_core_internet_gateway"
        "gateway": {**MINE, **vcn, "displayName": "lifetracer-igw"},
        # resource "oci_core_route_table"
        "routes": {
            **MINE,
            **vcn,
            "displayName": "public-route-table",
            "routeRules": [
                {"destination": "0.0.0.0/0", "networkEntityId": made["routes"]["routeRules"][0]["networkEntityId"]}
            ],
        },
        # resource "oci_core_subnet"
        "subnet": {
            **MINE,
            **vcn,
            "displayName": "public-subnet",
            "cidrBlock": "10.0.1.0/24",
            "routeTableId": made["subnet"]["routeTableId"],
            "securityListIds": made["subnet"]["securityListIds"],
        },
    }


def test_the_address_and_the_data_outlive_the_machine(prod: Recording, cloud: Cloud):
    """Ours, not the customer's."""
    made = made_by(prod)
    assert {name: made[name] for name in STORAGE} == {
        "address": {
            **MINE,
            "displayName": "lifetracer-ip",
            "lifetime": "RESERVED",
            "privateIpId": made["address"]["privateIpId"],
        },
        "data": {
            **MINE,
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


def test_the_machine_has_the_arguments_of_the_customers_hcl(prod: Recording, cloud: Cloud):
    """`resource "oci_core_instance"`."""
    image = cloud.read()["images"][-1]["id"]
    vm = made_by(prod)["vm"]
    metadata = vm.pop("metadata")
    assert vm == {
        **MINE,
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
