"""The settings of the network: its ranges, and the ranges that may reach the machine."""

from collections.abc import Mapping
from ipaddress import IPv4Network
from types import MappingProxyType
from typing import Any

from infra_py.settings.networks import Kind, describe, is_open, special_range
from infra_py.settings.reader import Values

WIDEST_VCN_PREFIX, NARROWEST_PREFIX = 16, 30
OWN_ADDRESS = 'which `curl -4 https://ifconfig.me` prints, or a page that answers "what is my IP"'
# Clients take these ports for another protocol; over plain HTTP an API key would travel unencrypted.
TAKEN_PORTS: Mapping[int, str] = MappingProxyType({22: "SSH", 80: "plain HTTP"})
# No packet has such a source; private and carrier-NAT ones may come from a network that is peered with the VCN.
NEVER_A_SOURCE = frozenset(Kind) - {Kind.PRIVATE, Kind.CARRIER_NAT}
# Oracle's documentation, "VCNs and Subnets": 169.254.0.0/16, class D and class E cannot be used.
NEVER_A_VCN = frozenset(
    {Kind.UNSPECIFIED, Kind.LOOPBACK, Kind.LINK_LOCAL, Kind.MULTICAST, Kind.BROADCAST, Kind.RESERVED}
)


def read_network(config: Values) -> dict[str, Any]:
    """Return the fields of `Settings` that belong to the network; an unusable one is None."""
    vcn = _vcn(config)
    allow_public_api = config.flag("allowPublicApi")
    return {
        "my_ip": _my_ip(config),
        "vcn_cidr": vcn,
        "subnet_cidr": _subnet(config, vcn),
        "console_cidrs": _console(config, allow_public_api=allow_public_api),
        "allow_public_api": allow_public_api,
        "api_port": _api_port(config),
    }


def _my_ip(config: Values) -> IPv4Network | None:
    if not config.is_set("myIp"):
        config.add_problem("myIp", f"is not set; set it to your public address, {OWN_ADDRESS}.")
        return None
    network = config.cidr("myIp")
    if network is None:
        return None
    if is_open(network):
        config.add_problem("myIp", f"would open SSH to the whole internet; use your public address, {OWN_ADDRESS}.")
    elif special := special_range(network):
        config.add_problem(
            "myIp",
            f"{describe(network, special)}, from which no SSH connection can come over the internet; use your public "
            f"address, {OWN_ADDRESS}.",
        )
    return network


def _vcn(config: Values) -> IPv4Network | None:
    if not config.is_set("vcnCidr"):
        config.add_problem("vcnCidr", "is not set; use a private range such as 10.0.0.0/16.")
    vcn = config.cidr("vcnCidr")
    if vcn is None:
        return None
    if not WIDEST_VCN_PREFIX <= vcn.prefixlen <= NARROWEST_PREFIX:
        config.add_problem(
            "vcnCidr", f"has a size that Oracle refuses; use a range from /{WIDEST_VCN_PREFIX} to /{NARROWEST_PREFIX}."
        )
        return None
    special = special_range(vcn)
    if special and special.kind in NEVER_A_VCN:
        config.add_problem("vcnCidr", f"includes {special.kind} addresses; use a private range such as 192.168.0.0/16.")
        return None
    return vcn


def _subnet(config: Values, vcn: IPv4Network | None) -> IPv4Network | None:
    if not config.is_set("subnetCidr"):
        config.add_problem("subnetCidr", "is not set; use a part of vcnCidr, such as its first /24.")
    subnet = config.cidr("subnetCidr")
    if subnet is None:
        return None
    if subnet.prefixlen > NARROWEST_PREFIX:
        config.add_problem(
            "subnetCidr",
            f"has no room for the machine, because Oracle keeps three addresses of each subnet; use "
            f"/{NARROWEST_PREFIX} or a wider range.",
        )
    elif vcn and not subnet.subnet_of(vcn):
        config.add_problem("subnetCidr", f"is not within vcnCidr={vcn}; use a part of it, or all of it.")
    return subnet


def _console(config: Values, *, allow_public_api: bool | None) -> tuple[IPv4Network, ...]:
    networks = config.cidrs("consoleCidrs")
    for network in networks:
        special = special_range(network)
        if is_open(network):
            if allow_public_api is False:
                config.report(
                    f"consoleCidrs: {network} opens the API to the whole internet; narrow it, or set allowPublicApi to "
                    "true if that is meant (the machine serves it by TLS only, and every call needs the key)."
                )
        elif special and special.kind in NEVER_A_SOURCE:
            config.report(
                f"consoleCidrs: {network} {describe(network, special)}, from which no call can come; remove it, or use "
                "the public addresses of the console."
            )
    return networks


def _api_port(config: Values) -> int | None:
    port = config.integer("apiPort", lowest=1, highest=65_535)
    if port and (service := TAKEN_PORTS.get(port)):
        config.add_problem("apiPort", f"is the port of {service}; use another one, such as 3000 or 443.")
    return port
