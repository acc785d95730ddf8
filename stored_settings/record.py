"""The record of the current values."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType

# A value that says "none", where a setting may have none.
NONE = "none"


@dataclass(frozen=True, kw_only=True)
class StoredSettings:
    """The current values.

    Attributes:
        timezone: IANA name of the person's zone; every local date is a date there.
        country: ISO 3166 code of the country whose public holidays count; None = no public holidays.
        language: `en` or `ja`, the language of the reports.
        person: e-mail address or name of the person whose entries count, where the data holds several people.
    """

    timezone: str
    country: str | None
    language: str
    person: str | None = None


NAMES = tuple(field.name for field in fields(StoredSettings))
# The variables that give the first values of a database.
VARIABLES: Mapping[str, str] = MappingProxyType(
    {"timezone": "LIFETRACER_TIMEZONE", "country": "LIFETRACER_COUNTRY", "language": "LIFETRACER_LANGUAGE"}
)
