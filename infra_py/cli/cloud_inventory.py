"""What the cloud has with the tags of a stack, whatever the stack's state knows of it.

Every resource that takes tags carries project and stack (`infra_py.program`). What takes none is found through what
has: attachments and boot volumes through their machine, alerts through their budget. The default route table, security
list and DHCP options of a network and the machine's network card end with their owner.

The tags are not unique: a stack of the same name in another state carries the same ones.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pulumi

from infra_py.cli.engine import Engine
from infra_py.cli.project import PROJECT
from infra_py.cli.side_stack import SideStack, side_stack

VCN, SUBNET = "oci:Core/vcn:Vcn", "oci:Core/subnet:Subnet"
INSTANCE, VOLUME = "oci:Core/instance:Instance", "oci:Core/volume:Volume"
ATTACHMENT, BOOT_VOLUME = "oci:Core/volumeAttachment:VolumeAttachment", "oci:Core/bootVolume:BootVolume"
ADDRESS = "oci:Core/publicIp:PublicIp"
BUDGET, ALERT, QUOTA = "oci:Budget/budget:Budget", "oci:Budget/rule:Rule", "oci:Limits/quota:Quota"
TENANCY_TYPES = frozenset({BUDGET, ALERT, QUOTA})
# In the order in which they are built; deletion goes backwards.
NOUNS: Mapping[str, str] = {
    VCN: "network",
    "oci:Core/internetGateway:InternetGateway": "internet gateway",
    "oci:Core/routeTable:RouteTable": "route table",
    "oci:Core/securityList:SecurityList": "security list",
    SUBNET: "subnet",
    BOOT_VOLUME: "boot volume",
    INSTANCE: "machine",
    ADDRESS: "public address",
    VOLUME: "data volume",
    ATTACHMENT: "attachment of the data volume",
    BUDGET: "budget",
    ALERT: "budget alert",
    QUOTA: "quota",
}
RANKS = {kind: rank for rank, kind in enumerate(NOUNS)}
# Functions of Oracle's provider that list one compartment, and the field of the answer that holds the list.
LISTS: Mapping[str, tuple[str, str]] = {
    VCN: ("oci:Core/getVcns:getVcns", "virtualNetworks"),
    "oci:Core/internetGateway:InternetGateway": ("oci:Core/getInternetGateways:getInternetGateways", "gateways"),
    "oci:Core/routeTable:RouteTable": ("oci:Core/getRouteTables:getRouteTables", "routeTables"),
    "oci:Core/securityList:SecurityList": ("oci:Core/getSecurityLists:getSecurityLists", "securityLists"),
    SUBNET: ("oci:Core/getSubnets:getSubnets", "subnets"),
    INSTANCE: ("oci:Core/getInstances:getInstances", "instances"),
    VOLUME: ("oci:Core/getVolumes:getVolumes", "volumes"),
    ATTACHMENT: ("oci:Core/getVolumeAttachments:getVolumeAttachments", "volumeAttachments"),
    BOOT_VOLUME: ("oci:Core/getBootVolumes:getBootVolumes", "bootVolumes"),
    ADDRESS: ("oci:Core/getPublicIps:getPublicIps", "publicIps"),
    BUDGET: ("oci:Budget/getBudgets:getBudgets", "budgets"),
    ALERT: ("oci:Budget/getAlertRules:getAlertRules", "alertRules"),
    QUOTA: ("oci:Limits/getQuotas:getQuotas", "quotas"),
}
DOMAINS = ("oci:Identity/getAvailabilityDomains:getAvailabilityDomains", "availabilityDomains")
# Oracle lists what has ended for hours.
GONE = frozenset({"TERMINATING", "TERMINATED", "DETACHING", "DETACHED", "DELETING", "DELETED"})
UNFINISHED = frozenset({"PROVISIONING", "STARTING", "CREATING", "ATTACHING", "ASSIGNING", "RESTORING"})
# What tells two resources of a type apart, and what deletion needs.
FACTS = ("compartmentId", "vcnId", "instanceId", "volumeId", "budgetId", "availabilityDomain", "bootVolumeId")
Items = pulumi.Output[list[dict[str, Any]]]
Look = Callable[..., Items]


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Where to look, and for what.

    Attributes:
        stack: the value of the stack's tag.
        tenancy: OCID; budgets and quotas are in its root compartment.
        compartments: OCIDs of those that may hold something of the stack.
        types: of `TENANCY_TYPES`, those that the stack may have; a user without rights on budgets needs none.
        volumes: OCIDs of the stack's data volumes, whose attachments belong to the stack.
        boot_volumes: OCIDs of disks that the stack's machines have or had.
    """

    stack: str
    tenancy: str
    compartments: Collection[str]
    types: frozenset[str] = frozenset()
    volumes: frozenset[str] = frozenset()
    boot_volumes: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class CloudResource:
    """One resource that the cloud has.

    Attributes:
        type: Pulumi's token.
        state: Oracle's lifecycle state.
        created: when, as Oracle writes it.
        facts: those of `FACTS` that the resource has.
    """

    type: str
    id: str
    name: str
    state: str
    created: str
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def noun(self) -> str:
        """The kind and name for a person, such as "machine lifetracer-vm"."""
        return f"{NOUNS[self.type]} {self.name}"

    @property
    def is_unfinished(self) -> bool:
        """Whether the cloud is still making it."""
        return self.state in UNFINISHED

    def as_resource(self) -> dict[str, Any]:
        """Return what a side stack needs to know of it."""
        return {"type": self.type, "id": self.id, "properties": dict(self.facts)}

    def __str__(self) -> str:
        return f"{self.noun}, {self.state}, created {self.created}, {self.id}"


@contextmanager
def inventory(
    engine: Engine, provider: Mapping[str, str], scope: Scope
) -> Iterator[tuple[SideStack, list[CloudResource]]]:
    """Look in the cloud; the side stack serves to read or delete what was found as long as the block lasts.

    Yields:
        The side stack, and what there is, in the order in which it is built.

    Raises:
        LookUpFailed: when the cloud does not answer, with the reason.
        Interrupted: after Ctrl-C.
    """
    with side_stack(engine, provider, lambda account: _question(account, scope)) as (side, answer):
        yield side, _found(answer, scope)


def _question(account: pulumi.ProviderResource, scope: Scope) -> "pulumi.Output[Any]":
    """Return everything of the compartments by type, unfiltered."""

    def look(what: tuple[str, str], **arguments: Any) -> Items:
        token, items = what
        options = pulumi.InvokeOutputOptions(provider=account)
        return pulumi.runtime.invoke_output(token, arguments, options).apply(lambda answer: answer[items])

    compartments = sorted(scope.compartments)
    found = {
        kind: [look(what, compartmentId=compartment) for compartment in compartments]
        for kind, what in LISTS.items()
        if kind not in TENANCY_TYPES | {ADDRESS}
    }
    domains = look(DOMAINS, compartmentId=scope.tenancy)
    found[ADDRESS] = [one for compartment in compartments for one in _addresses(look, compartment, domains)]
    if scope.types & {BUDGET, ALERT}:
        budgets = look(LISTS[BUDGET], compartmentId=scope.tenancy, targetType="ALL")
        found[BUDGET] = [budgets]
        found[ALERT] = [budgets.apply(lambda items: _alerts(look, items, scope))]
    if QUOTA in scope.types:
        found[QUOTA] = [look(LISTS[QUOTA], compartmentId=scope.tenancy)]
    return pulumi.Output.all(**{kind: pulumi.Output.all(*lists).apply(_flat) for kind, lists in found.items()})


def _addresses(look: Look, compartment: str, domains: Items) -> list[Items]:
    """List the reserved addresses of the region, and the ephemeral ones, for which each domain has its own list."""

    def of_domains(domains: Sequence[Mapping[str, Any]]) -> Items:
        lists = [
            look(
                LISTS[ADDRESS],
                compartmentId=compartment,
                scope="AVAILABILITY_DOMAIN",
                availabilityDomain=domain["name"],
                lifetime="EPHEMERAL",
            )
            for domain in domains
        ]
        return pulumi.Output.all(*lists).apply(_flat)

    reserved = look(LISTS[ADDRESS], compartmentId=compartment, scope="REGION", lifetime="RESERVED")
    return [reserved, domains.apply(of_domains)]


def _alerts(look: Look, budgets: Sequence[Mapping[str, Any]], scope: Scope) -> Items:
    mine = [one for one in budgets if _is_tagged(one, scope)]
    return pulumi.Output.all(*(look(LISTS[ALERT], budgetId=one["id"]) for one in mine)).apply(_flat)


def _flat(lists: Sequence[Sequence[dict[str, Any]]]) -> list[dict[str, Any]]:
    return [one for items in lists for one in items]


def _found(answer: Mapping[str, Sequence[Mapping[str, Any]]], scope: Scope) -> list[CloudResource]:
    tagged = {
        kind: [one for one in items if _is_tagged(one, scope)]
        for kind, items in answer.items()
        if kind not in {ATTACHMENT, BOOT_VOLUME}
    }
    volumes = scope.volumes | {one["id"] for one in tagged[VOLUME]}
    tagged[ATTACHMENT] = [one for one in answer[ATTACHMENT] if one["volumeId"] in volumes]
    # The disk of a machine that lives ends with it.
    disks = scope.boot_volumes | {one.get("bootVolumeId") for one in tagged[INSTANCE]}
    in_use = {one.get("bootVolumeId") for one in answer[INSTANCE] if one["state"] not in GONE}
    tagged[BOOT_VOLUME] = [one for one in answer[BOOT_VOLUME] if one["id"] in disks - in_use]
    found = [_resource(kind, one) for kind, items in tagged.items() for one in items if one["state"] not in GONE]
    return sorted(found, key=lambda one: (RANKS[one.type], one.created, one.id))


def _is_tagged(one: Mapping[str, Any], scope: Scope) -> bool:
    tags = one.get("freeformTags") or {}
    return tags.get("project") == PROJECT and tags.get("stack") == scope.stack


def _resource(kind: str, one: Mapping[str, Any]) -> CloudResource:
    return CloudResource(
        type=kind,
        id=str(one["id"]),
        name=str(one.get("displayName") or one.get("name") or "without a name"),
        state=str(one["state"]),
        created=str(one.get("timeCreated") or "at an unknown time"),
        facts={name: str(one[name]) for name in FACTS if one.get(name)},
    )
