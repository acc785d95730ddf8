"""Targets, proposals, the summary and the sources, on the real SQL functions."""

import json

import pytest

from service.sources import SOURCES

pytestmark = pytest.mark.anyio


async def sql(api, query, *parameters):
    async with api.pool.connection() as connection:
        return await connection.execute(query, parameters)


async def put(api, **fields):
    body = {"category": "Exercise", "minutes": 60, "direction": "more", **fields}
    return await api.client.put("/api/targets", json=body)


async def test_a_target_is_set_changed_listed_and_closed_and_every_version_is_kept(api):
    first = (await put(api)).json()
    assert (first["version"], first["dayType"], first["priority"], first["validTo"]) == (1, "all", 3, None)
    assert (await put(api)).json() == first
    second = (await put(api, minutes=45, note="knee")).json()
    assert (second["version"], second["note"]) == (2, "knee")
    assert (await api.client.get("/api/targets")).json() == {"targets": [second]}
    closed = await api.client.request("DELETE", "/api/targets", params={"category": "Exercise"})
    assert (closed.status_code, closed.json()["version"]) == (200, 2)
    assert closed.json()["validTo"] is not None
    assert (await api.client.get("/api/targets")).json() == {"targets": []}
    history = (await api.client.get("/api/targets/history", params={"category": "Exercise"})).json()["targets"]
    assert [target["minutes"] for target in history] == [60, 45]
    assert (await api.client.request("DELETE", "/api/targets", params={"category": "Exercise"})).status_code == 404


@pytest.mark.parametrize(
    "odd",
    [
        '#eval("…") ] <script> / ? & \u202e 😀',
        "\x1b]0;owned\x07\x1b[31m\x9b1m\x7f\r\n\t",
        "مرحبا שלום :smile: [bold]x[/bold] %s {} ' ; drop table",
        "字" * 500,
    ],
)
async def test_a_category_may_contain_any_character(api, odd):
    assert (await put(api, category=odd, note=odd, new=True)).status_code == 200
    target = (await api.client.get("/api/targets")).json()["targets"][0]
    assert (target["category"], target["note"]) == (odd, odd)
    history = (await api.client.get("/api/targets/history", params={"category": odd})).json()["targets"]
    assert history == [target]
    response = await api.client.request("DELETE", "/api/targets", content=json.dumps({"category": odd}))
    assert response.status_code == 200


@pytest.mark.parametrize(
    "fields",
    [
        {"minutes": 1441},
        {"minutes": -1},
        {"direction": "up"},
        {"dayType": "monday"},
        {"priority": 0},
        {"category": ""},
        {"category": "   "},
        {"category": "a\0b"},
        {"note": "\0"},
        {"category": "字" * 10_000},
        {"colour": "red"},
    ],
)
async def test_a_bad_target_is_422(api, fields):
    assert (await put(api, **fields)).status_code == 422


async def test_a_day_has_1440_minutes_and_the_sum_is_told(api):
    await put(api, category="Sleep", minutes=900)
    assert (await put(api, category="Work", minutes=600, direction="less")).status_code == 200
    response = await put(api, category="Work", minutes=600)
    assert response.status_code == 422
    assert "1500" in response.json()["detail"]
    targets = (await api.client.get("/api/targets")).json()["targets"]
    assert [target["direction"] for target in targets] == ["more", "less"]


async def test_a_delete_must_name_its_target(api):
    assert (await api.client.request("DELETE", "/api/targets")).status_code == 422
    assert (await api.client.request("DELETE", "/api/targets", params={"category": "x", "day": "y"})).status_code == 422
    both = await api.client.request("DELETE", "/api/targets", params={"category": "x"}, json={"category": "y"})
    assert both.status_code == 422


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("DELETE", "/api/targets?category=%00"),
        ("GET", "/api/targets/history?category=%00"),
        ("GET", "/api/targets/history?dayType=monday"),
    ],
)
async def test_a_query_that_no_target_can_have_is_422(api, method, path):
    assert (await api.client.request(method, path)).status_code == 422


async def propose(api, *, new_minutes=50, evidence="{}"):
    target = (await put(api)).json()
    cursor = await sql(
        api,
        "insert into app.proposals (target_id, category, day_type, kind, direction, old_minutes, new_minutes, "
        "evidence, reason_en, reason_ja, status, created_at) "
        "values (%s, 'Exercise', 'all', 'ease', 'more', 60, %s, %s, 'why', 'なぜ', 'pending', now()) returning id",
        target["targetId"],
        new_minutes,
        evidence,
    )
    assert cursor is not None
    return target


async def test_an_accepted_proposal_writes_the_next_version(api):
    await propose(api)
    proposal = (await api.client.get("/api/proposals?status=pending")).json()["proposals"][0]
    assert (proposal["newMinutes"], proposal["reason"]) == (50, {"en": "why", "ja": "なぜ"})
    path = f"/api/proposals/{proposal['proposalId']}"
    assert (await api.client.post(f"{path}/accept")).json()["status"] == "accepted"
    target = (await api.client.get("/api/targets")).json()["targets"][0]
    assert (target["minutes"], target["version"]) == (50, 2)
    assert (await api.client.post(f"{path}/reject")).status_code == 409


PAST = '"days_met": 3, "days_looked_at": 14, "first_date": "2026-06-10", "last_date": "2026-06-23"'
PAST_ON_THE_WIRE = {"daysMet": 3, "daysLookedAt": 14, "firstDate": "2026-06-10", "lastDate": "2026-06-23"}
ESTIMATE = '{"minutes": 42.0, "lower": 32.0, "upper": 62.0, "days": 7}'


@pytest.mark.parametrize(
    ("stored", "known"),
    [
        (
            f'{{{PAST}, "chance": 0.2, "new_chance": 0.8, "days_ahead": 7}}',
            {**PAST_ON_THE_WIRE, "chance": 0.2, "newChance": 0.8, "daysAhead": 7},
        ),
        # Of the versions before chances.
        (
            f'{{{PAST}, "quantile": {{"share": 60, "minutes": 40.5}}, "estimate": {ESTIMATE}}}',
            {
                **PAST_ON_THE_WIRE,
                "quantile": {"share": 60, "minutes": 40.5},
                "estimate": {"minutes": 42.0, "lower": 32.0, "upper": 62.0, "days": 7},
            },
        ),
        (f'{{{PAST}, "quantile": {{"share": 60, "minutes": 40}}, "estimate": null}}', PAST_ON_THE_WIRE),
        ("{}", {}),
    ],
    ids=["now", "before", "before without an estimate", "nothing"],
)
async def test_the_evidence_of_a_proposal_has_a_type_whatever_version_made_it(api, stored, known):
    await propose(api, evidence=stored)
    evidence = (await api.client.get("/api/proposals")).json()["proposals"][0]["evidence"]
    assert set(evidence) == {
        *PAST_ON_THE_WIRE,
        *("chance", "newChance", "daysAhead"),
        *("quantile", "estimate"),
    }
    assert evidence.items() >= known.items()
    assert all(evidence[name] is None for name in set(evidence) - set(known) - {"quantile"})


async def remark_on(api, target, alternative):
    await sql(
        api,
        "insert into app.target_states (target_id, state, chance, remark, remark_en, remark_ja, calculated_at) "
        "values (%s, 'off_track', 0.1, %s, 'no fit', '不向き', now())",
        target["targetId"],
        f'{{"kind": "no_daily_fit", "days_done": 6, "days_looked_at": 22, "first_date": "2026-05-25", '
        f'"last_date": "2026-06-23", "alternative": {alternative}}}',
    )


@pytest.mark.parametrize(
    ("stored", "alternative"),
    [
        ("null", None),
        (
            '{"day_type": "holiday", "minutes": 45, "chance": 0.81}',
            {"dayType": "holiday", "minutes": 45, "chance": 0.81},
        ),
    ],
)
async def test_a_remark_stands_beside_the_proposals_until_its_target_changes(api, stored, alternative):
    await remark_on(api, (await put(api)).json(), stored)
    assert (await api.client.get("/api/proposals?status=pending")).json() == {
        "proposals": [],
        "remarks": [
            {
                "category": "Exercise",
                "dayType": "all",
                "minutes": 60,
                "daysDone": 6,
                "daysLookedAt": 22,
                "firstDate": "2026-05-25",
                "lastDate": "2026-06-23",
                "alternative": alternative,
                "reason": {"en": "no fit", "ja": "不向き"},
            }
        ],
    }
    await put(api, minutes=20)
    assert (await api.client.get("/api/proposals")).json()["remarks"] == []


async def test_a_rejected_proposal_changes_nothing(api):
    target = await propose(api)
    proposal = (await api.client.get("/api/proposals")).json()["proposals"][0]
    assert (await api.client.post(f"/api/proposals/{proposal['proposalId']}/reject")).json()["status"] == "rejected"
    assert (await api.client.get("/api/targets")).json() == {"targets": [target]}


@pytest.mark.parametrize("proposal", ["nonsense", "00000000-0000-0000-0000-000000000000"])
async def test_an_unknown_proposal_is_404(api, proposal):
    assert (await api.client.post(f"/api/proposals/{proposal}/accept")).status_code == 404
    assert (await api.client.get("/api/proposals?status=odd")).status_code == 422


async def test_before_the_first_transform_the_summary_says_what_to_do(api):
    response = await api.client.get("/api/summary")
    assert (response.status_code, response.headers["content-type"]) == (409, "application/problem+json")
    assert "/api/transform" in response.json()["detail"]


async def test_sources_say_whether_they_are_set_up_and_what_to_do(api, monkeypatch):
    found = {source["service"]: source for source in (await api.client.get("/api/sources")).json()["sources"]}
    assert set(found) == set(SOURCES)
    assert found["toggl"]["configured"] is False
    assert "TOGGL_API_TOKEN" in found["toggl"]["advice"]
    assert "GOOGLE_SERVICE_ACCOUNT_FILE" in found["gcal"]["advice"]
    assert "lifetracer import ics" in found["ics"]["advice"]
    assert found["activitywatch"]["advice"] == "Import a file: lifetracer import activitywatch FILE."
    assert {name: source["adviceCode"] for name, source in found.items()} == {
        "toggl": "connect_source",
        "gcal": "connect_source",
        "toggl_csv": "import_file",
        "ics": "import_file",
        "activitywatch": "import_file",
    }
    assert found["ics"]["params"] == {"command": "lifetracer import ics FILE"}
    assert found["gcal"]["params"]["variables"][1] == ["GOOGLE_SERVICE_ACCOUNT_FILE"]
    monkeypatch.setenv("TOGGL_API_TOKEN", "t")
    monkeypatch.setenv("GOOGLE_SERVICE_ACCOUNT_FILE", "/run/key.json")
    found = {source["service"]: source for source in (await api.client.get("/api/sources")).json()["sources"]}
    assert found["toggl"]["advice"] == "Read it: lifetracer run connector toggl, or POST /api/sync/toggl."
    assert (found["toggl"]["adviceCode"], found["toggl"]["params"]) == (
        "sync_source",
        {"command": "lifetracer run connector toggl", "request": "POST /api/sync/toggl"},
    )
    assert found["gcal"]["configured"] is True
