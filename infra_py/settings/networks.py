"""Ranges of IPv4 addresses with a special purpose, and ranges so wide that they are the whole internet.

Source: IANA IPv4 Special-Purpose Address Registry (RFC 6890 and the RFCs named there), multicast RFC 5771,
class E RFC 1112.
"""

from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Network

# A range this wide is the whole internet in all but name (and two halves of it would be the whole).
NARROWEST_OPEN_PREFIX = 7


class Kind(StrEnum):
    """Purposes of ranges, as an adjective before "address"."""

    UNSPECIFIED = "unspecified"
    PRIVATE = "private"
    CARRIER_NAT = "carrier-NAT"
    LOOPBACK = "loopback"
    LINK_LOCAL = "link-local"
    BENCHMARKING = "benchmarking"
    MULTICAST = "multicast"
    BROADCAST = "broadcast"
    RESERVED = "reserved"


@dataclass(frozen=True)
class SpecialRange:
    """A range with a special purpose."""

    network: IPv4Network
    kind: Kind


# The first match counts: the broadcast address lies in a reserved range.
SPECIAL_RANGES = tuple(
    SpecialRange(IPv4Network(network), kind)
    for network, kind in {
        "0.0.0.0/8": Kind.UNSPECIFIED,
        "10.0.0.0/8": Kind.PRIVATE,
        "172.16.0.0/12": Kind.PRIVATE,
        "192.168.0.0/16": Kind.PRIVATE,
        "100.64.0.0/10": Kind.CARRIER_NAT,
        "127.0.0.0/8": Kind.LOOPBACK,
        "169.254.0.0/16": Kind.LINK_LOCAL,
        "198.18.0.0/15": Kind.BENCHMARKING,
        "224.0.0.0/4": Kind.MULTICAST,
        "255.255.255.255/32": Kind.BROADCAST,
        "240.0.0.0/4": Kind.RESERVED,
        "192.0.0.0/24": Kind.RESERVED,
        "192.88.99.0/24": Kind.RESERVED,
    }.items()
)
# Examples in documents use these, and no computer has them (RFC 5737).
DOCUMENTATION_RANGES = tuple(map(IPv4Network, ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24")))


def special_range(network: IPv4Network) -> SpecialRange | None:
    """Return the special range that a network overlaps; None when all of its addresses are ordinary ones."""
    return next((special for special in SPECIAL_RANGES if special.network.overlaps(network)), None)


def is_documentation(network: IPv4Network) -> bool:
    """Return whether all addresses are examples, such as 203.0.113.7."""
    return any(network.subnet_of(example) for example in DOCUMENTATION_RANGES)


def describe(network: IPv4Network, special: SpecialRange) -> str:
    """Return what a network has to do with a special range, as the predicate of a sentence."""
    if network.num_addresses == 1:
        article = "the" if special.kind is Kind.BROADCAST else "an" if special.kind is Kind.UNSPECIFIED else "a"
        return f"is {article} {special.kind} address"
    return f"includes {special.kind} addresses ({special.network})"


def is_open(network: IPv4Network) -> bool:
    """Return whether the range is the whole internet, or so wide that it may as well be."""
    return network.prefixlen <= NARROWEST_OPEN_PREFIX
