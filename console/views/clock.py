"""The present, as the person sees it."""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo


@dataclass(frozen=True, kw_only=True)
class Clock:
    """The present, and where the person lives."""

    now: datetime
    zone: tzinfo

    @property
    def today(self) -> date:
        """Return the local date."""
        return self.local(self.now).date()

    def local(self, at: datetime) -> datetime:
        """Return a time on the person's clock."""
        return at.astimezone(self.zone)
