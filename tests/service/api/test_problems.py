"""Each kind of problem, brought about over HTTP: a stable type, the params of its kind, and only where it is listed."""

import json
from uuid import uuid4

import jsonschema_rs
import pytest

from service.schemas.problem_kinds import KINDS
from service.schemas.problem_kinds.domain import DayFull
from service.schemas.problems import PATH
from tests.service.api.problem_cases import CASES, day_full, later_versions, sql

pytestmark = pytest.mark.anyio

# The type of every body refuses these values before a function of the database could.
UNREACHED = {"invalid-target"}
# Those that need a stand-in of the service: test_source_connections.py.
ELSEWHERE = {"check-under-way", "credentials-refused", "consent-refused", "calendars-unknown"}


def test_every_kind_is_brought_about_here():
    assert {kind.slug() for kind in KINDS} - UNREACHED - ELSEWHERE == set(CASES)
    assert len({kind.slug() for kind in KINDS}) == len(KINDS)


@pytest.mark.parametrize("slug", sorted(CASES))
async def test_a_problem_has_the_type_and_params_of_its_kind(api, monkeypatch, slug):
    document = (await api.client.get("/openapi.json")).json()
    response = await CASES[slug](api, monkeypatch)
    problem = response.json()
    assert problem["type"] == PATH + slug
    assert response.headers["content-type"] == "application/problem+json"
    assert problem["status"] == response.status_code
    (name,) = (kind.__name__ for kind in KINDS if kind.slug() == slug)
    schema = {"$ref": f"#/components/schemas/{name}Problem", "components": document["components"]}
    jsonschema_rs.validator_for(schema).validate(problem)


async def test_the_params_of_a_refusal_are_its_facts(api):
    problem = (await day_full(api, None)).json()
    assert problem["params"] == {"dayType": "workday", "minutes": 1500, "limitMinutes": 1440}
    problem = (await api.client.post(f"/api/proposals/{(unknown := uuid4())}/accept")).json()
    assert problem["params"] == {"proposalId": str(unknown)}


async def test_the_dates_of_later_versions_are_params(api):
    problem = (await later_versions(api, None)).json()
    today = await sql(api, "select (now() at time zone 'Asia/Tokyo')::date::text as today")
    assert problem["params"] == {"dates": [today["today"]]}


async def test_the_type_of_a_problem_is_a_path_that_describes_it(api):
    problem = (await api.client.get("/api/jobs?limit=0")).json()
    described = (await api.client.get(problem["type"])).json()
    assert (described["type"], described["status"], described["params"]) == (problem["type"], 422, ["name", "value"])
    assert described["description"]


async def test_each_operation_lists_its_kinds(api):
    document = (await api.client.get("/openapi.json")).json()
    listed = document["paths"]["/api/targets"]["put"]["responses"]["422"]["content"]["application/problem+json"]
    names = {one["$ref"].rpartition("/")[2] for one in listed["schema"]["oneOf"]}
    assert {"DayFullProblem", "UnknownCategoryProblem", "InvalidBodyProblem"} <= names
    schema = document["components"]["schemas"]["DayFullProblem"]
    assert schema["properties"]["type"] == {"const": DayFull.uri()}
    assert "about:blank" not in json.dumps(document)
