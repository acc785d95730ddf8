"""Who gets in, who does not, and what a form from elsewhere does: nothing."""

import re
import time

import httpx2
import pytest

from console.access.sessions import Signer
from console.app import create_app
from console.gateway import Gateway
from console.settings import Settings
from console.wire.access import Epoch, Link
from console.wire.jobs import Job, Jobs
from tests.console.conftest import ORIGIN, PASSWORD, SAME_SITE, SECRET, Browser

pytestmark = pytest.mark.anyio


async def test_without_a_session_every_page_leads_to_the_sign_in(stranger: Browser):
    for path in ("/", "/jobs", "/day/2026-06-29", "/jobs?status=failed"):
        response = await stranger.open(path)
        assert response.status_code == 303
        assert response.headers["location"].startswith("/sign-in")
    assert (await stranger.open("/sign-in")).status_code == 200


async def test_the_password_opens_the_page_that_was_wanted(stranger: Browser):
    location = (await stranger.open("/jobs?status=failed")).headers["location"]
    await stranger.open(location)
    response = await stranger.send("/sign-in", password=PASSWORD)
    assert response.status_code == 303
    assert response.headers["location"] == "/jobs?status=failed"
    assert (await stranger.open("/jobs")).status_code == 200


async def test_a_wrong_password_opens_nothing(stranger: Browser):
    response = await stranger.sign_in("correct horse batterx")
    assert response.status_code == 403
    assert "batterx" not in response.text
    assert stranger.session_cookie() is None


@pytest.mark.parametrize(
    "target",
    ["//evil.example", "/\\evil.example", "https://evil.example/", "/unknown", "/%2F/evil", "javascript:alert(1)"],
)
async def test_the_sign_in_leads_to_no_other_site(stranger: Browser, target: str):
    response = await stranger.sign_in(next=target)
    assert response.status_code == 303
    assert response.headers["location"] == "/"


async def test_guesses_are_locked_out_and_the_right_password_then_waits_too(stranger: Browser):
    for _ in range(5):
        assert (await stranger.sign_in("wrong password 1")).status_code == 403
    response = await stranger.sign_in("wrong password 1")
    while response.status_code == 403:
        response = await stranger.sign_in("wrong password 1")
    assert response.status_code == 429
    assert 1 <= int(response.headers["retry-after"]) <= 60
    assert re.search(r"try again at \d\d:\d\d:\d\d", response.text)
    locked = await stranger.sign_in(PASSWORD)
    assert locked.status_code == 429
    assert stranger.session_cookie() is None


async def test_a_link_opens_the_console_once(stranger: Browser):
    link = await stranger.gateway.post("/api/console/links", Link)
    first = await stranger.open(f"/enter/{link.token}")
    assert first.status_code == 303
    assert first.headers["location"] == "/"
    assert (await stranger.open("/jobs")).status_code == 200
    again = await stranger.open(f"/enter/{link.token}")
    assert again.status_code == 410
    assert "lifetracer open" in again.text


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Mode": "no-cors"}, {"Sec-Purpose": "prefetch;prerender"}])
async def test_what_only_looks_at_a_link_does_not_use_it_up(stranger: Browser, headers: dict[str, str]):
    link = await stranger.gateway.post("/api/console/links", Link)
    looked = await stranger.open(f"/enter/{link.token}", **headers)
    assert looked.status_code == 200
    assert stranger.session_cookie() is None
    assert (await stranger.send(f"/enter/{link.token}")).status_code == 303
    assert stranger.session_cookie() is not None


async def test_a_session_that_was_there_before_is_worth_nothing_after_a_sign_in(stranger: Browser):
    fixed = Signer(SECRET, purpose="session", clock=time.time).sign({"epoch": -1, "seed": "of the attacker"})
    stranger.client.cookies.set("lifetracer-3000", fixed)
    assert (await stranger.open("/jobs")).status_code == 303
    await stranger.sign_in()
    assert stranger.client.cookies.get("lifetracer-3000", domain="127.0.0.1") != fixed


async def test_signing_out_ends_the_session(person: Browser):
    await person.open("/jobs")
    response = await person.send("/sign-out")
    assert response.headers["location"] == "/sign-in"
    assert (await person.open("/jobs")).status_code == 303


async def test_signing_out_everywhere_ends_every_session(person: Browser):
    assert (await person.open("/jobs")).status_code == 200
    await person.gateway.post("/api/console/epoch", Epoch)
    person.clock.offset += 11
    assert (await person.open("/jobs")).status_code == 303


async def jobs(browser: Browser) -> int:
    return len((await browser.gateway.get("/api/jobs", Jobs)).jobs)


@pytest.mark.parametrize(
    ("fields", "headers"),
    [
        ({}, SAME_SITE),
        ({"form": "0.0"}, SAME_SITE),
        (None, {"Sec-Fetch-Site": "cross-site"}),
        (None, {"Sec-Fetch-Site": "same-site"}),
        (None, {"Origin": "http://evil.example"}),
        (None, {}),
    ],
)
async def test_a_form_of_another_site_or_without_its_token_does_nothing(person: Browser, fields, headers):
    await person.open("/jobs")
    sent = person.hidden("/jobs") if fields is None else fields
    response = await person.client.post("/jobs", data={**sent, "run": "transform"}, headers=headers)
    assert response.status_code == 403
    assert await jobs(person) == 0


async def test_a_token_of_another_form_or_session_does_nothing(person: Browser):
    await person.open("/jobs")
    other_form = person.hidden("/sign-out")
    before = person.hidden("/jobs")
    assert (
        await person.client.post("/jobs", data={**other_form, "run": "transform"}, headers=SAME_SITE)
    ).status_code == 403
    await person.open("/jobs")
    await person.send("/sign-out")
    await person.sign_in()
    again = await person.client.post("/jobs", data={**before, "run": "transform"}, headers=SAME_SITE)
    assert again.status_code == 403
    assert await jobs(person) == 0


async def test_a_button_pressed_twice_makes_one_job(person: Browser):
    await person.open("/jobs")
    fields = {**person.hidden("/jobs"), "run": "transform"}
    first, second = [await person.client.post("/jobs", data=fields, headers=SAME_SITE) for _ in range(2)]
    assert first.status_code == second.status_code == 303
    assert first.headers["location"].partition("?")[0] == second.headers["location"].partition("?")[0]
    assert await jobs(person) == 1


async def test_a_get_changes_nothing(person: Browser):
    await person.open("/jobs")
    for path in ("/sign-out", "/language"):
        assert (await person.open(path)).status_code == 405
    assert (await person.open("/jobs?run=pipeline")).status_code == 200
    assert await jobs(person) == 0


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "192.0.2.1:3000"])
async def test_another_host_name_is_refused_before_anything_else(person: Browser, host: str):
    response = await person.client.get("/jobs", headers={"Host": host})
    assert response.status_code == 421
    assert "CONSOLE_HOSTS" in response.text


async def test_every_answer_has_the_headers(person: Browser):
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
    )
    for path in ("/sign-in", "/jobs", "/unknown", "/static/x/console.css"):
        headers = (await person.open(path)).headers
        assert headers["content-security-policy"] == policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"


async def test_pages_are_not_kept_and_files_are_kept_by_their_content(person: Browser):
    page = await person.open("/jobs")
    assert page.headers["cache-control"] == "no-store"
    path = re.search(r"/static/[0-9a-f]{8}/console\.css", page.text)
    assert path is not None
    assert "immutable" in (await person.open(path[0])).headers["cache-control"]
    assert "immutable" not in (await person.open("/static/00000000/console.css")).headers["cache-control"]
    assert (await person.open("/static/00000000/..%2Fsettings.py")).status_code == 404


async def test_the_language_is_kept(person: Browser):
    await person.open("/jobs?status=failed")
    response = await person.send("/language", language="ja")
    assert response.headers["location"] == "/jobs?status=failed"
    await person.open("/jobs")
    assert "<h1>ジョブ</h1>" in person.page
    assert '<html lang="ja"' in person.page


async def test_an_id_of_an_address_gets_into_no_other_path(person: Browser):
    for path in ("/jobs/..%2Fsettings", "/jobs/x", "/day/x", "/day/2026-13-01"):
        assert (await person.open(path)).status_code == 404


async def test_a_key_that_the_gateway_refuses_is_named_and_not_shown(person: Browser):
    transport = person.gateway._client._transport
    wrong = Gateway(
        type(person.client)(base_url=ORIGIN, headers={"Authorization": "Bearer wrong-key"}, transport=transport)
    )
    app = create_app(Settings(secret=SECRET), wrong, clock=person.clock)
    async with httpx2.AsyncClient(
        base_url=ORIGIN, transport=httpx2.ASGITransport(app), cookies=person.client.cookies
    ) as client:
        response = await client.get("/jobs", headers=SAME_SITE)
    assert response.status_code == 502
    assert "refuses the console" in response.text
    assert "wrong-key" not in response.text


async def test_a_log_of_a_job_is_shown_and_its_text_is_only_text(person: Browser):
    await person.open("/jobs")
    location = (await person.send("/jobs", run="transform")).headers["location"]
    job_id = location.partition("?")[0].rpartition("/")[2]
    async with person.pool.connection() as connection:
        await connection.execute(
            "insert into job_logs (job_id, seq, at, level, line) values (%s, 1, now(), 'info', %s)",
            [job_id, "</li><script>alert(1)</script>"],
        )
        await connection.execute(
            "update jobs set status = 'failed', reason = 'exit_code', message = %s, finished_at = now() where id = %s",
            ["<img src=x onerror=alert(1)>", job_id],
        )
    response = await person.open(f"/jobs/{job_id}")
    assert response.status_code == 200
    assert "&lt;/li&gt;&lt;script&gt;alert(1)" in response.text
    assert "<script>alert" not in response.text
    assert "<img src=x" not in response.text
    assert (await person.gateway.get(f"/api/jobs/{job_id}", Job)).status == "failed"
