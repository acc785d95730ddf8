"""Reading one configuration value at a time; what is wrong is collected instead of stopping at the first."""

import ipaddress
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

# A range this wide is the whole internet in all but name (and two halves of it would be the whole).
NARROWEST_OPEN_PREFIX = 7
# Stands in for a range that cannot be used.
NOWHERE = ipaddress.IPv4Network("0.0.0.0/32")
OCID = re.compile(r"ocid1\.[a-z0-9_-]+\.[a-z0-9_-]*\.[a-z0-9_-]*\.[A-Za-z0-9._-]+")


@dataclass(frozen=True, kw_only=True)
class Values:
    """The stack's configuration by its plain names, as Pulumi gives it (text; lists as JSON) or as YAML does.

    Attributes:
        config: the values; absent, null and empty text all mean "not set".
        defaults: what holds for a setting that is not set, and stands in for one that cannot be used.
        project_dir: where relative paths start.
        problems: one sentence for each value that cannot be used; readers return a harmless stand-in then.
    """

    config: Mapping[str, object]
    defaults: Mapping[str, object]
    project_dir: Path
    problems: list[str] = field(default_factory=list)

    def add_problem(self, name: str, problem: str) -> None:
        """Add a problem that shows the value; never for a secret."""
        self.problems.append(f"{name}={self.text(name)} {problem}")

    def text(self, name: str) -> str | None:
        value = self._raw(name)
        return str(value).strip() or None if value is not None else None

    def secret(self, name: str) -> str | None:
        """Read text whose value no problem repeats."""
        value = self.text(name)
        if value and any(ord(character) < ord(" ") for character in value):
            self.problems.append(f"{name} has a line break or another control character; set it again as one line.")
            return None
        return value

    def matching(self, name: str, pattern: re.Pattern[str], right: str) -> str | None:
        """Read text of a form; what has another form is a problem and still returned, so that nothing seems missing."""
        value = self.text(name)
        if value and not pattern.fullmatch(value):
            self.add_problem(name, right)
        return value

    def ocid(self, name: str, kind: str) -> str | None:
        return self.matching(
            name, OCID, f"is not an OCID; copy it from Oracle's web console, it begins with ocid1.{kind}."
        )

    def flag(self, name: str) -> bool:
        value = (self.text(name) or "").lower()
        if value not in {"true", "false"}:
            self.add_problem(name, "is neither true nor false; use one of them.")
        return value == "true"

    def integer(self, name: str, *, lowest: int, highest: int, unit: str = "") -> int:
        """Read a whole number; 4.0 is one, as YAML and JSON may write it."""
        value, default = self.text(name) or "", int(str(self.defaults[name]))
        if not re.fullmatch(r"\d{1,9}(\.0+)?", value):
            self.add_problem(name, f"is not a whole number; use one from {lowest} to {highest}{unit}.")
            return default
        number = int(value.partition(".")[0])
        if not lowest <= number <= highest:
            self.add_problem(name, f"is out of range; use a whole number from {lowest} to {highest}{unit}.")
            return default
        return number

    def path(self, name: str) -> Path:
        return self.project_dir / Path(self.text(name) or "").expanduser()

    def cidr(self, name: str) -> ipaddress.IPv4Network | None:
        """Read one range; a bare address means /32."""
        value = self.text(name)
        return self._network(name, value) if value else None

    def cidrs(self, name: str) -> tuple[ipaddress.IPv4Network, ...]:
        """Read a list of ranges, each once, in ascending order."""
        ranges = (self._network(name, str(item).strip()) for item in self._items(name))
        return tuple(sorted({one for one in ranges if one}))

    def _raw(self, name: str) -> object:
        value = self.config.get(name)
        return self.defaults.get(name) if value is None or value == "" else value

    def _items(self, name: str) -> list[object]:
        value = self._raw(name)
        if isinstance(value, str):
            try:
                value = json.loads(value)
            except ValueError:
                value = None
        if not isinstance(value, list | tuple):
            self.add_problem(name, f"is not a list; set it by `pulumi config set --path '{name}[0]' 203.0.113.0/24`.")
            return []
        return list(value)

    def _network(self, name: str, value: str) -> ipaddress.IPv4Network | None:
        try:
            network = ipaddress.ip_network(value, strict=False)
            exact = "/" not in value or ipaddress.ip_interface(value).ip == network.network_address
        except ValueError:
            self.problems.append(
                f"{name}: {value} is not an address or range; write it such as 203.0.113.7 or 203.0.113.0/24."
            )
            return None
        if isinstance(network, ipaddress.IPv6Network):
            self.problems.append(
                f"{name}: {value} is IPv6, and the network is IPv4 only; give an IPv4 address or range."
            )
            return None
        if not exact:
            self.problems.append(f"{name}: {value} has bits beyond its mask; the range would be {network}.")
            return None
        return network


def is_open(network: ipaddress.IPv4Network) -> bool:
    """Say whether the range is the whole internet, or so wide that it may as well be."""
    return network.prefixlen <= NARROWEST_OPEN_PREFIX
