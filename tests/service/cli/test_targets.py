"""Targets and proposals on the command line."""

import json

import psycopg
import pytest


@pytest.fixture
def run(lifetracer, database_url):
    def run(*arguments, **environ):
        return lifetracer(*arguments, environ={"DATABASE_URL": database_url, **environ})

    return run


def test_a_target_is_set_listed_and_closed(run):
    assert run("targets", "set", "Exercise", "60", "more", "--days", "workday", "--priority", "1").returncode == 0
    found = json.loads(run("targets", "list", "--json").stdout)["targets"]
    assert [(row["category"], row["dayType"], row["minutes"], row["priority"]) for row in found] == [
        ("Exercise", "workday", 60, 1)
    ]
    assert run("targets", "close", "Exercise", "--days", "workday").returncode == 0
    again = run("targets", "close", "Exercise", "--days", "workday")
    assert again.returncode == 65
    assert "Traceback" not in again.stderr
    assert json.loads(run("targets", "list", "--json").stdout)["targets"] == []
    assert len(json.loads(run("targets", "list", "--history", "--json").stdout)["targets"]) == 1


@pytest.mark.parametrize(
    ("direction", "wanted"),
    [("more", "at least 60 minutes a day"), ("less", "at most 60 minutes a day"), ("neutral", "without a verdict")],
)
def test_a_target_is_said_back(run, direction, wanted):
    said = run("targets", "set", "Exercise", "60", direction, "--days", "workday").stdout
    assert said.startswith("Exercise (workday): ")
    assert wanted in said


def test_more_than_a_day_is_one_sentence_with_the_sum(run):
    run("targets", "set", "Sleep", "900", "more")
    assert run("targets", "set", "Work", "600", "less").returncode == 0
    done = run("targets", "set", "Work", "600", "more")
    assert done.returncode == 65
    assert "1500" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_category_that_does_not_exist_is_refused_with_the_nearest_names(run):
    done = run("targets", "set", "Slep", "420", "more")
    assert done.returncode == 65
    assert "There is no category Slep; did you mean Sleep?" in done.stderr
    assert "--new" in done.stderr
    assert run("targets", "set", "Slep", "420", "more", "--new").returncode == 0
    # It exists from now on.
    assert run("targets", "set", " SLEP ", "430", "more").stdout.startswith("Slep (all): at least 430")
    assert "there are " in run("targets", "set", "睡", "1", "less").stderr


def test_a_built_in_category_is_spelled_as_it_is(run):
    assert run("targets", "set", "sleep", "420", "more").stdout.startswith("Sleep (all): ")
    assert run("targets", "close", "SLEEP").returncode == 0


def test_a_proposal_is_accepted_once(run, database_url):
    run("targets", "set", "Exercise", "60", "more")
    with psycopg.connect(database_url) as connection:
        row = connection.execute(
            "insert into app.proposals (target_id, category, day_type, kind, direction, old_minutes, new_minutes, "
            "evidence, reason_en, reason_ja, status, created_at) "
            "select id, category, day_type, 'ease', 'more', 60, 50, '{}', 'why', 'なぜ', 'pending', now() "
            "from app.targets returning id"
        ).fetchone()
    assert row is not None
    assert "why" in run("proposals", "list").stdout
    run("settings", "set", "language", "ja")
    assert "なぜ" in run("proposals", "list").stdout
    assert "50 minutes" in run("proposals", "accept", str(row[0])).stdout
    again = run("proposals", "reject", str(row[0]))
    assert again.returncode == 65
    assert "Traceback" not in again.stderr
    assert json.loads(run("targets", "list", "--json").stdout)["targets"][0]["minutes"] == 50


@pytest.mark.parametrize(
    ("command", "said", "empty"),
    [
        ("targets", "targets set Exercise", {"targets": []}),
        ("proposals", "run adjuster", {"proposals": []}),
        ("report", "run pipeline", {"reports": []}),
    ],
)
def test_an_empty_list_says_how_to_fill_it(run, command, said, empty):
    done = run(command, "list")
    assert (done.returncode, done.stdout) == (0, "")
    assert said in done.stderr
    assert json.loads(run(command, "list", "--json").stdout) == empty
