"""The people of the data: one of them counts, and the others are named."""

from dataclasses import dataclass
from pathlib import Path

from service.database.pool import Connection
from service.database.statements import statements
from stored_settings import InvalidValueError
from stored_settings.values import folded

_SQL = statements(Path(__file__).with_suffix(".sql"))
LISTED_PEOPLE = 10


@dataclass(frozen=True, kw_only=True)
class Person:
    """A person of the data: e-mail address or else name, the name, hours, and whether they count."""

    person_key: str
    person_name: str | None
    hours: float
    is_counted: bool

    def __str__(self) -> str:
        named = self.person_name and self.person_name != self.person_key
        return f"{self.person_name} ({self.person_key})" if named else self.person_key


async def people(connection: Connection) -> list[Person]:
    """Return the people by hours, most first; none before the first transform."""
    row = await (await connection.execute(_SQL["is_known"])).fetchone()
    if row is None or not row["is_known"]:
        return []
    return [Person(**row) for row in await (await connection.execute(_SQL["people"])).fetchall()]


async def check_person(connection: Connection, value: str) -> None:
    """Refuse a person whom the data does not have; without any people nothing is known.

    Args:
        value: addresses or names of one person, between semicolons.

    Raises:
        InvalidValueError: with the people of the data.
    """
    found = await people(connection)
    known = {folded(text) for person in found for text in (person.person_key, person.person_name) if text}
    terms = [term.strip() for term in value.split(";") if term.strip()]
    if not found or all(folded(term) in known for term in terms):
        return
    rows = await (await connection.execute(_SQL["imported"])).fetchall()
    known |= {folded(text) for row in rows for text in row.values() if text}
    if unknown := [term for term in terms if folded(term) not in known]:
        raise InvalidValueError(f"There are no entries of {unknown[0]}. The data holds entries of: {listed(found)}.")


def listed(found: list[Person]) -> str:
    """Return people with their hours for a message."""
    texts = [f"{person}, {person.hours:,.1f} h" for person in found[:LISTED_PEOPLE]]
    return "; ".join(texts) + ("; …" if len(found) > LISTED_PEOPLE else "")
