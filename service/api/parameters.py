"""Path, query and header parameters: their JSON Schema describes them, and is what is enforced."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal
from uuid import UUID

from starlette.requests import Request

from service.api.problems import ProblemError
from service.schemas.problem_kinds.requests import InvalidParameter, RepeatedParameter, UnknownParameter

_SCOPE_NAME = "lifetracer.parameters"
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INTEGER = re.compile(r"-?[0-9]{1,18}")


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """A path, query or header parameter.

    Attributes:
        schema: JSON Schema of a string or an integer: `enum`, `format` (date, uuid), `pattern` (anchored), `minLength`,
            `maxLength`, `minimum`, `maximum`, `default`.
        absent: of a path parameter, the problem of a value outside the schema, which names nothing that exists;
            without it such a value is an invalid parameter.
    """

    name: str
    where: Literal["path", "query", "header"]
    description: str
    schema: Mapping[str, Any]
    absent: Callable[[str], ProblemError] | None = None

    def convert(self, value: str) -> Any:
        """Return the value as an integer, a date, a UUID or a string, by the schema.

        Raises:
            ProblemError: 422, or the problem of `absent`, for a value outside the schema.
        """
        try:
            return _converted(self.schema, value)
        except ValueError as error:
            if self.absent is not None:
                raise self.absent(value) from None
            kind = InvalidParameter(name=self.name, value=value)
            raise ProblemError(kind, f"{self.name}={value} {error}") from None


def check_parameters(request: Request, parameters: Sequence[Parameter]) -> None:
    """Check all parameters of a request, and keep their values for the handler.

    A query parameter that the document does not describe is refused: a filter with a typing error must not mean no
    filter.

    Raises:
        ProblemError: 422, or 404 for a path that names nothing.
    """
    known = [parameter.name for parameter in parameters if parameter.where == "query"]
    if unknown := sorted(set(request.query_params) - set(known)):
        possible = f"possible are {', '.join(known)}" if known else "none is possible"
        detail = f"Unknown query parameter: {', '.join(unknown)}; {possible}."
        raise ProblemError(UnknownParameter(names=unknown, possible=known), detail)
    values = {}
    for parameter in parameters:
        found = _found(request, parameter)
        if len(found) > 1:
            raise ProblemError(RepeatedParameter(name=parameter.name), f"{parameter.name} is given more than once.")
        values[parameter.name] = parameter.convert(found[0]) if found else parameter.schema.get("default")
    request.scope[_SCOPE_NAME] = values


def value_of(request: Request, name: str) -> Any:
    """Return the checked value of a parameter; without one its default, or None."""
    return request.scope[_SCOPE_NAME][name]


def _found(request: Request, parameter: Parameter) -> list[str]:
    match parameter.where:
        case "path":
            return [request.path_params[parameter.name]]
        case "query":
            return request.query_params.getlist(parameter.name)
        case "header":
            return request.headers.getlist(parameter.name)


def _converted(schema: Mapping[str, Any], value: str) -> Any:
    """Return the value by its schema.

    Raises:
        ValueError: with the end of a sentence that begins with the value.
    """
    if schema["type"] == "integer":
        return _integer(schema, value)
    if "enum" in schema and value not in schema["enum"]:
        raise ValueError(f"is not known; use one of: {', '.join(schema['enum'])}.")
    if "\0" in value:
        raise ValueError("is not possible: it contains a NUL.")
    match schema.get("format"):
        case "date":
            return _date(value)
        case "uuid":
            return _uuid(value)
        case _:
            return _text(schema, value)


def _integer(schema: Mapping[str, Any], value: str) -> int:
    least, most = schema["minimum"], schema["maximum"]
    if _INTEGER.fullmatch(value) is None or not least <= int(value) <= most:
        raise ValueError(f"is not possible; use a number from {least} to {most}.")
    return int(value)


def _date(value: str) -> date:
    if _DATE.fullmatch(value) is not None:
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise ValueError("is not a date; write it as 2026-03-01.")


def _uuid(value: str) -> UUID:
    try:
        return UUID(value)
    except ValueError:
        raise ValueError("is not a UUID.") from None


def _text(schema: Mapping[str, Any], value: str) -> str:
    least, most = schema.get("minLength", 0), schema.get("maxLength")
    if len(value) < least or (most is not None and len(value) > most):
        raise ValueError(f"is not possible; use {least} to {most} characters.")
    # JSON Schema's $ is the end of the text; Python's is also before a last newline.
    pattern = schema.get("pattern")
    if pattern is not None and re.fullmatch(pattern.removeprefix("^").removesuffix("$"), value) is None:
        raise ValueError(f"is not possible; it has to match {pattern}.")
    return value
