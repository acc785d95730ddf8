"""Ranges that cannot be what the setting is for."""

from ipaddress import IPv4Network
from pathlib import Path

import pytest

from infra_py.settings import read
from infra_py.settings.networks import SPECIAL_RANGES, Kind, special_range
from tests.infra_py.configured import REQUIRED, problems


@pytest.fixture(autouse=True)
def at_home(home: Path) -> Path:
    return home


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("192.168.1.20", "is a private address"),
        ("10.0.0.1", "is a private address"),
        ("172.31.255.255", "is a private address"),
        ("127.0.0.1", "is a loopback address"),
        ("224.0.0.1", "is a multicast address"),
        ("239.255.255.255", "is a multicast address"),
        ("169.254.169.254", "is a link-local address"),
        ("100.64.0.1", "is a carrier-NAT address"),
        ("100.127.255.255", "is a carrier-NAT address"),
        ("0.0.0.0", "is an unspecified address"),
        ("0.0.0.0/32", "is an unspecified address"),
        ("240.0.0.1", "is a reserved address"),
        ("192.0.0.1", "is a reserved address"),
        ("198.18.0.1", "is a benchmarking address"),
        ("255.255.255.255", "is the broadcast address"),
        ("10.0.0.0/8", "includes private addresses (10.0.0.0/8)"),
        ("192.168.0.0/24", "includes private addresses (192.168.0.0/16)"),
        # The rest of these is ordinary.
        ("172.0.0.0/8", "includes private addresses (172.16.0.0/12)"),
        ("100.0.0.0/8", "includes carrier-NAT addresses (100.64.0.0/10)"),
        ("198.0.0.0/8", "includes benchmarking addresses (198.18.0.0/15)"),
    ],
)
def test_ssh_from_an_address_that_is_not_public_is_refused_by_its_kind(value: str, expected: str):
    (found,) = problems(myIp=value)
    assert found == (
        f"myIp={value} {expected}, from which no SSH connection can come over the internet; use your public address, "
        'which `curl -4 https://ifconfig.me` prints, or a page that answers "what is my IP".'
    )


@pytest.mark.parametrize(
    "value", ["8.8.8.8", "9.9.9.0/24", "100.63.255.255", "100.128.0.0/9", "172.15.0.0/16", "172.32.0.0/11", "223.0.0.1"]
)
def test_ssh_from_public_addresses(value: str):
    assert problems(myIp=value) == []


def test_addresses_of_documentation_are_no_problem():
    assert problems(myIp="203.0.113.7") == problems(myIp="198.51.100.0/24") == []


def test_no_special_range_hides_another():
    for special in SPECIAL_RANGES:
        assert special_range(special.network) == special or special.kind is Kind.RESERVED
    assert special_range(IPv4Network("255.255.255.255/32")) != special_range(IPv4Network("240.0.0.0/24"))


@pytest.mark.parametrize("value", ["0.0.0.0/32", "127.0.0.1", "224.0.0.0/8", "169.254.0.0/16", "240.0.0.0/8"])
def test_a_console_at_an_address_that_no_call_can_come_from_is_refused(value: str):
    (found,) = problems(consoleCidrs=["9.9.9.9", value])
    assert found.startswith(f"consoleCidrs: {IPv4Network(value)} ")
    assert "from which no call can come" in found


def test_all_of_the_internet_may_call_when_that_is_allowed():
    assert problems(consoleCidrs=["0.0.0.0/0"], allowPublicApi=True) == []
    # An unusable flag is one problem and not two.
    assert len(problems(consoleCidrs=["0.0.0.0/0"], allowPublicApi="perhaps")) == 1


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"subnetCidr": "10.0.1.0/31"}, "subnetCidr=10.0.1.0/31 has no room for the machine"),
        ({"subnetCidr": "10.0.1.0/32"}, "subnetCidr=10.0.1.0/32 has no room for the machine"),
        ({"subnetCidr": "0.0.0.0/32"}, "subnetCidr=0.0.0.0/32 has no room for the machine"),
        ({"subnetCidr": "0.0.0.0/24"}, "subnetCidr=0.0.0.0/24 is not within vcnCidr=10.0.0.0/16"),
        ({"subnetCidr": "10.0.0.0/15"}, "subnetCidr=10.0.0.0/15 is not within vcnCidr=10.0.0.0/16"),
        ({"vcnCidr": "10.0.0.0/31"}, "vcnCidr=10.0.0.0/31 has a size that Oracle refuses"),
        ({"vcnCidr": "10.0.0.0/32"}, "vcnCidr=10.0.0.0/32 has a size that Oracle refuses"),
        ({"vcnCidr": "0.0.0.0/32"}, "vcnCidr=0.0.0.0/32 has a size that Oracle refuses"),
        ({"vcnCidr": "0.0.0.0/16"}, "vcnCidr=0.0.0.0/16 includes unspecified addresses; use a private range"),
        ({"vcnCidr": "169.254.0.0/16"}, "vcnCidr=169.254.0.0/16 includes link-local addresses"),
        ({"vcnCidr": "224.0.0.0/16"}, "vcnCidr=224.0.0.0/16 includes multicast addresses"),
        ({"vcnCidr": "nowhere"}, "vcnCidr=nowhere is not an address or range"),
        ({"subnetCidr": "nowhere"}, "subnetCidr=nowhere is not an address or range"),
    ],
)
def test_ranges_of_the_network(values: dict[str, str], expected: str):
    (found,) = problems(**values)
    assert expected in found


@pytest.mark.parametrize(
    ("vcn", "subnet"),
    [("10.0.0.0/16", "10.0.0.0/16"), ("10.0.0.0/30", "10.0.0.0/30"), ("172.16.0.0/20", "172.16.8.0/21")],
)
def test_a_subnet_may_be_all_of_the_network(vcn: str, subnet: str):
    settings = read({**REQUIRED, "vcnCidr": vcn, "subnetCidr": subnet})
    assert (str(settings.vcn_cidr), str(settings.subnet_cidr)) == (vcn, subnet)
