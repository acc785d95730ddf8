"""The stand-in cloud refuses what Oracle refuses: otherwise the tests on it would prove nothing."""

import base64
from collections.abc import Callable
from typing import Any

import pytest

from tests.fakes.oci import kinds, rules
from tests.fakes.oci.cloud import Cloud
from tests.fakes.oci.provider import changes
from tests.fakes.oci.refusals import RefusedError

Values = dict[str, Any]


class Stack:
    """What a small stack has, on the state of a cloud."""

    def __init__(self, cloud: Cloud) -> None:
        self.state = cloud.read()
        self.domain, self.image = self.state["domains"][0], self.state["images"][-1]["id"]
        self.vcn = self.make(kinds.VCN, cidrBlocks=["10.0.0.0/16"])
        self.gateway = self.make(kinds.GATEWAY, vcnId=self.vcn)
        self.routes = self.make(kinds.ROUTES, vcnId=self.vcn, routeRules=[{"networkEntityId": self.gateway}])
        self.security = self.make(kinds.SECURITY, vcnId=self.vcn)
        self.subnet = self.make(
            kinds.SUBNET,
            vcnId=self.vcn,
            cidrBlock="10.0.1.0/24",
            routeTableId=self.routes,
            securityListIds=[self.security],
        )

    def make(self, kind: str, **inputs: Any) -> str:
        return rules.create(self.state, kind, {"compartmentId": "c", **inputs})[0]

    def machine(self, **inputs: Any) -> Values:
        return {
            "compartmentId": "c",
            "availabilityDomain": self.domain,
            "shape": "VM.Standard.A1.Flex",
            "shapeConfig": {"ocpus": 2.0, "memoryInGbs": 12.0},
            "sourceDetails": {"sourceType": "image", "sourceId": self.image, "bootVolumeSizeInGbs": "50"},
            "createVnicDetails": {"subnetId": self.subnet, "assignPublicIp": "false"},
            **inputs,
        }

    def launch(self, **inputs: Any) -> str:
        return self.make(kinds.INSTANCE, **self.machine(**inputs))

    def private_ip(self, machine: str) -> str:
        return next(str(ip["id"]) for ip in self.state["private_ips"].values() if ip["instanceId"] == machine)


@pytest.fixture
def stack(cloud: Cloud) -> Stack:
    return Stack(cloud)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("no capacity", "500-InternalError, Out of host capacity."),
        ("false limit", "400-LimitExceeded, The following service limits were exceeded"),
        ("no shape", "404-NotAuthorizedOrNotFound, shape VM.Standard.A1.Flex not found"),
        ("too many requests", "429-TooManyRequests"),
        ("quota", "400-QuotaExceeded"),
        ("not authenticated", "401-NotAuthenticated"),
    ],
)
def test_the_weather_is_of_a_domain_and_changes(stack: Stack, answer: str, words: str):
    stack.state["weather"][stack.domain] = [answer, "fine"]
    with pytest.raises(RefusedError, match=words):
        stack.launch()
    assert stack.launch()


@pytest.mark.parametrize(
    ("inputs", "words"),
    [
        ({"availabilityDomain": "elsewhere"}, "is not known"),
        ({"metadata": {"user_data": base64.b64encode(bytes(24_000)).decode()}}, "maximum size of 32000 bytes"),
        ({"metadata": {"user_data": "§"}}, "not base64"),
        ({"shapeConfig": {"ocpus": 5.0, "memoryInGbs": 24.0}}, "LimitExceeded"),
    ],
)
def test_a_launch_is_refused(stack: Stack, inputs: Values, words: str):
    with pytest.raises(RefusedError, match=words):
        stack.launch(**inputs)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (lambda stack: {"sourceId": stack.image, "bootVolumeSizeInGbs": "49"}, "between 50 and"),
        (lambda stack: {"sourceId": stack.state["images"][0]["id"]}, "not valid for image"),
        (lambda _stack: {"sourceId": "ocid1.image.none"}, "not found: image"),
    ],
)
def test_a_source_is_refused(stack: Stack, source: Callable[[Stack], Values], words: str):
    with pytest.raises(RefusedError, match=words):
        stack.launch(sourceDetails=source(stack))


def test_a_quota_forbids_a_larger_machine(stack: Stack):
    statements = ["set compute-core quota standard-a1-core-count to 1 in tenancy"]
    stack.make(kinds.QUOTA, name="q", description="d", statements=statements)
    with pytest.raises(RefusedError, match="QuotaExceeded"):
        stack.launch()


def test_nothing_goes_while_something_depends_on_it(stack: Stack):
    machine = stack.launch()
    for kind, identifier in (
        (kinds.VCN, stack.vcn),
        (kinds.GATEWAY, stack.gateway),
        (kinds.ROUTES, stack.routes),
        (kinds.SECURITY, stack.security),
        (kinds.SUBNET, stack.subnet),
    ):
        with pytest.raises(RefusedError, match="409-Conflict"):
            rules.delete(stack.state, kind, identifier)
    for kind, identifier in (
        (kinds.INSTANCE, machine),
        (kinds.SUBNET, stack.subnet),
        (kinds.SECURITY, stack.security),
        (kinds.ROUTES, stack.routes),
        (kinds.GATEWAY, stack.gateway),
        (kinds.VCN, stack.vcn),
    ):
        rules.delete(stack.state, kind, identifier)
    assert stack.state["resources"] == {}


def test_a_volume_is_attached_once_in_its_own_domain_and_only_grows(stack: Stack):
    first = stack.launch(isPvEncryptionInTransitEnabled=True)
    volume = stack.make(kinds.VOLUME, availabilityDomain=stack.domain, sizeInGbs="50")
    elsewhere = stack.make(kinds.VOLUME, availabilityDomain=stack.state["domains"][1], sizeInGbs="50")
    attach = {"attachmentType": "paravirtualized", "instanceId": first, "isPvEncryptionInTransitEnabled": True}
    with pytest.raises(RefusedError, match="not in the same availability domain"):
        stack.make(kinds.ATTACHMENT, volumeId=elsewhere, **attach)
    stack.make(kinds.ATTACHMENT, volumeId=volume, **attach)
    with pytest.raises(RefusedError, match="attached already"):
        stack.make(kinds.ATTACHMENT, volumeId=volume, **attach)
    with pytest.raises(RefusedError, match="409-Conflict"):
        rules.delete(stack.state, kinds.VOLUME, volume)
    with pytest.raises(RefusedError, match="only be increased"):
        rules.update(stack.state, kinds.VOLUME, volume, {"availabilityDomain": stack.domain, "sizeInGbs": "49"})


def test_an_address_is_assigned_once_and_outlives_its_machine_when_reserved(stack: Stack):
    machine = stack.launch()
    private = stack.private_ip(machine)
    with pytest.raises(RefusedError, match="404"):
        stack.make(kinds.ADDRESS, lifetime="RESERVED", privateIpId="ocid1.privateip.none")
    address = stack.make(kinds.ADDRESS, lifetime="RESERVED", privateIpId=private)
    with pytest.raises(RefusedError, match="has a public IP already"):
        stack.make(kinds.ADDRESS, lifetime="EPHEMERAL", privateIpId=private)
    rules.delete(stack.state, kinds.INSTANCE, machine)
    assert stack.state["resources"][address]["outputs"]["assignedEntityId"] == ""

    ephemeral = stack.make(kinds.ADDRESS, lifetime="EPHEMERAL", privateIpId=stack.private_ip(second := stack.launch()))
    rules.delete(stack.state, kinds.INSTANCE, second)
    assert ephemeral not in stack.state["resources"]


def test_an_image_swaps_the_boot_disk_and_a_size_only_grows_it(stack: Stack, cloud: Cloud):
    stack.state["images"] += [{**stack.state["images"][-1], "id": "ocid1.image.newer"}]
    machine = stack.launch()
    disk = stack.state["resources"][machine]["outputs"]["bootVolumeId"]

    def change(**source: str) -> Values:
        details = {"sourceId": stack.image, "bootVolumeSizeInGbs": "50", **source}
        return rules.update(stack.state, kinds.INSTANCE, machine, stack.machine(sourceDetails=details))

    assert change(bootVolumeSizeInGbs="60")["bootVolumeId"] == disk
    with pytest.raises(RefusedError, match="only be increased"):
        change(bootVolumeSizeInGbs="50")
    assert change(sourceId="ocid1.image.newer", bootVolumeSizeInGbs="60")["bootVolumeId"] != disk


def test_what_replaces_a_machine():
    immutable = kinds.KINDS[kinds.INSTANCE].immutable
    old = {"metadata": {"user_data": "a", "note": "x"}, "sourceDetails": {"sourceId": "1"}, "displayName": "vm"}
    new = {"metadata": {"user_data": "b", "note": "y"}, "sourceDetails": {"sourceId": "2"}, "displayName": "vm"}
    assert list(changes(old, new)) == ["metadata.note", "metadata.user_data", "sourceDetails.sourceId"]
    assert [path for path in changes(old, new) if path in immutable] == ["metadata.user_data"]
