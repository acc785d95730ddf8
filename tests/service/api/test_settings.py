"""The stored settings over HTTP."""

import pytest

pytestmark = pytest.mark.anyio


async def test_settings_are_listed_changed_and_their_versions_kept(api):
    listed = (await api.client.get("/api/settings")).json()["settings"]
    assert [(one["name"], one["value"]) for one in listed] == [
        ("timezone", "Asia/Tokyo"),
        ("country", "JP"),
        ("language", "en"),
    ]
    assert (await api.client.get("/api/settings")).json()["fromEnvironment"] == []
    changed = await api.client.put("/api/settings/timezone", json={"value": "europe/berlin"})
    assert changed.status_code == 200
    body = changed.json()
    assert (body["value"], body["version"], body["setBy"]) == ("Europe/Berlin", 2, "the API, admin key")
    assert "These schedules follow: daily-pipeline, daily-report, weekly-report." in body["effects"]
    history = (await api.client.get("/api/settings/timezone/history")).json()["versions"]
    assert [(one["value"], one["validTo"] is None) for one in history] == [
        ("Europe/Berlin", True),
        ("Asia/Tokyo", False),
    ]
    schedules = (await api.client.get("/api/schedules")).json()["schedules"]
    assert {one["timezone"] for one in schedules} == {"Europe/Berlin"}


@pytest.mark.parametrize("value", [None, "none"])
async def test_a_setting_may_have_no_value(api, value):
    changed = await api.client.put("/api/settings/country", json={"value": value})
    assert (changed.status_code, changed.json()["value"]) == (200, None)


@pytest.mark.parametrize(
    ("name", "body", "status", "detail"),
    [
        ("timezone", {"value": "Berlin"}, 422, "Did you mean Europe/Berlin?"),
        ("timezone", {"value": None}, 422, "none is not a time zone"),
        ("language", {"value": "fr"}, 422, "one of: en, ja"),
        ("country", {}, 422, "value"),
        ("colour", {"value": "blue"}, 404, "timezone, country, language, person"),
    ],
)
async def test_a_wrong_value_is_a_problem_with_the_nearest_ones(api, name, body, status, detail):
    refused = await api.client.put(f"/api/settings/{name}", json=body)
    assert refused.status_code == status
    problem = refused.json()
    assert detail in problem["detail"] + " ".join(error["detail"] for error in problem["errors"])
    for setting in ("timezone", "country", "language"):
        assert len((await api.client.get(f"/api/settings/{setting}/history")).json()["versions"]) == 1


async def test_the_history_of_an_unknown_setting_is_refused(api):
    assert (await api.client.get("/api/settings/colour/history")).status_code == 404
