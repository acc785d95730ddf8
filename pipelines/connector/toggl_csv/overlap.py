"""What a file logged, and how much of it counts: of entries that overlap, each instant counts once.

These are the sums of the transform's rules for a file alone (docs/actual-time.md); a test holds both together.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from pipelines.connector.span import Span, merged


@dataclass(frozen=True)
class Account:
    """The account of a file, in seconds: logged = counted + overlap + ahead.

    Attributes:
        logged: the entries' own lengths, which Toggl's page adds up.
        counted: what counts of them.
        overlap: what does not, because another entry has the same time.
        ahead: what lies after now, and is logged only when it has come.
        empty: number of entries without a length, which count nothing.
    """

    logged: int
    counted: int
    overlap: int
    ahead: int
    empty: int


def account(entries: Iterable[Span], now: datetime) -> Account:
    """Return the account of all entries of a file."""
    found = list(entries)
    timed = sorted(filter(None, found))
    past = [span for entry in timed if (span := Span(entry.start, min(entry.end, now)))]
    laid = []
    for start, stack in groupby(past, key=lambda entry: entry.start):
        # Entries with the same start are laid end to end; their order does not change the sum.
        length = sum((entry.end - entry.start for entry in stack), timedelta())
        laid.append(Span(start, min(start + length, now)))
    logged, until_now, counted = (_seconds(spans) for spans in (timed, past, merged(laid)))
    return Account(logged, counted, until_now - counted, logged - until_now, len(found) - len(timed))


def _seconds(spans: Iterable[Span]) -> int:
    return round(sum((span.end - span.start for span in spans), timedelta()).total_seconds())
