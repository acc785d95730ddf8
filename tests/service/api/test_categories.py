"""Category rules over HTTP; the numbers of previews and projects are in tests/service/cli/test_categories.py."""

import pytest

pytestmark = pytest.mark.anyio

RULE = {"matchType": "project_name", "matchValue": " Garden ", "category": "Pleasure"}
URL = "/api/categories/rules"


async def put(api, *rules, headers=None, **fields):
    return await api.client.put(URL, json={"rules": list(rules), **fields}, headers=headers)


async def test_rules_are_written_as_versions_and_undone(api):
    first = await api.client.get(URL)
    assert (first.json()["version"], first.json()["origin"], first.json()["ruleSets"]) == (1, "shipped", ["names"])
    assert first.headers["etag"] == '"1"'
    second = (await put(api, RULE, ruleSets=["names", "colors"])).json()
    assert (second["version"], second["origin"], second["ruleSets"]) == (2, "api", ["names", "colors"])
    assert second["rules"] == [{**RULE, "matchValue": "Garden"}]
    assert (await put(api, RULE)).json() == second, "the same again, and what is not given stays"
    own = {"category": "Band", "group": "Leisure", "order": 3, "color": "#AABBCC"}
    third = (await put(api, categories=[own])).json()
    assert (third["rules"], third["categories"]) == ([], [{**own, "color": "#aabbcc"}])
    undone = (await api.client.post(f"{URL}/undo")).json()
    assert (undone["version"], undone["restores"], undone["rules"]) == (4, 2, second["rules"])
    again = (await api.client.post(f"{URL}/undo")).json()
    assert (again["version"], again["restores"], again["rules"], again["ruleSets"]) == (5, 1, [], ["names"])
    assert (await api.client.post(f"{URL}/undo")).status_code == 409
    history = (await api.client.get(f"{URL}/history")).json()["versions"]
    assert [one["version"] for one in history] == [5, 4, 3, 2, 1]


async def test_a_change_after_someone_elses_is_refused(api):
    assert (await put(api, RULE, headers={"If-Match": '"1"'})).status_code == 200
    late = await put(api, headers={"If-Match": '"1"'})
    assert late.status_code == 412
    assert late.json()["type"] == "/api/problems/changed-meanwhile"
    assert (await api.client.post(f"{URL}/undo", headers={"If-Match": '"1"'})).status_code == 412
    assert (await put(api, headers={"If-Match": "abc"})).status_code == 412
    assert (await put(api, headers={"If-Match": "*"})).status_code == 200


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"rules": [{**RULE, "matchType": "project"}]}, "/rules/0/matchType"),
        ({"rules": [RULE, {**RULE, "matchValue": "GARDEN"}]}, "/rules/1/matchValue"),
        ({"rules": [{**RULE, "matchType": "project_color", "matchValue": "blue"}]}, "/rules/0/matchValue"),
        ({"rules": [{**RULE, "category": "untracked"}]}, "/rules/0/category"),
        ({"rules": [{**RULE, "category": " \u3000"}]}, "/rules/0/category"),
        ({"rules": [], "categories": [{"category": "sleep"}]}, "/categories/0/category"),
        ({"rules": [], "categories": [{"category": "A"}, {"category": "a"}]}, "/categories/1/category"),
        ({"rules": [], "categories": [{"category": "A", "group": "Fun"}]}, "/categories/0/group"),
        ({"rules": [], "ruleSets": ["clients"]}, "/ruleSets/0"),
    ],
)
async def test_what_is_wrong_has_a_pointer(api, body, pointer):
    for response in (await api.client.put(URL, json=body), await api.client.post(f"{URL}/preview", json=body)):
        assert response.status_code == 422
        assert [error["pointer"] for error in response.json()["errors"]] == [pointer]
    assert (await api.client.get(URL)).json()["version"] == 1


async def test_before_the_first_transform_projects_and_previews_are_409(api):
    for path in ("/api/categories", "/api/projects"):
        assert (await api.client.get(path)).status_code == 409
    assert (await api.client.post(f"{URL}/preview", json={"rules": [RULE]})).status_code == 409
    assert (await api.client.get(URL)).json()["version"] == 1


async def test_an_unknown_category_of_a_target_is_refused_with_the_nearest_names(api):
    body = {"category": "Excercise", "minutes": 60, "direction": "more"}
    refused = await api.client.put("/api/targets", json=body)
    assert refused.status_code == 422
    assert "did you mean Exercise?" in refused.json()["detail"]
    assert refused.json()["errors"][0]["pointer"] == "/category"
    assert (await api.client.put("/api/targets", json={**body, "new": True})).json()["category"] == "Excercise"
    assert (await api.client.put("/api/targets", json={**body, "category": "EXCERCISE "})).json()["version"] == 1
    # A category of a rule exists, too.
    await put(api, {**RULE, "category": "Outside"})
    assert (await api.client.put("/api/targets", json={**body, "category": "outside"})).json()["category"] == "Outside"


async def test_an_undo_needs_the_scope_of_a_change(api):
    from service.auth import api_keys

    async with api.pool.connection() as connection:
        _, key = await api_keys.make(connection, name="phone", scope="run")
    headers = {"Authorization": f"Bearer {key}"}
    assert (await api.client.post(f"{URL}/undo", headers=headers)).status_code == 403
