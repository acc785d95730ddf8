"""Whose entries count, where the data holds those of several people: keeps the choice and reports the others."""

from typing import NamedTuple

import psycopg

from stored_settings import statements

SECONDS_PER_HOUR = 3600
MAX_LISTED = 5
PEOPLE = """
select person_key, max(person_name), sum(logged_seconds)::bigint, bool_and(is_counted)
from core.int_people
where person_key <> ''
group by person_key
order by 4 desc, 3 desc, 1
"""


class Person(NamedTuple):
    """A person of the data.

    Attributes:
        key: e-mail address, or else the name.
        name: the name, where there is one.
        seconds: the sum of the entries' lengths.
        is_counted: whether these entries count.
    """

    key: str
    name: str | None
    seconds: int
    is_counted: bool

    def __str__(self) -> str:
        named = f"{self.name} ({self.key})" if self.name and self.name != self.key else self.key
        return f"{named}, {self.seconds / SECONDS_PER_HOUR:,.1f} h"


def settle(connection: psycopg.Connection, chosen: str | None) -> str | None:
    """Store the person who counts where none is stored yet, and return a note about other people of the data.

    Stored once, the choice does not change by itself when another person's file grows.

    Args:
        connection: outside a transaction, after the build.
        chosen: the stored person.
    """
    people = [Person(*row) for row in connection.execute(PEOPLE)]
    counted = [person for person in people if person.is_counted]
    others = [person for person in people if not person.is_counted]
    if chosen is None and len(counted) == 1:
        origin = "the person with the most hours" if others else "the only person of the data"
        connection.execute(statements.SET, ("person", _terms(counted[0], others), origin))
    if not others:
        return None
    return _note(counted, others)


def _terms(person: Person, others: list[Person]) -> str:
    """Return address and name, so that a change of one of them at Toggl does not hide the hours of the account."""
    names = {other.name for other in others} | {other.key for other in others}
    is_own = person.name and person.name != person.key and person.name not in names and ";" not in person.name
    return f"{person.key}; {person.name}" if is_own else person.key


def _note(counted: list[Person], others: list[Person]) -> str:
    listed = "; ".join(map(str, others[:MAX_LISTED])) + ("; …" if len(others) > MAX_LISTED else "")
    keys = "; ".join([*(person.key for person in counted), others[0].key])
    return (
        f"The data holds entries of several people. Counted: {'; '.join(map(str, counted))}. Not counted: {listed}. To "
        f'count another one: lifetracer settings set person "{others[0].key}"; several addresses of one person: '
        f'lifetracer settings set person "{keys}"'
    )
