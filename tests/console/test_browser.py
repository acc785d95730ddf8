"""A person at a browser: Debian's Chromium on a real gateway, with stand-ins of Toggl and Google behind it.

The tests of this file go through one morning in order: nothing is there, everything is run, the day is looked at.
"""

import re
import shutil
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from sandbox import both, calendar
from sandbox.person import generate
from sandbox.server import serve as serve_sandbox
from tests.service.cli.serving import Served, serving

CHROMIUM = shutil.which("chromium")
AS_OF, ZONE, DAYS = datetime(2026, 6, 28, 22, 30, tzinfo=UTC), ZoneInfo("Asia/Tokyo"), 45
# Long enough for a whole pipeline on a busy machine.
PATIENCE_MS = 240_000
WIDTHS, THEMES, LANGUAGES = (360, 1280), ("light", "dark"), ("en", "ja")

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Debian's chromium is not installed")


@dataclass
class Site:
    """The gateway, and browsers of a person who has signed in."""

    served: Served
    browser: Browser
    pictures: Path
    state: dict[str, object] = field(default_factory=dict)

    def context(self, **options: object) -> BrowserContext:
        context = self.browser.new_context(base_url=self.served.origin, **options)  # type: ignore[arg-type]
        context.set_default_timeout(30_000)
        return context

    def enter(self, context: BrowserContext) -> Page:
        page = context.new_page()
        token = self.served.client.post("/api/console/links", json={}).json()["token"]
        page.goto(f"/enter/{token}")
        return page


@pytest.fixture(scope="module")
def site(short_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    today = AS_OF.astimezone(ZONE).date()
    account = generate(1, today, DAYS, ZONE, until=AS_OF)
    plan = calendar.generate(1, today, DAYS, ZONE)
    data_dir = short_dir / "console"
    command = [
        sys.executable,
        "-m",
        "service.cli",
        "--data-dir",
        str(data_dir),
        "serve",
        "--port",
        "0",
        "--no-schedules",
    ]
    with serve_sandbox(both.create_app(account, plan, now=lambda: AS_OF)) as origin:
        environ = both.settings(origin, account, as_of=AS_OF)
        with serving(command, data_dir, environ) as served, sync_playwright() as playwright:
            # Else a gateway with much to report would wait for a reader.
            threading.Thread(target=_drain, args=(served,), daemon=True).start()
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            yield Site(served=served, browser=browser, pictures=tmp_path_factory.mktemp("pictures"))
            browser.close()


@pytest.fixture(scope="module")
def page(site: Site) -> Iterator[Page]:
    """A desk in English; nothing may be reported on the console of its browser."""
    context = site.context(viewport={"width": 1280, "height": 800}, locale="en")
    page = site.enter(context)
    messages = watched(page)
    yield page
    assert messages == []
    context.close()


def test_the_first_page_says_what_to_do(page: Page):
    expect(page.get_by_role("heading", level=1)).to_have_text("Nothing here yet")
    check(page)


def test_everything_is_run_and_its_log_is_followed(page: Page, site: Site):
    page.get_by_role("button", name="Run everything").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Run everything")
    expect(page.get_by_role("status").first).to_contain_text("Queued")
    lines = page.locator(".log li")
    expect(lines.nth(3)).to_be_visible(timeout=PATIENCE_MS)
    check(page)
    # The steps and the state change by themselves until the end.
    expect(page.locator(".fragment > header .state")).to_contain_text("succeeded", timeout=PATIENCE_MS)
    expect(page.locator(".steps li[data-state=succeeded]")).to_have_count(6)
    expect(page.get_by_role("button", name="Cancel")).to_have_count(0)
    site.state["job"] = page.url.partition("?")[0].rpartition("/")[2]
    shown = lines.count()
    page.reload()
    # What was shown live is what is there; nothing was lost or repeated.
    assert lines.count() == shown


def test_today_shows_the_day(page: Page):
    page.get_by_role("link", name="Today").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Monday 29 June")
    expect(page.locator(".lead")).to_contain_text("You slept 7 h 31")
    expect(page.get_by_role("img", name=re.compile("^Today: Sleep"))).to_be_visible()
    page.get_by_text("Hour by hour").click()
    expect(page.get_by_role("cell", name="06:29").first).to_be_visible()
    page.get_by_role("link", name="Sunday 28 June").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sunday 28 June")
    page.keyboard.press("j")
    expect(page.get_by_role("heading", level=1)).to_have_text("Monday 29 June")


def test_reading_a_log_is_not_disturbed(page: Page):
    page.goto("/jobs")
    page.get_by_role("button", name="Transform").click()
    box, lines = page.locator(".log"), page.locator(".log li")
    expect(lines.nth(30)).to_be_attached(timeout=PATIENCE_MS)
    box.evaluate("box => { box.scrollTop = 0 }")
    expect(page.get_by_label("Follow")).not_to_be_checked()
    count = lines.count()
    expect(lines.nth(count + 5)).to_be_attached(timeout=PATIENCE_MS)
    assert box.evaluate("box => box.scrollTop") == 0
    button = page.locator("[data-new]")
    expect(button).to_contain_text("new lines")
    button.click()
    expect(page.get_by_label("Follow")).to_be_checked()
    assert box.evaluate("box => box.scrollHeight - box.scrollTop - box.clientHeight") <= 24
    page.get_by_label("Warnings only").check()
    expect(page.locator("[data-state][role=status]")).to_contain_text("hidden by the filter")


def test_a_job_is_cancelled_and_done_again(page: Page):
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator(".fragment > header .state")).to_contain_text("cancelled", timeout=PATIENCE_MS)
    page.get_by_role("button", name="Retry").click()
    expect(page.get_by_role("status").first).to_contain_text("Queued")
    expect(page.locator(".fragment > header .state")).to_contain_text("succeeded", timeout=PATIENCE_MS)
    page.goto("/jobs")
    expect(page.get_by_role("row").filter(has_text="cancelled")).to_have_count(1)


def test_a_log_resumes_where_its_stream_was_cut(page: Page, site: Site):
    """The browser comes back with the last id that it has seen."""
    path = f"/jobs/{site.state['job']}/log"
    script = """async path => {
        const whole = await (await fetch(path)).text();
        const ids = [...whole.matchAll(/^id: (.+)$/gm)].map(match => match[1]);
        const middle = ids[Math.floor(ids.length / 2)];
        const rest = await (await fetch(path, {headers: {"Last-Event-ID": middle}})).text();
        const end = await fetch(path, {headers: {"Last-Event-ID": ids.at(-1)}});
        return [ids, middle, [...rest.matchAll(/^id: (.+)$/gm)].map(match => match[1]), end.status];
    }"""
    ids, middle, rest, status = page.evaluate(script, path)
    assert len(ids) == len(set(ids)) > 10
    assert rest == ids[ids.index(middle) + 1 :]
    assert ids[-1].endswith(".end")
    assert status == 204


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_is_accessible_and_fits(site: Site, language: str, theme: str, width: int):
    context = site.context(viewport={"width": width, "height": 800}, color_scheme=theme, locale=language)
    page = site.enter(context)
    messages = watched(page)
    job = site.state["job"]
    for name, path in (("today", "/"), ("past", "/day/2026-06-20"), ("jobs", "/jobs"), ("job", f"/jobs/{job}")):
        page.goto(path)
        assert page.locator("html").get_attribute("lang") == language
        check(page)
        page.screenshot(path=site.pictures / f"{name}-{language}-{theme}-{width}.png", full_page=True)
    assert messages == []
    context.clear_cookies()
    page.goto("/jobs")
    expect(page.get_by_role("heading", level=1)).to_have_text({"en": "Sign in", "ja": "ログイン"}[language])
    check(page)
    context.close()


def test_pages_work_without_a_script(site: Site):
    context = site.context(java_script_enabled=False, locale="en")
    page = site.enter(context)
    expect(page.get_by_role("heading", level=1)).to_have_text("Monday 29 June")
    page.get_by_role("button", name="日本語").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("6月29日（月）")
    page.goto(f"/jobs/{site.state['job']}")
    expect(page.locator(".log li").first).to_be_visible()
    page.get_by_role("link", name="ジョブ").click()
    page.get_by_role("button", name="Togglを同期").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Togglを同期")
    context.close()


def test_pages_are_light(site: Site):
    """Budget of a page with all its files: 150 kB, and 30 kB on the wire."""
    context = site.context(locale="en")
    page = site.enter(context)
    received: dict[str, int] = {}
    page.on("response", lambda response: received.__setitem__(response.url, len(response.body())))
    page.goto("/")
    page.wait_for_load_state("networkidle")
    html = received.pop(f"{site.served.origin}/")
    assert html < 48_000
    assert sum(received.values()) + html < 150_000
    sizes = page.evaluate("performance.getEntries().filter(e => e.encodedBodySize).map(e => e.encodedBodySize)")
    assert sum(sizes) < 30_000
    shift = page.evaluate(
        """() => new Promise(done => new PerformanceObserver(list => done(
            list.getEntries().reduce((sum, entry) => sum + entry.value, 0)))
            .observe({type: "layout-shift", buffered: true}) || setTimeout(() => done(0), 500))"""
    )
    assert shift == 0
    context.close()


def check(page: Page) -> None:
    """Check that nothing scrolls sideways, and that axe finds nothing serious."""
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert over <= 0, f"{page.url} is {over} pixels too wide"
    found = Axe().run(page).response["violations"]
    serious = [
        f"{one['id']}: {one['help']} {[node['html'][:160] for node in one['nodes']]}"
        for one in found
        if one["impact"] in {"serious", "critical"}
    ]
    assert serious == [], page.url


def watched(page: Page) -> list[str]:
    """Return a list that grows with the errors and warnings of the browser's console."""
    messages: list[str] = []
    page.on("console", lambda message: messages.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: messages.append(str(error)))
    return messages


def _drain(served: Served) -> None:
    assert served.process.stderr is not None
    for line in served.process.stderr:
        served.said.append(line)
