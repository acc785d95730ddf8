"""The refusals of the SQL functions of `app` as problems.

A function raises an SQLSTATE of the class LT with a sentence as message and, where the kind has params, a JSON object
as detail.
"""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
import psycopg

from service.api.problems import ProblemError
from service.schemas.problem_kinds.domain import (
    DayFull,
    InvalidTarget,
    LaterVersions,
    ProposalDecided,
    ProposalNotFound,
    TargetChanged,
)
from service.schemas.problems import ProblemKind


def _decided(params: Mapping[str, Any]) -> ProblemKind:
    return msgspec.convert(params, ProposalDecided) if params else TargetChanged()


_KINDS: Mapping[str, Callable[[Mapping[str, Any]], ProblemKind]] = {
    "LT001": lambda params: msgspec.convert(params, DayFull),
    "LT002": lambda params: msgspec.convert(params, ProposalNotFound),
    "LT003": _decided,
    "LT004": lambda _: InvalidTarget(),
    "LT006": lambda params: msgspec.convert(params, LaterVersions),
}


def refusal(error: psycopg.Error) -> ProblemError | None:
    """Return the problem that a rule of the SQL functions stands for, or None for any other error."""
    kind = _KINDS.get(error.sqlstate or "")
    if kind is None:
        return None
    params = msgspec.json.decode(error.diag.message_detail or "{}")
    return ProblemError(kind(params), error.diag.message_primary or "The change is refused.")
