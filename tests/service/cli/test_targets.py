"""Targets and proposals on the command line."""

import json

import psycopg
import pytest
from psycopg.types.json import Jsonb


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


def test_a_remark_is_listed_in_the_persons_language_with_the_way_on(run, database_url):
    run("targets", "set", "Exercise", "60", "more")
    with psycopg.connect(database_url) as connection:
        connection.execute(
            "insert into app.target_states (target_id, state, chance, remark, remark_en, remark_ja, calculated_at) "
            "select id, 'off_track', 0.1, %s, 'no fit', '不向き', now() from app.targets where valid_to is null",
            [
                Jsonb(
                    {
                        "days_done": 6,
                        "days_looked_at": 22,
                        "first_date": "2026-05-25",
                        "last_date": "2026-06-23",
                        "alternative": None,
                    }
                )
            ],
        )
    listed = run("proposals", "list")
    assert "Exercise (all): 60 minutes, no daily target fits\n    no fit" in listed.stdout
    assert "targets close" in listed.stderr
    run("settings", "set", "language", "ja")
    assert "不向き" in run("proposals", "list").stdout
    run("targets", "close", "Exercise")
    assert run("proposals", "list").stdout == ""


@pytest.mark.parametrize(
    ("command", "said", "empty"),
    [
        ("targets", "targets set Exercise", {"targets": []}),
        ("proposals", "run adjuster", {"proposals": [], "remarks": []}),
        ("report", "run pipeline", {"reports": []}),
    ],
)
def test_an_empty_list_says_how_to_fill_it(run, command, said, empty):
    done = run(command, "list")
    assert (done.returncode, done.stdout) == (0, "")
    assert said in done.stderr
    assert json.loads(run(command, "list", "--json").stdout) == empty
