"""The OpenAPI 3.1 document, made of the table of operations and the types of requests and answers."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

import msgspec

from service.api.operations import Operation
from service.api.problems import MEDIA_TYPE
from service.api.types import Problem
from service.version import VERSION

_REF = "#/components/schemas/{name}"


def document(operations: Sequence[Operation]) -> dict[str, Any]:
    """Build the document."""
    types = [Problem, *_types(operations)]
    _, components = msgspec.json.schema_components(types, ref_template=_REF)
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "LifeTracer",
            "version": VERSION,
            "description": "Accepts jobs, tells how they stand and hands out what they made.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "security": [{"key": []}],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
    }


def _types(operations: Sequence[Operation]) -> list[Any]:
    found: list[Any] = []
    for operation in operations:
        for type_ in (operation.body, *operation.answers.values()):
            if type_ is not None and not isinstance(type_, str) and type_ not in found:
                found.append(type_)
    return found


def _operation(operation: Operation) -> dict[str, Any]:
    problems = operation.problems if operation.is_open else (401, *operation.problems)
    answers = {
        str(status): {"description": HTTPStatus(status).phrase, "content": _content(type_)}
        for status, type_ in operation.answers.items()
    }
    answers |= {
        str(status): {"description": HTTPStatus(status).phrase, "content": {MEDIA_TYPE: {"schema": _ref(Problem)}}}
        for status in problems
    }
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
    if operation.is_open:
        described["security"] = []
    if operation.body is not None:
        described["requestBody"] = {"required": False, "content": _content(operation.body)}
    return described


def _content(type_: Any) -> dict[str, Any]:
    if isinstance(type_, str):
        return {type_: {}}
    return {"application/json": {"schema": _ref(type_)}}


def _ref(type_: Any) -> dict[str, str]:
    return {"$ref": _REF.format(name=type_.__name__)}
