"""Today on a real gateway in its states: nothing yet, the first hours, few days, hostile names."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.console.conftest import Browser, browsing
from tests.service.transformed import transform

pytestmark = pytest.mark.anyio
TODAY = date(2026, 3, 10)
AS_OF = f"{TODAY}T12:00:00+00:00"


async def today(database_url: str) -> Browser:
    async with browsing(database_url) as browser:
        assert (await browser.sign_in()).status_code == 303
        assert (await browser.open("/")).status_code == 200
    return browser


def heading(page: str) -> str:
    found = re.search(r"<h1>(.*?)</h1>", page)
    assert found is not None
    return found[1]


async def test_before_the_first_transform_there_are_three_steps_and_one_button(person: Browser):
    assert (await person.open("/")).status_code == 200
    assert heading(person.page) == "Nothing here yet"
    assert "lifetracer connect toggl" in person.page
    response = await person.send("/jobs", run="pipeline")
    assert response.status_code == 303
    # While it runs, its log takes the place of the button.
    await person.open("/")
    assert response.headers["location"].partition("?")[0] in person.page
    assert 'value="pipeline"' not in person.page


async def test_the_first_hours_have_no_verdicts(database_url: str, short_dir: Path):
    transform(database_url, short_dir, [("Sleep", TODAY, 0, 420), ("Work", TODAY, 8, 180)], AS_OF)
    browser = await today(database_url)
    assert heading(browser.page) == "Tuesday 10 March"
    assert "This is your first day: <b>10 h</b> logged so far." in browser.page
    assert "No calendar is connected" in browser.page
    assert "lifetracer targets set" in browser.page
    assert "No estimates yet" in browser.page
    assert not re.search(r'class="state (good|bad|wait)"', browser.page)


async def test_names_from_outside_are_only_text(database_url: str, short_dir: Path):
    name = "<script>alert(1)</script>"
    entries = [(name, TODAY - timedelta(days=back), 8, 600) for back in range(3)]
    transform(database_url, short_dir, entries, AS_OF)
    browser = await today(database_url)
    assert "<script>alert" not in browser.page
    assert "&lt;script&gt;alert(1)" in browser.page
