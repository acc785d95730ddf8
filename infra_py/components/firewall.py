"""The rules of the firewall: one table, rendered in a stable order so that a preview shows real changes only."""

from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Network

from pulumi_oci import core

ANYWHERE = IPv4Network("0.0.0.0/0")
SSH_PORT = 22
# Protocol numbers, which Oracle takes as text.
TCP, ICMP = "6", "1"
UNREACHABLE, TOO_BIG = 3, 4


@dataclass(frozen=True, kw_only=True, order=True)
class Rule:
    """One way in. `port` is a TCP port, or None for ICMP 3/4 (destination unreachable: the packet is too big)."""

    port: int | None
    source: IPv4Network
    purpose: str

    def render(self) -> core.SecurityListIngressSecurityRuleArgs:
        if self.port is None:
            return core.SecurityListIngressSecurityRuleArgs(
                protocol=ICMP,
                source=str(self.source),
                icmp_options=core.SecurityListIngressSecurityRuleIcmpOptionsArgs(type=UNREACHABLE, code=TOO_BIG),
                description=self.purpose,
            )
        return core.SecurityListIngressSecurityRuleArgs(
            protocol=TCP,
            source=str(self.source),
            tcp_options=core.SecurityListIngressSecurityRuleTcpOptionsArgs(min=self.port, max=self.port),
            description=self.purpose,
        )


def rules(*, ssh_source: IPv4Network, api_port: int, api_sources: Iterable[IPv4Network]) -> tuple[Rule, ...]:
    """Return the table of everything that is let in; the rest times out."""
    return (
        Rule(port=SSH_PORT, source=ssh_source, purpose="SSH"),
        *(Rule(port=api_port, source=source, purpose="API") for source in api_sources),
        # Without it a path with a smaller MTU swallows large packets, and connections hang.
        Rule(port=None, source=ANYWHERE, purpose="Path MTU discovery"),
    )


def ingress(table: Iterable[Rule]) -> list[core.SecurityListIngressSecurityRuleArgs]:
    """Render the table by port and source, whatever the order of the settings."""
    return [rule.render() for rule in sorted(table, key=lambda rule: (rule.port or 0, rule.source))]


def egress() -> list[core.SecurityListEgressSecurityRuleArgs]:
    return [core.SecurityListEgressSecurityRuleArgs(protocol="all", destination=str(ANYWHERE))]
