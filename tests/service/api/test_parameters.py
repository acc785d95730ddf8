"""Parameters are enforced from the schema that describes them."""

from datetime import date
from uuid import UUID

import msgspec
import pytest
from starlette.applications import Starlette

from service.api import app as app_module
from service.api.parameters import Parameter
from service.api.problems import ProblemError
from service.api.state import State

pytestmark = pytest.mark.anyio


def every_parameter():
    app = app_module.create_app(State(supervisor_alive=lambda: True), api_key="x")._app
    assert isinstance(app, Starlette)
    return [
        (f"{operation['operationId']} {parameter['name']}", parameter)
        for methods in msgspec.json.decode(app.state.openapi)["paths"].values()
        for operation in methods.values()
        for parameter in operation["parameters"]
    ]


NUMBER = {"type": "integer", "minimum": 1, "maximum": 200}
EVERY = every_parameter()


def parameter(**schema):
    return Parameter(name="x", where="query", description="", schema=schema)


@pytest.mark.parametrize(
    ("schema", "value", "converted"),
    [
        (NUMBER, "200", 200),
        ({"type": "string", "format": "date"}, "2026-02-28", date(2026, 2, 28)),
        ({"type": "string", "format": "uuid"}, "3f0e4b66-6a53-4f4c-9d0a-6e7d3b1f5c21", None),
        ({"type": "string", "enum": ["a"]}, "a", "a"),
        ({"type": "string", "pattern": "^[a-z]+$", "minLength": 1, "maxLength": 3}, "abc", "abc"),
        ({"type": "string"}, "\u202e", "\u202e"),
    ],
)
def test_a_value_within_the_schema_is_converted(schema, value, converted):
    assert parameter(**schema).convert(value) == (UUID(value) if converted is None else converted)


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        *((NUMBER, value) for value in ("0", "201", "x", "", "1.0", "٣", "1_0", "9" * 5000)),
        *(({"type": "string", "format": "date"}, value) for value in ("2026-02-30", "20260228", "2026-W09-6", "", "x")),
        ({"type": "string", "format": "uuid"}, "nonsense"),
        ({"type": "string", "enum": ["a"]}, "b"),
        ({"type": "string", "pattern": "^[a-z]+$"}, "abc\n"),
        ({"type": "string", "pattern": "^[a-z]+$"}, "abc!"),
        ({"type": "string", "minLength": 1, "maxLength": 3}, ""),
        ({"type": "string", "minLength": 1, "maxLength": 3}, "abcd"),
        ({"type": "string"}, "a\0b"),
    ],
)
def test_a_value_outside_the_schema_is_refused(schema, value):
    with pytest.raises(ProblemError) as error:
        parameter(**schema).convert(value)
    assert error.value.kind.uri() == "/api/problems/invalid-parameter"


@pytest.mark.parametrize("described", [one for _, one in EVERY], ids=[name for name, _ in EVERY])
def test_every_schema_has_only_what_is_enforced(described):
    schema = described["schema"]
    enforced = {
        "integer": {"type", "minimum", "maximum", "default"},
        "string": {"type", "enum", "format", "pattern", "minLength", "maxLength", "default"},
    }
    assert set(schema) <= enforced[schema["type"]]
    assert schema["type"] == "string" or {"minimum", "maximum"} <= set(schema)
    assert schema.get("format") in {None, "date", "uuid"}
    pattern = schema.get("pattern")
    assert pattern is None or (pattern.startswith("^") and pattern.endswith("$"))


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", "/api/jobs?limit=201", {}, 422),
        ("GET", "/api/forecasts?from=2026-02-30", {}, 422),
        ("GET", "/api/accuracy?days=0", {}, 422),
        ("GET", f"/api/targets/history?category={'x' * 501}", {}, 422),
        ("GET", "/api/proposals?status=done", {}, 422),
        ("POST", "/api/transform", {"Idempotency-Key": ""}, 422),
        ("POST", "/api/transform", {"Idempotency-Key": "x" * 201}, 422),
        ("POST", "/api/transform", [("Idempotency-Key", "a"), ("Idempotency-Key", "b")], 422),
        ("GET", f"/api/jobs/{UUID(int=1)}/logs", {"Last-Event-ID": "x"}, 422),
        ("PUT", "/api/schedules/Bad%20Name", {}, 422),
        ("GET", "/api/schedules/Bad%20Name", {}, 404),
        ("GET", "/api/jobs/nonsense", {}, 404),
        ("POST", "/api/proposals/nonsense/accept", {}, 404),
        ("GET", "/api/reports/nonsense.pdf", {}, 404),
        ("PUT", "/api/settings/nonsense", {}, 404),
        ("POST", "/api/sync/nonsense", {}, 404),
    ],
)
async def test_parameters_of_each_kind_are_enforced(api, method, path, headers, status):
    response = await api.client.request(method, path, headers=headers)
    assert (response.status_code, response.json()["status"]) == (status, status)


async def test_a_default_of_the_schema_is_the_one_that_counts(api):
    for number in range(51):
        day = date.fromordinal(date(2026, 1, 1).toordinal() + number)
        await api.client.post("/api/report", json={"date": day.isoformat()})
    document = (await api.client.get("/openapi.json")).json()
    (limit,) = (one for one in document["paths"]["/api/jobs"]["get"]["parameters"] if one["name"] == "limit")
    assert len((await api.client.get("/api/jobs")).json()["jobs"]) == limit["schema"]["default"] == 50
