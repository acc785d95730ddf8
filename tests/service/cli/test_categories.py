"""`lifetracer categories` on a log that is really imported and transformed, and the same over HTTP types."""

import json
import os
import secrets
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import new_database

from .conftest import Completed, command

ENVIRON = {"LIFETRACER_AS_OF": "2026-05-08T00:00:00Z", "LIFETRACER_TIMEZONE": "UTC", "LIFETRACER_COUNTRY": "JP"}
HEAD = "User,Email,Client,Project,Task,Description,Billable,Start date,Start time,End date,End time,Duration,Tags"
# Client, project, description, day, hours, tags.
ENTRIES = [
    ("", "sleep", "", "2026-05-04", 8, ""),
    ("", "SLEEP", "", "2026-05-05", 7, ""),
    ("Northwind", "Website", "layout", "2026-05-04", 4, "deep"),
    ("Northwind", "Website", "call with Ann", "2026-05-05", 2, ""),
    ("Northwind", "Support", "tickets", "2026-05-05", 1, ""),
    ("", "Garden", "", "2025-11-01", 5, ""),
    ("", "", "lunch", "2026-05-04", 1, ""),
]


@pytest.fixture(scope="module")
def run(
    server_url: str, short_dir: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., Completed]]:
    place = short_dir / secrets.token_hex(4)
    rows = []
    for number, (client, project, description, day, hours, tags) in enumerate(ENTRIES):
        start = 1 + 9 * (number % 2)
        rows.append(
            f"ann,a@example.invalid,{client},{project},,{description},No,{day},{start:02}:00:00,{day},"
            f"{start + hours:02}:00:00,,{tags}"
        )
    file = tmp_path_factory.mktemp("categories") / "export.csv"
    file.write_text("\n".join([HEAD, *rows]) + "\n")
    with contextmanager(new_database)(server_url) as url:
        environ = {**os.environ, **ENVIRON, "DATABASE_URL": url}

        def run(*arguments: str) -> Completed:
            return subprocess.run(
                command(place, arguments), env=environ, capture_output=True, text=True, timeout=300, check=False
            )

        for arguments in (("import", "toggl", str(file)), ("run", "transform", "--wait")):
            done = run(*arguments)
            assert done.returncode == 0, done.stderr
        yield run
    shutil.rmtree(place, ignore_errors=True)


@pytest.fixture
def fresh(run):
    """Each test begins with the rules that ship."""
    while run("categories", "undo").returncode == 0:
        pass
    return run


def projects(run):
    done = run("categories", "list", "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def hours(run):
    """Hours of all time by project and category."""
    return {(one["project"], one["category"]): one["minutes"] / 60 for one in projects(run)["projects"]}


def changed(done):
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_projects_are_listed_with_hours_and_the_reason_unassigned_ones_first(fresh):
    found = projects(fresh)["projects"]
    assert [(one["project"], one["isAssigned"]) for one in found[:4]] == [
        ("Website", False),
        (None, False),
        ("Support", False),
        ("Garden", False),
    ]
    assert hours(fresh) == {
        ("Website", "Website"): 6,
        ("Support", "Support"): 1,
        (None, "Uncategorized"): 1,
        ("Garden", "Garden"): 5,
        ("sleep", "Sleep"): 8,
        ("SLEEP", "Sleep"): 7,
    }
    garden = next(one for one in found if one["project"] == "Garden")
    assert (garden["recentMinutes"], garden["lastDate"], garden["rule"]) == (0, "2025-11-01", None)
    sleep = next(one for one in found if one["project"] == "SLEEP")
    assert sleep["rule"] == {"matchType": "project_name", "matchValue": "Sleep", "ruleSet": "names"}
    assert (sleep["entries"], sleep["color"], sleep["descriptions"]) == (1, None, [])
    website, without = found[0], found[1]
    assert (website["entries"], website["descriptions"]) == (2, [])
    assert (without["project"], without["entries"]) == (None, 1)
    assert without["descriptions"] == [{"description": "lunch", "recentMinutes": 60, "minutes": 60, "entries": 1}]
    table = fresh("categories", "list").stdout
    assert "(no project)" in table
    assert "shipped names" in table
    assert "no rule" in table


def test_each_kind_of_rule_can_be_set_and_removed(fresh):
    fresh("categories", "set", "--client", "northwind", "Work")
    fresh("categories", "set", "--tag", "DEEP", "Creative")
    fresh("categories", "set", "--description", "call with", "Social")
    fresh("categories", "set", "website", "Garden", "Pleasure")
    assert hours(fresh) == {
        ("Website", "Pleasure"): 6,
        ("Garden", "Pleasure"): 5,
        ("Support", "Work"): 1,
        (None, "Uncategorized"): 1,
        ("sleep", "Sleep"): 8,
        ("SLEEP", "Sleep"): 7,
    }
    idle = [(rule["matchType"], rule["matchValue"]) for rule in projects(fresh)["idleRules"]]
    assert idle == [("tag", "DEEP"), ("description", "call with")]
    assert "decide nothing" in fresh("categories", "list").stdout
    fresh("categories", "unset", "WEBSITE")
    fresh("categories", "unset", "--client", "Northwind")
    assert hours(fresh)["Website", "Creative"] == 4
    assert hours(fresh)["Website", "Social"] == 2
    missing = fresh("categories", "unset", "--client", "Northwind")
    assert missing.returncode == 65
    assert "no rule of your own for the client Northwind" in missing.stderr


def test_a_dry_run_shows_what_would_change_and_writes_nothing(fresh):
    before = projects(fresh)
    lines = changed(fresh("categories", "set", "--client", "Northwind", "Work", "--dry-run"))
    assert lines == [
        "Website (Northwind): Website → Work, 6.0 h in 90 days, 6.0 h in all",
        "Support (Northwind): Support → Work, 1.0 h in 90 days, 1.0 h in all",
        "Work: 0.0 h → 7.0 h in 90 days",
        "Website: 6.0 h → 0.0 h in 90 days",
        "Support: 1.0 h → 0.0 h in 90 days",
    ]
    assert projects(fresh) == before


def test_the_preview_is_what_the_next_transform_makes(fresh):
    changed(fresh("categories", "set", "--client", "Northwind", "Work"))
    seen = hours(fresh)
    done = fresh("run", "transform", "--wait")
    assert done.returncode == 0, done.stderr
    assert hours(fresh) == seen
    summary = json.loads(fresh("summary", "--json", "--from", "2026-05-04", "--to", "2026-05-05").stdout)
    work = [cell["actual"] for day in summary["days"] for cell in day["categories"] if cell["category"] == "Work"]
    assert sum(minutes or 0 for minutes in work) == 7 * 60
    names = {cell["category"] for day in summary["days"] for cell in day["categories"]}
    assert not names & {"Website", "Support", "Exercise", "sleep"}


def test_a_target_may_be_set_for_the_past(fresh):
    assert fresh("targets", "set", "Sleep", "420", "more").returncode == 0
    refused = fresh("targets", "set", "Sleep", "400", "more", "--since", "2026-05-04")
    assert refused.returncode == 65
    assert "later versions of this target" in refused.stderr
    assert "--replace" in refused.stderr
    done = fresh("targets", "set", "sleep", "400", "more", "--since", "2026-05-04", "--replace")
    assert done.stdout.strip() == "Sleep (all): at least 400 minutes a day, since 2026-05-04."
    assert "superseded" in fresh("targets", "list", "--history").stdout
    days = json.loads(fresh("summary", "--json", "--from", "2026-05-03", "--to", "2026-05-05").stdout)["days"]
    wanted = [[cell["target"] for cell in day["categories"] if cell["category"] == "Sleep"] for day in days]
    assert wanted == [[], [400], [400]]
    assert fresh("targets", "close", "Sleep").returncode == 0
    assert fresh("targets", "set", "Sleep", "1", "more", "--replace").returncode == 2


def test_a_misspelled_category_is_refused_and_an_own_one_is_added(fresh):
    refused = fresh("categories", "set", "Garden", "Plesure")
    assert refused.returncode == 65
    assert "did you mean Pleasure?" in refused.stderr
    assert (
        fresh("categories", "add", "Plants", "--group", "leisure", "--order", "8", "--color", "12ab34").returncode == 0
    )
    assert changed(fresh("categories", "set", "Garden", "plants"))[0].startswith("Garden: Garden → Plants")
    assert fresh("categories", "set", "Support", "Help desk", "--new").returncode == 0
    for arguments, message in (
        (("Sleep",), "is built in"),
        (("Plants", "--color", "green"), "must be a colour"),
        (("\u3000",), "must not be empty"),
    ):
        wrong = fresh("categories", "add", *arguments)
        assert wrong.returncode == 65
        assert message in wrong.stderr


def test_colours_are_switched_on_and_off(fresh):
    assert fresh("categories", "colors", "on").returncode == 0
    again = fresh("categories", "colors", "on")
    assert "nothing is written" in again.stderr
    assert fresh("categories", "colors", "off").returncode == 0
    changes = [line.split()[-3:] for line in fresh("categories", "history").stdout.splitlines()[1:3]]
    assert changes == [["Colours", "switched", "off"], ["Colours", "switched", "on"]]


def test_rules_are_exported_imported_and_undone(fresh, tmp_path):
    fresh("categories", "set", "Garden", "Pleasure")
    exported = fresh("categories", "export").stdout
    assert exported == "match_type,match_value,personal_category\nproject_name,Garden,Pleasure\n"
    file = tmp_path / "rules.csv"
    file.write_text(exported + "client_name,Northwind,Work\n", encoding="utf-8")
    assert fresh("categories", "import", str(file)).returncode == 0
    assert hours(fresh)["Website", "Work"] == 6
    assert fresh("categories", "undo").returncode == 0
    assert ("Website", "Website") in hours(fresh)
    assert hours(fresh)["Garden", "Pleasure"] == 5
    assert fresh("categories", "undo").returncode == 0
    assert ("Garden", "Garden") in hours(fresh)
    file.write_text("match_type,match_value\n", encoding="utf-8")
    wrong = fresh("categories", "import", str(file))
    assert wrong.returncode == 65
    assert f"{file}, line 1: column personal_category is missing" in wrong.stderr
    versions = json.loads(fresh("categories", "history", "--json").stdout)["versions"]
    assert versions[0]["restores"] is not None
