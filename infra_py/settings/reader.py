"""Read one configuration value at a time; problems are collected instead of stopping at the first."""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_interface, ip_network
from pathlib import Path

from infra_py.settings.declared import FILE, RESTORE
from infra_py.settings.model import SECRETS

LONGEST_CHARACTERS = 4096
LONGEST_SHOWN_CHARACTERS = 100
INTEGER = re.compile(r"(?P<whole>[+-]?[0-9]+)(\.0+)?")
# Control characters, lone halves of UTF-16 pairs, and the line and paragraph separators of Unicode.
CONTROL_CATEGORIES = frozenset({"Cc", "Cs", "Zl", "Zp"})
# A URL, its query, and an address with a user can hold a password, in whatever setting a person has put it.
MAY_HOLD_SECRET = re.compile(r"@|://|\?|PRIVATE KEY")
NOT_A_PATH = re.compile(r":[^/]*@|://|PRIVATE KEY")


@dataclass(frozen=True, kw_only=True)
class Values:
    """The configuration of a stack by plain names, as Pulumi passes it (text; lists as JSON) or as YAML types.

    Every reader returns None for a value that is unusable, with its problem added, and for text that is not set.

    Attributes:
        config: the values; an absent one, null and blank text all mean "not set".
        defaults: the value of each declared setting that is not set.
        project_dir: where relative paths start.
        problems: one sentence for each value that cannot be used.
    """

    config: Mapping[str, object]
    defaults: Mapping[str, object]
    project_dir: Path
    problems: list[str] = field(default_factory=list)

    def add_problem(self, name: str, sentence: str) -> None:
        """Add a sentence that begins with the setting, and with its value unless that may hold a secret."""
        value = self._raw(name)
        is_shown = self.is_set(name) and isinstance(value, str | int | float) and name not in SECRETS
        self.report(f"{_assignment(name, str(value).strip()) if is_shown else name} {sentence}")

    def report(self, sentence: str) -> None:
        """Add a problem once, however often a value is read."""
        if sentence not in self.problems:
            self.problems.append(sentence)

    def is_set(self, name: str) -> bool:
        """Return whether there is a value, usable or not."""
        value = self._raw(name)
        return value is not None and not (isinstance(value, str) and not value.strip())

    def text(self, name: str) -> str | None:
        """Read one line of text, without the blanks around it."""
        value = self._raw(name)
        if value is None:
            return None
        if not isinstance(value, str | int | float):
            self.report(f"{name} is not one value but a list or an object; set it by `pulumi config set`.")
            return None
        text = str(value).strip()
        if len(text) > LONGEST_CHARACTERS:
            self.report(f"{name} has {len(text)} characters; {LONGEST_CHARACTERS} are the most.")
            return None
        if any(unicodedata.category(character) in CONTROL_CATEGORIES for character in text):
            self.report(f"{name} has a line break or another control character; set it again as one line.")
            return None
        return text or None

    def matching(self, name: str, pattern: re.Pattern[str], sentence: str) -> str | None:
        """Read text of a form; the sentence says what is wrong with any other."""
        value = self.text(name)
        if value and not pattern.fullmatch(value):
            self.add_problem(name, sentence)
            return None
        return value

    def required(self, name: str, pattern: re.Pattern[str], sentence: str) -> str | None:
        """Read text of a form that has to be set."""
        if not self.is_set(name):
            self.add_problem(name, sentence)
        return self.matching(name, pattern, sentence)

    def flag(self, name: str) -> bool | None:
        value = (self.text(name) or "").lower()
        if value in {"true", "false"}:
            return value == "true"
        if value:
            self.add_problem(name, "is neither true nor false; use one of them.")
        return None

    def integer(self, name: str, *, lowest: int, highest: int, unit: str = "") -> int | None:
        """Read a whole number; 4.0 is one, as YAML and JSON may write it."""
        value = self.text(name)
        if value is None:
            return None
        found = INTEGER.fullmatch(value)
        if found is None:
            self.add_problem(name, f"is not a whole number; use one from {lowest} to {highest}{unit}.")
            return None
        whole = found["whole"]
        if not lowest <= int(whole) <= highest:
            self.add_problem(name, f"is out of range; use a whole number from {lowest} to {highest}{unit}.")
            return None
        return int(whole)

    def path(self, name: str) -> Path | None:
        """Read a path; `~` is the home of the person, `~name` that of an account of this computer."""
        value = self.text(name)
        if value is None:
            return None
        if NOT_A_PATH.search(value):
            self.report(f"{name} is not a path; set it to the path of a file on this computer.")
            return None
        try:
            return self.project_dir / Path(value).expanduser()
        except RuntimeError:
            self.add_problem(name, "names a home that this computer does not have; write the path without ~.")
            return None

    def cidr(self, name: str) -> IPv4Network | None:
        """Read one range; a bare address means /32."""
        value = self.text(name)
        return self._network(name, value) if value else None

    def cidrs(self, name: str) -> tuple[IPv4Network, ...]:
        """Read a list of ranges: the usable ones, each once, in ascending order."""
        ranges = {self._network(label, text) for label, text in self._items(name)}
        return tuple(sorted(one for one in ranges if one))

    def _raw(self, name: str) -> object:
        value = self.config.get(name)
        if value is not None and not (isinstance(value, str) and not value.strip()):
            return value
        if name not in self.defaults:
            self.report(f"{name} is not declared in {FILE}; {RESTORE}")
        return self.defaults.get(name)

    def _items(self, name: str) -> Iterator[tuple[str, str]]:
        """Yield each item of a list of text with its label, as `pulumi config set --path` takes it."""
        value = self._raw(name)
        if isinstance(value, str):
            try:
                value = json.loads(value)
            except (ValueError, RecursionError):
                value = None
        if not isinstance(value, list | tuple):
            self.add_problem(name, f"is not a list; set it by `pulumi config set --path '{name}[0]' 203.0.113.0/24`.")
            return
        for position, item in enumerate(value):
            label = f"{name}[{position}]"
            if isinstance(item, str) and item.strip():
                yield label, item.strip()
            else:
                self.report(
                    f"{label} is not a range but {_kind(item)}; remove it by `pulumi config rm --path '{label}'`."
                )

    def _network(self, label: str, value: str) -> IPv4Network | None:
        shown = _assignment(label, value)
        try:
            network = ip_network(value, strict=False)
            is_exact = "/" not in value or ip_interface(value).ip == network.network_address
        except ValueError:
            self.report(f"{shown} is not an address or range; write it such as 203.0.113.7 or 203.0.113.0/24.")
            return None
        if isinstance(network, IPv6Network):
            self.report(f"{shown} is IPv6, and the network is IPv4 only; give an IPv4 address or range.")
            return None
        if not is_exact:
            self.report(f"{shown} has bits beyond its mask; write the range as {network}.")
            return None
        return network


def show(text: str) -> str:
    """Return text for a message: short, on one line, without characters that a terminal obeys.

    Semicolons are escaped as well: in a problem the first one separates what is wrong from the fix.
    """
    short = text if len(text) <= LONGEST_SHOWN_CHARACTERS else f"{text[:LONGEST_SHOWN_CHARACTERS]}..."
    return "".join(
        character if character.isprintable() and character != ";" else _escape(character) for character in short
    )


def _escape(character: str) -> str:
    return r"\x3b" if character == ";" else character.encode("unicode_escape").decode("ascii")


def _assignment(label: str, text: str) -> str:
    return label if MAY_HOLD_SECRET.search(text) else f"{label}={show(text)}"


def _kind(item: object) -> str:
    if isinstance(item, str):
        return "blank"
    if item is None:
        return "empty"
    return "a list or an object" if isinstance(item, list | dict) else "a number or a flag"
