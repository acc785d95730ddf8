"""`lifetracer summary`: by amount, with totals, by week and month."""

import json

import psycopg
import pytest

from tests.stored import set_settings

ENVIRON = {"LIFETRACER_AS_OF": "2026-05-08T00:00:00Z"}
HEAD = "User,Email,Client,Project,Task,Description,Billable,Start date,Start time,End date,End time,Duration,Tags"
# Monday 4 May is in one week with Wednesday 6 May, and 28 April in another.
ENTRIES = [
    ("Garden", "2026-04-28", "08:00:00", "09:00:00"),
    ("Garden", "2026-05-04", "08:00:00", "09:00:00"),
    ("Work", "2026-05-04", "10:00:00", "12:30:00"),
    ("Garden", "2026-05-06", "08:00:00", "10:00:00"),
]


@pytest.fixture
def summary(lifetracer, database_url, tmp_path):
    set_settings(database_url, timezone="UTC", country="JP")
    path = tmp_path / "export.csv"
    rows = (f"ann,a@example.invalid,,{name},,x,No,{day},{start},{day},{end},," for name, day, start, end in ENTRIES)
    path.write_text("\n".join([HEAD, *rows]) + "\n")
    environ = {"DATABASE_URL": database_url, **ENVIRON}
    for command in (("import", "toggl", str(path)), ("run", "transform", "--wait")):
        done = lifetracer(*command, environ=environ)
        assert done.returncode == 0, done.stderr
    return lambda *arguments: lifetracer("summary", *arguments, environ=environ)


def cells(done):
    assert done.returncode == 0, done.stderr
    return [line.split() for line in done.stdout.splitlines()]


def test_days_weeks_and_months(summary):
    days = cells(summary("--from", "2026-05-04", "--to", "2026-05-05"))
    assert [row[2:4] for row in days[1:5]] == [
        ["Work", "2:30"],
        ["Garden", "1:00"],
        ["Untracked", "20:30"],
        ["total", "3:30"],
    ]
    assert not any("Exercise" in row for row in days), "a category without anything has no row"

    week = cells(summary("--week", "--from", "2026-05-07"))
    assert week[0][:3] == ["2026-05-04", "to", "2026-05-10"]
    assert week[1] == ["Garden", "3:00", "2"]
    assert week[2] == ["Work", "2:30", "1"]
    assert ["total", "5:30"] in week

    month = cells(summary("--month", "--from", "2026-04-01"))
    assert month[0][:3] == ["2026-04-28", "to", "2026-04-30"], "the records begin there"
    assert month[1] == ["Garden", "1:00", "1"]

    refused = summary("--week", "--to", "2026-05-05")
    assert refused.returncode == 2
    assert "--from chooses which one" in refused.stderr

    answer = json.loads(summary("--json", "--week").stdout)
    assert (answer["account"]["entries"], len(answer["days"])) == (3, 7)


def test_other_people_of_the_data_are_named_with_their_hours(lifetracer, database_url, tmp_path):
    environ = {"DATABASE_URL": database_url, **ENVIRON}
    for user, day, end in (("ann", "2026-05-04", "10:00:00"), ("bob", "2026-05-05", "09:00:00")):
        path = tmp_path / f"{user}.csv"
        path.write_text(f"{HEAD}\n{user},{user}@example.invalid,,Work,,x,No,{day},08:00:00,{day},{end},,\n")
        done = lifetracer("import", "toggl", str(path), environ=environ)
        assert done.returncode == 0, done.stderr
    assert "The database holds entries of other people, too: ann (ann@example.invalid), 1 entry." in done.stderr
    built = lifetracer("run", "transform", "--wait", environ=environ)
    assert "Counted: ann (ann@example.invalid), 2.0 h. Not counted: bob (bob@example.invalid), 1.0 h." in built.stderr
    done = lifetracer("summary", "--month", environ=environ)
    assert ["total", "2:00"] in cells(done)
    assert "Entries of other people do not count: bob (bob@example.invalid), 1.0 h;" in done.stderr


def test_the_first_summary_after_new_rules_says_by_how_much(summary, database_url):
    with psycopg.connect(database_url) as connection:
        connection.execute(
            "insert into app.rule_change (tracked_seconds_before, tracked_seconds_after) values (3600, 9000)"
        )
    # A program reads the JSON, and no person the sentence.
    assert "new rules" not in summary("--json").stderr
    assert "2.5 h of the whole log count, +1.5 h compared with 1.0 h before" in summary().stderr
    assert "new rules" not in summary().stderr
