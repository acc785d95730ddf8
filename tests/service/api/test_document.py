"""The OpenAPI document gives every object a type."""

import pytest

from service.schemas.jobs import JOB_INPUTS

pytestmark = pytest.mark.anyio

# The results of the stages but the connector's syncs are objects of their stages, which their own tests describe.
FREE = {"Job/properties/result/anyOf/1"}


def untyped(node, path=()):
    """Yield the places of schemas that allow any JSON or any object."""
    if isinstance(node, list):
        for number, item in enumerate(node):
            yield from untyped(item, (*path, str(number)))
        return
    if not isinstance(node, dict):
        return
    is_map = node.get("additionalProperties") not in (None, True, {})
    if node.get("type") == "object" and not ({"properties", "anyOf"} & set(node) or is_map):
        yield "/".join(path)
    for name, inner in node.get("properties", {}).items():
        if not {"type", "$ref", "anyOf", "oneOf", "allOf", "enum", "const"} & set(inner):
            yield "/".join((*path, name))
    for name, inner in node.items():
        yield from untyped(inner, (*path, name))


async def test_every_object_of_the_document_has_a_type(api):
    document = (await api.client.get("/openapi.json")).json()
    assert set(untyped(document["components"]["schemas"])) == FREE


def test_an_object_without_a_type_is_found():
    schemas = {"A": {"type": "object", "properties": {"free": {"type": "object"}, "any": {}}}}
    assert set(untyped(schemas)) == {"A/properties/free", "A/any"}


async def test_the_input_of_a_job_and_of_a_schedule_is_one_of_its_types(api):
    schemas = (await api.client.get("/openapi.json")).json()["components"]["schemas"]
    named = [{"$ref": f"#/components/schemas/{type_.__name__}"} for type_ in JOB_INPUTS]
    for owner in ("Job", "Schedule", "ScheduleInput"):
        assert schemas[owner]["properties"]["input"]["anyOf"] == named
    assert all(type_.__name__ in schemas for type_ in JOB_INPUTS)
