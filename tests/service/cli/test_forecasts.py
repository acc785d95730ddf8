"""`lifetracer forecasts` and the estimates in `summary`, on a log that is really imported, transformed and analyzed."""

import json
import os
import re
from datetime import date, timedelta

import pytest

from tests.service.transformed import lifetracer, transform

from .conftest import command
from .serving import serving

TODAY = date(2026, 5, 11)
AS_OF, WEEK_AGO = "2026-05-11T06:00:00Z", "2026-05-04T06:00:00Z"
MONDAY, FRIDAY, SATURDAY, SUNDAY = 0, 4, 5, 6


def log(days):
    """Work of about eight hours on the weekdays before today, and about an hour of exercise on three days a week."""
    for day in (TODAY - timedelta(days=back) for back in range(days, 0, -1)):
        varying = day.toordinal() * 37 % 41 - 20
        if day.weekday() < SATURDAY:
            yield "Work", day, 9, 480 + varying
        if day.weekday() in {MONDAY, FRIDAY, SUNDAY}:
            yield "Exercise", day, 18, 60 + varying


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("forecasts")


@pytest.fixture(scope="module")
def url(module_database_url, folder):
    transform(module_database_url, folder, log(40), AS_OF)
    lifetracer(module_database_url, folder, AS_OF, "targets", "set", "Work", "420", "more", "--since", "2026-05-01")
    for as_of in (WEEK_AGO, AS_OF):
        lifetracer(module_database_url, folder, as_of, "run", "analyzer", "--wait")
    return module_database_url


@pytest.fixture
def run(lifetracer, url):
    return lambda *arguments: lifetracer(*arguments, environ={"DATABASE_URL": url, "LIFETRACER_AS_OF": AS_OF})


def printed(done):
    assert done.returncode == 0, done.stderr
    return done.stdout


def section(text, title):
    """Return the lines below a title, split at two or more blanks."""
    lines = text[text.index(title) :].split("\n\n")[0].splitlines()
    return [re.split(r" {2,}", line.strip()) for line in lines[1:]]


def test_every_day_has_the_typical_minutes_the_interval_the_chances_and_a_mean_that_adds_up(run):
    text = printed(run("forecasts"))
    first, *_ = text.splitlines()
    assert first.startswith("From data up to 2026-05-10 (40 days, part-day mode). Grade learnt")
    rows = [re.split(r" {2,}", line.strip()) for line in text.splitlines() if line.startswith(" 2026-05-")]
    assert {row[0] for row in rows} == {f"{TODAY + timedelta(days=ahead):%Y-%m-%d %a}" for ahead in range(8)}
    monday = {row[1]: row[2:] for row in rows if row[0] == "2026-05-11 Mon"}
    assert 460 <= minutes_of(monday["Work"][0]) <= 500
    assert monday["Work"][4] == "≥ 7:00"
    assert 60 <= int(monday["Work"][5].removeprefix("> ").removesuffix(" %")) <= 100
    tuesday = {row[1]: row[2:] for row in rows if row[0] == "2026-05-12 Tue"}
    assert tuesday["Exercise"][0].startswith("usually none (")
    assert (
        abs(clock_minutes(monday["total"][0]) - sum(clock_minutes(monday[name][2]) for name in ("Work", "Exercise")))
        <= 1
    )
    # What is printed beside an interval is the median, and nothing here is called likely.
    assert "likely" not in text
    assert "probably" not in text


def minutes_of(text):
    hours, minutes = text.removesuffix(" m").split(" h ")
    return 60 * int(hours) + int(minutes)


def clock_minutes(text):
    hours, minutes = text.split(":")
    return 60 * int(hours) + int(minutes)


def test_json_is_what_the_api_answers(run, url, data_dir):
    answer = json.loads(printed(run("forecasts", "--json")))
    environ = {"DATABASE_URL": url, "LIFETRACER_AS_OF": AS_OF}
    with serving(command(data_dir, ["serve", "--port", "0", "--no-schedules"]), data_dir, environ) as served:
        assert answer["forecasts"] == served.client.get("/api/forecasts").json()
        assert answer["accuracy"] == served.client.get("/api/accuracy").json()
        one = json.loads(printed(run("forecasts", "--json", "--category", "exercise", "--days", "0")))
        query = {"category": "Exercise", "to": "2026-05-11"}
        assert one["forecasts"] == served.client.get("/api/forecasts", params=query).json()
    assert [len(day["categories"]) for day in answer["forecasts"]["days"]] == [2] * 8


def test_one_category_is_explained_by_the_past_days_that_weigh_most(run):
    text = printed(run("forecasts", "--category", "exercise", "--date", "2026-05-18"))
    [head, row] = section(text, "Why: ")
    assert head == ["day", "rests most on"]
    assert row[0] == "2026-05-18 Mon"
    assert re.fullmatch(r"(2026-0\d-\d\d Mon \d:\d\d \(\d+ %\)(, )?)+", row[1])
    answer = json.loads(printed(run("forecasts", "--category", "exercise", "--date", "2026-05-18", "--json")))
    heaviest = answer["forecasts"]["days"][0]["categories"][0]["heaviest"]
    logged = {day.isoformat(): minutes for category, day, _, minutes in log(40) if category == "Exercise"}
    assert [day["minutes"] for day in heaviest] == [logged.get(day["date"], 0) for day in heaviest]
    assert "Backtest" not in text


def test_the_score_of_past_snapshots_is_that_of_the_days_since(run):
    text = printed(run("forecasts"))
    head, *rows = section(text, "How good the estimates of the last 90 days were")
    assert head == ["category", "days", "off by", "inside", "said", "happened"]
    # Estimated on the fourth in its course; the fifth to the tenth were estimated before they began.
    *single, together = [row[:2] for row in rows[:3]]
    assert sorted(single) == [["Exercise", "6"], ["Work", "6"]]
    assert together == ["all together", "6"]


def test_the_backtest_names_its_methods_in_words_and_explains_each_column(run):
    text = printed(run("forecasts"))
    head, *rows = section(text, "Backtest: ")
    names = [row[0] for row in rows if len(row) > 3]
    assert {"these estimates", "same day of last week", "always nothing"} <= set(names)
    explained = ", ".join(line.split(":")[0] for line in (" ".join(row) for row in rows) if ":" in line).split(", ")
    assert set(head[1:]) <= set(explained)
    scores = {score["method"]: score for score in json.loads(printed(run("forecasts", "--json")))["accuracy"]["scores"]}
    own = next(row for row in rows if row[0] == "these estimates")
    assert (own[2], own[-1]) == (f"{scores['mixture']['crps']:.1f}", f"{scores['mixture']['relativeCrps']:.2f}")


def test_a_mistake_is_refused_with_the_fix(run):
    unknown = run("forecasts", "--category", "Excercise")
    assert unknown.returncode == os.EX_DATAERR
    assert "did you mean Exercise? `lifetracer categories list`" in unknown.stderr
    both = run("forecasts", "--date", "2026-05-12", "--days", "2")
    assert both.returncode == 2
    assert "exclude each other" in both.stderr
    past = run("forecasts", "--date", "2026-05-01")
    assert "lifetracer summary --from 2026-05-01 --to 2026-05-01" in past.stderr
    assert past.stdout == ""


def test_the_summary_shows_likely_minutes_with_interval_and_chance_also_of_today(run):
    rows = [re.split(r" {2,}", line.strip()) for line in printed(run("summary")).splitlines()]
    found = {(row[0], row[1]): row[-1] for row in rows if len(row) > 2}
    for day in ("2026-05-11 Mon", "2026-05-12 Tue"):
        assert re.fullmatch(r"likely 8 h 0\d m \(\d:\d\d–\d:\d\d\), (> )?\d+ % to meet 7:00", found[day, "Work"]), found
    past = printed(run("summary", "--from", "2026-05-04", "--to", "2026-05-05"))
    marked = {row.split()[0]: row.rstrip().endswith(" *") for row in past.splitlines() if "Work" in row}
    assert marked == {"2026-05-04": True, "2026-05-05": False}
    assert "*: estimated in the course of that day" in past


def test_where_nothing_is_estimated_the_reason_is_one_sentence(database_url, tmp_path, lifetracer):
    environ = {"DATABASE_URL": database_url, "LIFETRACER_AS_OF": AS_OF}
    before = lifetracer("forecasts", environ=environ)
    assert before.returncode == os.EX_DATAERR
    assert "import a file or set up a source" in before.stderr
    assert "Traceback" not in before.stderr
    transform(database_url, tmp_path, log(5), AS_OF)
    waiting = lifetracer("forecasts", environ=environ)
    assert (waiting.returncode, waiting.stdout) == (0, "")
    assert "lifetracer run analyzer --wait" in waiting.stderr
    assert lifetracer("run", "analyzer", "--wait", environ=environ).returncode == 0
    done = lifetracer("forecasts", environ=environ)
    assert (done.returncode, done.stdout) == (0, "")
    assert "estimates begin with 7, on 2026-05-1" in done.stderr
    message = json.loads(lifetracer("forecasts", "--json", environ=environ).stdout)["forecasts"]["message"]
    assert message in done.stderr
