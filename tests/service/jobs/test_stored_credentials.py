"""A run gets the stored credentials of its source where the environment has none."""

import json
import os
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from service.api.sources import sources_of
from service.credentials import store
from service.credentials.secret_key import FILE_NAME, secret_key
from service.errors import ConfigurationError
from service.settings import load

pytestmark = pytest.mark.anyio

TOKEN = "f00dfeed-stored-token"
GOOGLE = {
    "GOOGLE_CLIENT_ID": "stored-client",
    "GOOGLE_CLIENT_SECRET": "stored-secret",
    "GOOGLE_REFRESH_TOKEN": "stored-refresh",
    "GOOGLE_CALENDAR_IDS": "stored@example.invalid",
}
PRINTS_ENVIRONMENT = """
    import json, os, pathlib, sys
    pathlib.Path(sys.argv[1], "environ").write_text(json.dumps(dict(os.environ)))
    print(json.dumps({"event": "error", "message": "refused " + os.environ.get("TOGGL_API_TOKEN", "")}))
    print("argv", sys.argv)
"""


@pytest.fixture
async def stored(shop, tmp_path):
    """A shop whose connector writes down its environment, and credentials stored with the key of its data directory."""
    for name in list(shop.environ):
        if name.startswith(("TOGGL_", "GOOGLE_")):
            del shop.environ[name]
    shop.environ["LIFETRACER_DATA_DIR"] = str(tmp_path / "data")
    shop.script(PRINTS_ENVIRONMENT, stage="connector")
    key = secret_key(load(shop.environ), make=True)
    assert key is not None
    async with shop.pool.connection() as connection:
        await store.put(connection, "toggl", {"TOGGL_API_TOKEN": TOKEN}, account="sam@example.invalid", key=key)
        await store.put(connection, "gcal", GOOGLE, account="sam@example.invalid", key=key)
    return shop


async def run(shop, service="toggl"):
    async with shop.worker():
        job = await shop.until_final(await shop.post("connector", service=service))
    path = shop.directory / "environ"
    environ = json.loads(path.read_text()) if path.exists() else {}
    path.unlink(missing_ok=True)
    return job, environ


async def sources(shop):
    async with shop.pool.connection() as connection:
        return {row.service: row for row in await sources_of(connection, shop.environ)}


async def test_the_stage_gets_the_stored_token_by_its_environment_and_the_log_never_shows_it(stored):
    job, environ = await run(stored)
    assert (job["status"], environ["TOGGL_API_TOKEN"]) == ("succeeded", TOKEN)
    assert "LIFETRACER_SECRET_KEY" not in environ
    lines = "\n".join(await stored.log(job["id"]))
    assert "refused [secret]" in lines
    assert TOKEN not in lines + json.dumps(job, default=str)


async def test_a_variable_wins_and_sources_says_which_is_used(stored):
    found = (await sources(stored))["toggl"]
    assert (found.configured, found.credentials, found.stored_account) == (True, "stored", "sam@example.invalid")
    stored.environ["TOGGL_API_TOKEN"] = "of-a-variable"
    _, environ = await run(stored)
    assert environ["TOGGL_API_TOKEN"] == "of-a-variable"
    found = (await sources(stored))["toggl"]
    assert (found.configured, found.credentials, found.stored_account) == (True, "environment", None)


async def test_stored_google_credentials_replace_parts_as_a_whole_but_not_the_calendars(stored, tmp_path):
    path = tmp_path / "client-secret"
    path.write_text("of-another-client")
    stored.environ |= {"GOOGLE_CLIENT_ID": "another", "GOOGLE_CLIENT_SECRET_FILE": str(path)}
    _, environ = await run(stored, "gcal")
    assert {name: environ.get(name) for name in GOOGLE} == GOOGLE
    assert "GOOGLE_CLIENT_SECRET_FILE" not in environ
    stored.environ["GOOGLE_CALENDAR_IDS"] = "chosen@example.invalid"
    _, environ = await run(stored, "gcal")
    assert environ["GOOGLE_CALENDAR_IDS"] == "chosen@example.invalid"


async def test_a_service_account_of_the_environment_wins(stored, tmp_path):
    stored.environ["GOOGLE_SERVICE_ACCOUNT_FILE"] = str(tmp_path / "key.json")
    _, environ = await run(stored, "gcal")
    assert "GOOGLE_REFRESH_TOKEN" not in environ


@pytest.mark.parametrize("key", [None, Fernet.generate_key().decode()], ids=["none", "another"])
async def test_a_machine_with_another_key_or_none_says_so_and_exits_78(stored, tmp_path, key):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    if key is not None:
        (elsewhere / FILE_NAME).write_text(key)
    stored.environ["LIFETRACER_DATA_DIR"] = str(elsewhere)
    job, environ = await run(stored)
    assert (job["status"], job["reason"], job["exit_code"]) == ("failed", "not_decrypted", os.EX_CONFIG)
    assert environ == {}
    for words in (str(elsewhere / FILE_NAME), "set LIFETRACER_SECRET_KEY", "`lifetracer connect toggl`"):
        assert words in job["message"]
    toggl = (await sources(stored))["toggl"]
    assert toggl.advice == job["message"]
    assert (toggl.advice_code, toggl.params) == (
        "secret_key_missing" if key is None else "secret_key_differs",
        {"source": "toggl", "place": str(elsewhere / FILE_NAME), "command": "lifetracer connect toggl"},
    )


async def test_the_key_of_the_first_machine_as_a_variable_decrypts_on_another(stored, tmp_path):
    content = (tmp_path / "data" / FILE_NAME).read_text()
    stored.environ |= {"LIFETRACER_DATA_DIR": str(tmp_path / "other"), "LIFETRACER_SECRET_KEY": content}
    job, environ = await run(stored)
    assert (job["status"], environ["TOGGL_API_TOKEN"]) == ("succeeded", TOKEN)
    assert not (tmp_path / "other").exists()


async def test_the_table_holds_ciphertext_only(stored):
    async with stored.pool.connection() as connection:
        rows = await (await connection.execute("select s::text as row, ciphertext from app.secrets as s")).fetchall()
    text = " ".join(row["row"] + bytes(row["ciphertext"]).decode() for row in rows)
    assert len(rows) == 2
    for secret in (TOKEN, *GOOGLE.values(), "TOGGL_API_TOKEN"):
        assert secret not in text


async def test_forgotten_credentials_are_gone(stored):
    async with stored.pool.connection() as connection:
        assert await store.forget(connection, "toggl")
        assert not await store.forget(connection, "toggl")
    job, _ = await run(stored)
    assert (job["status"], job["reason"]) == ("failed", "not_configured")
    assert "lifetracer connect toggl" in job["message"]
    assert "TOGGL_API_TOKEN" in job["message"]
    assert (await sources(stored))["toggl"].configured is False


async def test_the_key_file_is_made_once_for_its_owner_only(tmp_path):
    settings = load({"LIFETRACER_DATA_DIR": str(tmp_path)})
    path = tmp_path / FILE_NAME
    assert secret_key(settings) is None
    assert not path.exists()
    first = secret_key(settings, make=True)
    assert first is not None
    assert path.stat().st_mode & 0o777 == 0o600
    again = secret_key(settings, make=True)
    assert again is not None
    assert again.decrypt(first.encrypt(b"x")) == b"x"


@pytest.mark.parametrize("text", ["", "hunter2", "ü" * 43, "A" * 42, "A" * 44 + "A"])
async def test_what_is_not_a_key_is_refused_with_the_fix(tmp_path: Path, text):
    (tmp_path / FILE_NAME).write_text(text)
    with pytest.raises(ConfigurationError, match=r"openssl rand -base64 32|not text"):
        secret_key(load({"LIFETRACER_DATA_DIR": str(tmp_path)}))


async def test_a_key_in_either_alphabet_is_the_same_key(tmp_path):
    standard = "+/" * 21 + "A="
    url_safe = standard.translate(str.maketrans("+/", "-_"))
    keys = [secret_key(load({"LIFETRACER_SECRET_KEY": text}, data_dir=tmp_path)) for text in (standard, url_safe)]
    assert keys[0] is not None
    assert keys[1] is not None
    assert keys[1].decrypt(keys[0].encrypt(b"x")) == b"x"
