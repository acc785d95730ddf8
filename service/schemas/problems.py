"""Errors on the wire, by RFC 9457: a sentence for people, and a kind with its params for programs."""

import re
from typing import Annotated, ClassVar, Literal

import msgspec
from msgspec import Meta, field

from service.schemas.base import Answer

PATH = "/api/problems/"

# What is wrong at one place of a body. The first ones are found by the type of the body, the others by rules.
ErrorCode = Literal[
    "missing",
    "unknown-field",
    "wrong-type",
    "not-one-of",
    "out-of-range",
    "wrong-length",
    "wrong-format",
    "invalid",
    "duplicate",
    "unknown-category",
    "unknown-source",
    "unknown-stage",
    "unknown-time-zone",
]

# The beginnings of msgspec's messages, which have no codes of their own.
_CODES: tuple[tuple[str, ErrorCode], ...] = (
    (r"Object missing required field", "missing"),
    (r"Object contains unknown field", "unknown-field"),
    (r"Expected `\w+` of length", "wrong-length"),
    (r"Expected `\w+` matching regex", "wrong-format"),
    (r"Expected `\w+` (>|<|>=|<=) ", "out-of-range"),
    (r"Invalid enum value", "not-one-of"),
    (r"Invalid (RFC3339|ISO8601|UUID)", "wrong-format"),
    (r"Integer value out of range", "out-of-range"),
    # Our own, from `__post_init__`: msgspec has no bounds for dates.
    (r"`\w+` must lie between ", "out-of-range"),
    (r"Expected ", "wrong-type"),
)


class ProblemKind(Answer):
    """A kind of problem; an instance is the params of one problem.

    The name of the class makes the stable `type`: `DayFull` is `/api/problems/day-full`.
    """

    title: ClassVar[str]
    status: ClassVar[int]

    @classmethod
    def slug(cls) -> str:
        """Return the last part of the type."""
        return re.sub(r"(?<!^)(?=[A-Z])", "-", cls.__name__).lower()

    @classmethod
    def uri(cls) -> str:
        """Return the type: a path of the gateway, where the kind is described."""
        return PATH + cls.slug()


class ProblemDetail(Answer):
    """One invalid place of a body; `pointer` is a JSON pointer, `code` the kind of mistake."""

    pointer: str
    detail: str
    code: ErrorCode = "invalid"


class Problem(Answer):
    """An error by RFC 9457.

    `detail` is an English sentence that names the fix. `type` and `params` are for clients that show a sentence of
    their own: the type is stable, and decides which params there are.
    """

    type: str
    title: str
    status: Annotated[int, Meta(ge=400, le=599)]
    detail: str
    instance: str
    params: ProblemKind
    errors: list[ProblemDetail] = field(default_factory=list)


class ProblemDescription(Answer):
    """A kind of problem; `params` are the names of what it is described with."""

    type: str
    title: str
    status: int
    description: str
    params: list[str]


def detail_of(error: msgspec.ValidationError) -> ProblemDetail:
    """Return the finding of msgspec, with a JSON pointer that names the field."""
    text, _, place = str(error).partition(" - at `$")
    pointer = re.sub(r"\[(\d+)\]", r"/\1", place.rstrip("`").replace(".", "/"))
    if match := re.search(r"(?:unknown|missing required) field `(.*)`|^`(\w+)` must", text, re.DOTALL):
        # A name may be empty, and contain anything.
        name = match[2] if match[1] is None else match[1]
        pointer += "/" + name.replace("~", "~0").replace("/", "~1")
    code: ErrorCode = next((code for pattern, code in _CODES if re.match(pattern, text)), "invalid")
    return ProblemDetail(pointer=pointer, detail=text, code=code)
