"""The OpenAPI 3.1 document, made of the table of operations and the types of requests and answers."""

from collections.abc import Sequence
from http import HTTPStatus
from itertools import groupby
from typing import Any

import msgspec

from service.api.operations import Operation
from service.api.problems import MEDIA_TYPE
from service.schemas.jobs import JOB_INPUTS, LogLine
from service.schemas.problem_kinds import KINDS
from service.schemas.problems import Problem, ProblemKind
from service.schemas.sync_result import SyncResult
from service.version import VERSION

_KEYS = (
    "LIFETRACER_API_KEY, the file api-key in the data directory (both of scope admin), or a key that `lifetracer keys "
    "make` showed. Each scope includes those before it: read looks; run also starts and stops jobs and decides "
    "proposals; edit also changes targets, category rules, schedules, settings, reports and connections; console also "
    "serves the sign-in of a console; admin does everything. Without a usable key 401, with one of too small a scope "
    "403."
)
_REF = "#/components/schemas/{name}"


def document(operations: Sequence[Operation]) -> dict[str, Any]:
    """Build the document."""
    # A LogLine is the data of an event, for which OpenAPI 3.1 has no word; a SyncResult is one of a job's results.
    types = [Problem, LogLine, SyncResult, *JOB_INPUTS, *KINDS, *_types(operations)]
    _, components = msgspec.json.schema_components(types, ref_template=_REF)
    components |= {_problem_name(kind): _problem(kind) for kind in KINDS}
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "LifeTracer",
            "version": VERSION,
            "description": "Accepts jobs, reports their state and serves their results.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "security": [{"key": ["read"]}],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer", "description": _KEYS}},
        },
    }


def _problem_name(kind: type[ProblemKind]) -> str:
    return f"{kind.__name__}Problem"


def _problem(kind: type[ProblemKind]) -> dict[str, Any]:
    """Return the schema of the problems of a kind."""
    return {
        "title": kind.title,
        "description": kind.__doc__,
        "allOf": [_ref(Problem)],
        "properties": {
            "type": {"const": kind.uri()},
            "title": {"const": kind.title},
            "status": {"const": kind.status},
            "params": _ref(kind),
        },
    }


def _types(operations: Sequence[Operation]) -> list[Any]:
    found: list[Any] = []
    for operation in operations:
        for type_ in (operation.body, *operation.answers.values()):
            found += [one for one in _each(type_) if not isinstance(one, str) and one not in found]
    return found


def _each(answer: Any) -> list[Any]:
    """Return the types of an answer: none, one, or one for each media type."""
    return answer if isinstance(answer, list) else [] if answer is None else [answer]


def _operation(operation: Operation) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for status, answer in operation.answers.items():
        content = {media_type: schema for type_ in _each(answer) for media_type, schema in _content(type_).items()}
        answers[str(status)] = {"description": HTTPStatus(status).phrase} | ({"content": content} if content else {})
    for status, kinds in groupby(operation.all_problems(), key=lambda kind: kind.status):
        schemas: list[dict[str, Any]] = [{"$ref": _REF.format(name=_problem_name(kind))} for kind in kinds]
        schema = schemas[0] if len(schemas) == 1 else {"oneOf": schemas}
        answers[str(status)] = {"description": HTTPStatus(status).phrase, "content": {MEDIA_TYPE: {"schema": schema}}}
    described: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "parameters": [
            {
                "name": parameter.name,
                "in": parameter.where,
                "description": parameter.description,
                "required": parameter.where == "path",
                "schema": dict(parameter.schema),
            }
            for parameter in operation.parameters
        ],
        "responses": dict(sorted(answers.items())),
    }
    described["security"] = [{"key": [operation.scope]}] if operation.scope else []
    if operation.body is not None:
        described["requestBody"] = {"required": operation.body_required, "content": _content(operation.body)}
    return described


def _content(type_: Any) -> dict[str, Any]:
    if isinstance(type_, str):
        return {type_: {}}
    return {"application/json": {"schema": _ref(type_)}}


def _ref(type_: Any) -> dict[str, str]:
    return {"$ref": _REF.format(name=type_.__name__)}
