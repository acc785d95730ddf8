"""The span of days that a request asks for: `from` and `to`, both included."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from starlette.requests import Request

from service.api.parameters import Parameter, value_of
from service.api.problems import ProblemError
from service.schemas.problem_kinds.requests import InvalidSpan

DATE: Mapping[str, Any] = {"type": "string", "format": "date"}


def span_of(request: Request, *, first: date, last: date, limit: int) -> tuple[date, date]:
    """Return the days of `from` and `to`, by default `first` and `last`.

    A default that lies on the wrong side of the given day gives way to it: the span is that one day.

    Raises:
        ProblemError: 422 for more than `limit` days, and for a span that ends before it begins.
    """
    begin, end = value_of(request, "from"), value_of(request, "to")
    if begin is None:
        begin = first if end is None else min(first, end)
    if end is None:
        end = max(last, begin)
    if not 0 <= (end - begin).days < limit:
        kind = InvalidSpan(first=begin, last=end, limit_days=limit)
        raise ProblemError(kind, f"from={begin} to={end} is not a span; use at most {limit} days, from before to.")
    return begin, end


def span_parameters(*, first: str, last: str) -> tuple[Parameter, Parameter]:
    """Return `from` and `to`.

    Args:
        first: the default of `from`, in words.
        last: the default of `to`, in words.
    """
    return (
        Parameter(name="from", where="query", description=f"First day; by default {first}.", schema=DATE),
        Parameter(name="to", where="query", description=f"Last day; by default {last}.", schema=DATE),
    )
