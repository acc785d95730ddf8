"""The people of a file: whose entries it holds, and which of them are imported."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from pipelines.connector.toggl_csv.columns import EMAIL, USER
from pipelines.connector.toggl_csv.formats import SECONDS_PER_HOUR
from pipelines.stage import BadInputError

MAX_LISTED = 10


@dataclass(frozen=True, order=True)
class Person:
    """A user of Toggl as a file names them; both texts are empty in a file without these columns.

    Attributes:
        email: the address, or empty.
        name: the name, or empty.
    """

    email: str = ""
    name: str = ""

    @classmethod
    def of(cls, cells: dict[str, str]) -> Self:
        """Return the person of a row."""
        return cls(cells.get(EMAIL, ""), cells.get(USER, ""))

    @property
    def key(self) -> str:
        """The address, or else the name: names change, addresses rarely do."""
        return self.email.lower() or self.name

    @property
    def is_named(self) -> bool:
        return bool(self.key)

    def matches(self, user: str) -> bool:
        """Return whether `--user` means this person, by address or name."""
        return folded(user) in {folded(text) for text in (self.email, self.name) if text}

    def __str__(self) -> str:
        if self.email and self.name:
            return f"{self.name} ({self.email})"
        return self.email or self.name or "(no name)"


@dataclass(frozen=True)
class Share:
    """How much of a file is one person's."""

    person: Person
    entries: int
    seconds: int

    def __str__(self) -> str:
        return f"{self.person}, {counted(self.entries, 'entry', 'entries')}, {hours(self.seconds)}"

    def summary(self) -> dict[str, str | int]:
        """Return what goes into a result."""
        return {"person": str(self.person), "entries": self.entries, "logged_seconds": self.seconds}


def folded(text: str) -> str:
    """Return a name in the form in which names are compared."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def counted(count: int, one: str, many: str) -> str:
    """Return a number with its noun."""
    return f"{count:,} {one if count == 1 else many}"


def hours(seconds: float) -> str:
    """Return a length in hours with one decimal."""
    return f"{seconds / SECONDS_PER_HOUR:,.1f} h"


def choose(path: Path, shares: Sequence[Share], user: str | None, stored: str | None = None) -> Person:
    """Return the person whose entries are imported.

    Args:
        path: the file, for messages.
        shares: everyone in the file.
        user: address or name that the caller gave.
        stored: addresses and names of the person of the database, between semicolons.

    Raises:
        BadInputError: when the choice is not clear, or means no one in the file.
    """
    named = sorted((share for share in shares if share.person.is_named), key=lambda share: -share.seconds)
    if user is None:
        own = [share for share in named if any(share.person.matches(term) for term in (stored or "").split(";"))]
        if len(named) > 1 and len(own) == 1:
            return own[0].person
        if len(named) > 1:
            raise BadInputError(
                f"{path} holds the entries of {len(named)} people: {_listed(named)}. Choose one with --user, such as "
                f'--user "{named[0].person.key}".'
            )
        return named[0].person if named else Person()
    if not named:
        # The file does not say whose it is, so the caller does.
        return Person(email=user) if "@" in user else Person(name=user)
    found = [share for share in named if share.person.matches(user)]
    if len(found) == 1:
        return found[0].person
    if found:
        raise BadInputError(
            f'--user "{user}" means more than one person of {path}: {_listed(found)}; give the address.'
        )
    raise BadInputError(f'{path} holds no entry of --user "{user}"; it holds those of: {_listed(named)}.')


def _listed(shares: Iterable[Share]) -> str:
    texts = [str(share) for share in shares]
    return "; ".join(texts[:MAX_LISTED]) + ("; …" if len(texts) > MAX_LISTED else "")


def shares_of(lengths: Iterable[tuple[Person, int]]) -> list[Share]:
    """Return the share of each person, from person and seconds of each entry; of several names the last counts."""
    people: dict[str, Person] = {}
    entries: Counter[str] = Counter()
    seconds: Counter[str] = Counter()
    for person, length in lengths:
        people[person.key] = person
        entries[person.key] += 1
        seconds[person.key] += length
    return [Share(person, entries[key], seconds[key]) for key, person in people.items()]
