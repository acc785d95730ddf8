"""The network: a public subnet behind an internet gateway and one security list."""

from collections.abc import Iterable, Mapping

import pulumi
from pulumi_oci import core

from infra_py.components import firewall
from infra_py.settings import Settings


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
        settings: Settings,
        rules: Iterable[firewall.Rule],
        tags: Mapping[str, str],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("lifetracer:infra:Network", name, None, opts)
        here = pulumi.ResourceOptions(parent=self)
        # Other addresses would mean another subnet, and another subnet another machine.
        keep = [] if settings.allow_replacement else ["cidrBlocks", "cidrBlock"]
        kept = pulumi.ResourceOptions(parent=self, ignore_changes=keep)
        vcn = core.Vcn(
            "vcn",
            compartment_id=settings.compartment_id,
            display_name="lifetracer-vcn",
            cidr_blocks=[str(settings.vcn_cidr)],
            freeform_tags=tags,
            opts=kept,
        )
        gateway = core.InternetGateway(
            "gateway",
            compartment_id=settings.compartment_id,
            vcn_id=vcn.id,
            display_name="lifetracer-igw",
            freeform_tags=tags,
            opts=here,
        )
        routes = core.RouteTable(
            "routes",
            compartment_id=settings.compartment_id,
            vcn_id=vcn.id,
            display_name="public-route-table",
            route_rules=[
                core.RouteTableRouteRuleArgs(destination=str(firewall.ANYWHERE), network_entity_id=gateway.id),
            ],
            freeform_tags=tags,
            opts=here,
        )
        security = self._security(settings, vcn, rules, tags)
        subnet = core.Subnet(
            "subnet",
            compartment_id=settings.compartment_id,
            vcn_id=vcn.id,
            display_name="public-subnet",
            cidr_block=str(settings.subnet_cidr),
            route_table_id=routes.id,
            # Only ours: the default list of a VCN opens port 22 to the world.
            security_list_ids=[security.id],
            freeform_tags=tags,
            opts=kept,
        )
        self.subnet_id = subnet.id
        self.register_outputs({})

    def _security(
        self, settings: Settings, vcn: core.Vcn, rules: Iterable[firewall.Rule], tags: Mapping[str, str]
    ) -> core.SecurityList:
        return core.SecurityList(
            "security",
            compartment_id=settings.compartment_id,
            vcn_id=vcn.id,
            display_name="server-security-list",
            egress_security_rules=firewall.egress(),
            ingress_security_rules=firewall.ingress(rules),
            freeform_tags=tags,
            opts=pulumi.ResourceOptions(parent=self),
        )
