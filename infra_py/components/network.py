"""The network: a public subnet behind an internet gateway and one security list."""

from collections.abc import Iterable, Mapping
from ipaddress import IPv4Network

import pulumi
from pulumi_oci import core

from infra_py.components import firewall


class Network(pulumi.ComponentResource):
    """VCN, internet gateway, route table, security list and subnet.

    Attributes:
        subnet_id: the subnet's OCID, for the machine's network card.
    """

    subnet_id: pulumi.Output[str]

    def __init__(
        self,
        name: str,
        *,
        compartment_id: str,
        vcn_cidr: IPv4Network,
        subnet_cidr: IPv4Network,
        rules: Iterable[firewall.Rule],
        allow_replacement: bool,
        tags: Mapping[str, str],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("lifetracer:infra:Network", name, None, opts)
        # Other addresses would mean another subnet, and another subnet another machine.
        keep = [] if allow_replacement else ["cidrBlocks", "cidrBlock"]
        kept = pulumi.ResourceOptions(parent=self, ignore_changes=keep)
        vcn = core.Vcn(
            "vcn",
            compartment_id=compartment_id,
            display_name="lifetracer-vcn",
            cidr_blocks=[str(vcn_cidr)],
            freeform_tags=tags,
            opts=kept,
        )
        routes = self._routes_to_internet(vcn, compartment_id, tags)
        security = core.SecurityList(
            "security",
            compartment_id=compartment_id,
            vcn_id=vcn.id,
            display_name="server-security-list",
            egress_security_rules=firewall.egress(),
            ingress_security_rules=firewall.ingress(rules),
            freeform_tags=tags,
            opts=pulumi.ResourceOptions(parent=self),
        )
        subnet = core.Subnet(
            "subnet",
            compartment_id=compartment_id,
            vcn_id=vcn.id,
            display_name="public-subnet",
            cidr_block=str(subnet_cidr),
            route_table_id=routes.id,
            # Only ours: the default list of a VCN opens port 22 to the world.
            security_list_ids=[security.id],
            freeform_tags=tags,
            opts=kept,
        )
        self.subnet_id = subnet.id
        self.register_outputs({})

    def _routes_to_internet(self, vcn: core.Vcn, compartment_id: str, tags: Mapping[str, str]) -> core.RouteTable:
        gateway = core.InternetGateway(
            "gateway",
            compartment_id=compartment_id,
            vcn_id=vcn.id,
            display_name="lifetracer-igw",
            freeform_tags=tags,
            opts=pulumi.ResourceOptions(parent=self),
        )
        return core.RouteTable(
            "routes",
            compartment_id=compartment_id,
            vcn_id=vcn.id,
            display_name="public-route-table",
            route_rules=[
                core.RouteTableRouteRuleArgs(destination=str(firewall.ANYWHERE), network_entity_id=gateway.id),
            ],
            freeform_tags=tags,
            opts=pulumi.ResourceOptions(parent=self),
        )
