"""Who may call what, with which key."""

import logging
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import anyio
import httpx2
import psycopg
import pytest

from service.api import auth
from service.auth import api_keys

pytestmark = pytest.mark.anyio


async def make(api, scope, **options):
    async with api.pool.connection() as connection:
        _, key = await api_keys.make(connection, name=f"{scope}-key", scope=scope, **options)
    return key


@asynccontextmanager
async def caller(api, key):
    headers = {"Authorization": f"Bearer {key}"}
    async with httpx2.AsyncClient(base_url=api.origin, headers=headers, trust_env=False) as client:
        yield client


@pytest.mark.parametrize(
    ("method", "path", "needed"),
    [
        ("GET", "/api/jobs", "read"),
        ("GET", "/openapi.json", "read"),
        ("POST", "/api/transform", "run"),
        ("PUT", "/api/targets", "edit"),
        ("DELETE", "/api/targets?category=x", "edit"),
        ("PUT", "/api/settings/language", "edit"),
        ("POST", "/api/categories/rules/undo", "edit"),
        ("POST", "/api/categories/rules/preview", "run"),
        ("GET", "/api/console/epoch", "console"),
        ("POST", "/api/console/epoch", "console"),
        ("POST", "/api/console/links", "admin"),
    ],
)
@pytest.mark.parametrize("scope", api_keys.SCOPES)
async def test_each_scope_includes_those_before_it(api, method, path, needed, scope):
    async with caller(api, await make(api, scope)) as client:
        response = await client.request(method, path)
    if api_keys.SCOPES.index(scope) >= api_keys.SCOPES.index(needed):
        assert response.status_code not in {401, 403}
    else:
        assert response.status_code == 403
        assert f"scope {needed}" in response.json()["detail"]
        assert f'scope="{needed}"' in response.headers["www-authenticate"]
        assert response.headers["content-type"] == "application/problem+json"


async def test_a_revoked_key_ends_at_once(api):
    key = await make(api, "read")
    async with caller(api, key) as client:
        assert (await client.get("/api/jobs")).status_code == 200
        async with api.pool.connection() as connection:
            assert await api_keys.revoke(connection, "read-key") is not None
            assert await api_keys.revoke(connection, "read-key") is None
        assert (await client.get("/api/jobs")).status_code == 401


async def test_an_expired_key_is_no_key(api):
    key = await make(api, "admin", expires_at=datetime.now(UTC) + timedelta(hours=1))
    async with caller(api, key) as client:
        assert (await client.get("/api/jobs")).status_code == 200
        async with api.pool.connection() as connection:
            await connection.execute("update api_keys set expires_at = now()")
        assert (await client.get("/api/jobs")).status_code == 401


async def test_what_is_wrong_with_a_key_is_not_told(api):
    key = await make(api, "read")
    wrong_secret = key[:-5] + ("aaaaa" if not key.endswith("aaaaa") else "bbbbb")
    unknown = "lt_" + "0" * 12 + key[15:]
    expired = await make(api, "run", expires_at=datetime.now(UTC) - timedelta(seconds=1))
    answers = set()
    for given in (wrong_secret, unknown, expired, "nonsense", "lt_'; drop table jobs; --"):
        async with caller(api, given) as client:
            response = await client.get("/api/jobs")
        answers.add((response.status_code, response.text, response.headers["www-authenticate"]))
    assert len(answers) == 1
    assert answers.pop()[0] == 401


async def test_only_a_digest_is_kept_and_the_last_use_is_written_rarely(api):
    key = await make(api, "read")
    async with caller(api, key) as client:
        await client.get("/api/jobs")
        async with api.pool.connection() as connection:
            (row,) = await api_keys.list_keys(connection)
            cursor = await connection.execute("select api_keys::text as all from api_keys")
            (stored,) = await cursor.fetchall()
        assert row["last_used_at"] is not None
        assert key[-20:] not in stored["all"]
        await client.get("/api/jobs")
        async with api.pool.connection() as connection:
            (again,) = await api_keys.list_keys(connection)
            assert again["last_used_at"] == row["last_used_at"]
            await connection.execute("update api_keys set last_used_at = now() - interval '11 minutes'")
        await client.get("/api/jobs")
        async with api.pool.connection() as connection:
            (later,) = await api_keys.list_keys(connection)
        assert later["last_used_at"] > row["last_used_at"]


async def test_no_key_is_in_any_log(api, caplog):
    key = await make(api, "read")
    with caplog.at_level(logging.DEBUG):
        for given in (key, key[:-1] + "!"):
            async with caller(api, given) as client:
                await client.get("/api/jobs")
                await client.post("/api/transform")
    assert key[16:40] not in caplog.text
    # The library of the client itself logs requests; that it does shows that the level was right.
    assert "/api/transform" in caplog.text


async def test_a_key_cannot_be_checked_without_the_database_and_the_admin_key_can(api):
    key = await make(api, "read")
    await api.pool.close()
    async with caller(api, key) as client:
        response = await client.get("/openapi.json")
    assert response.status_code == 503
    assert "retry-after" in response.headers
    assert (await api.client.get("/openapi.json")).status_code == 200


SHAPED = "lt_0123456789ab_" + "x" * 43


@pytest.mark.parametrize("given", ["nonsense", "lt_0123456789ab_short", SHAPED + "x"])
async def test_a_text_that_cannot_be_a_key_is_401_without_the_database(api, given):
    await api.pool.close()
    async with caller(api, given) as client:
        assert (await client.get("/openapi.json")).status_code == 401


async def test_a_gateway_that_waits_for_its_database_knows_what_cannot_be_a_key(api):
    api.state.database = None
    for given, status in (("nonsense", 401), (SHAPED, 503)):
        async with caller(api, given) as client:
            assert (await client.get("/api/jobs")).status_code == status


async def test_look_ups_of_keys_leave_connections_to_others_and_end(api, monkeypatch, database_url):
    monkeypatch.setattr(auth, "LOOKUP_SECONDS", 2.0)
    statuses: list[int] = []

    async def look_up(client):
        statuses.append((await client.get("/api/jobs")).status_code)

    async with (
        caller(api, SHAPED) as client,
        await psycopg.AsyncConnection.connect(database_url) as locking,
        anyio.create_task_group() as tasks,
    ):
        await locking.execute("lock table gateway.api_keys in access exclusive mode")
        for _ in range(20):
            tasks.start_soon(look_up, client)
        await api.until_blocked([])
        for _ in range(5):
            assert (await api.client.get("/api/jobs")).status_code == 200
        with anyio.fail_after(60):
            while len(statuses) < 20:
                await anyio.sleep(0.05)
    assert statuses == [503] * 20


async def test_a_wrong_key_is_401_on_a_path_that_does_not_exist_too(api):
    async with caller(api, "nonsense") as client:
        assert (await client.get("/nothing")).status_code == 401
    async with caller(api, await make(api, "read")) as client:
        assert (await client.get("/nothing")).status_code == 404
        assert (await client.post("/nothing")).status_code == 404
