"""`lifetracer settings` as a person uses it: real commands on a real database."""

import json
import os

import psycopg
import pytest

from tests.service.cli.conftest import Lifetracer


@pytest.fixture
def run(lifetracer: Lifetracer, database_url):
    def run(*arguments: str, **environ: str):
        return lifetracer(*arguments, environ={"DATABASE_URL": database_url, **environ})

    return run


def test_the_first_command_stores_the_settings_and_says_so_once(run, unsettled_url):
    first = run("settings")
    assert first.returncode == 0, first.stderr
    assert "timezone Asia/Tokyo (from the system's zone), country JP" in first.stderr
    assert "Asia/Tokyo" in first.stdout
    again = run("settings", "list", "--json", TZ="Europe/Berlin")
    assert again.stderr == ""
    listed = {setting["name"]: setting["value"] for setting in json.loads(again.stdout)["settings"]}
    assert listed == {"timezone": "Asia/Tokyo", "country": "JP", "language": "en"}


def test_a_differing_variable_is_one_sentence_of_any_command_and_changes_nothing(run):
    done = run("jobs", "list", LIFETRACER_TIMEZONE="Europe/Berlin")
    [sentence] = [line for line in done.stderr.splitlines() if "LIFETRACER_TIMEZONE" in line]
    assert sentence.endswith("lifetracer settings set timezone Europe/Berlin")
    assert run("settings", "get", "timezone").stdout == "Asia/Tokyo\n"


def test_a_change_says_what_will_be_rebuilt_and_moves_the_schedules_that_nobody_edited(run):
    run("schedules", "set", "daily-report", "--cron", "30 5 * * *")
    run("schedules", "remove", "weekly-report")
    done = run("settings", "set", "timezone", "europe/berlin")
    assert done.stdout == "timezone: Europe/Berlin\n"
    assert done.stderr.splitlines() == [
        "The next transform cuts all days at midnight in Europe/Berlin, those of the past too.",
        "The country stays JP; for the public holidays there: lifetracer settings set country DE",
        "These schedules follow: daily-pipeline.",
        (
            "The schedule daily-report was edited and stays in Asia/Tokyo; to move it: "
            "lifetracer schedules set daily-report --timezone Europe/Berlin"
        ),
    ]
    listed = json.loads(run("schedules", "list", "--json").stdout)["schedules"]
    assert [(one["name"], one["timezone"]) for one in listed] == [
        ("daily-pipeline", "Europe/Berlin"),
        ("daily-report", "Asia/Tokyo"),
    ]
    assert "already" in run("settings", "set", "timezone", "Europe/Berlin").stderr
    made = run("schedules", "set", "mine", "--cron", "0 8 * * *", "--stage", "transform")
    assert "Europe/Berlin" in made.stdout


def test_the_history_has_every_value_with_its_origin(run):
    run("settings", "set", "country", "none")
    run("settings", "set", "country", "DE")
    versions = json.loads(run("settings", "history", "country", "--json").stdout)["versions"]
    assert [(one["value"], one["setBy"]) for one in versions] == [
        ("DE", "the command line"),
        (None, "the command line"),
        ("JP", "the zone Asia/Tokyo"),
    ]
    assert versions[0]["validTo"] is None
    assert versions[1]["validTo"] == versions[0]["validFrom"]
    shown = run("settings", "history").stdout
    assert shown.index("DE") < shown.index("none")
    assert run("settings", "get", "person").stdout == "none\n"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("timezone", "Berlin", "Did you mean Europe/Berlin?"),
        ("country", "Germny", "DE (Germany)"),
        ("language", "fr", "one of: en, ja"),
    ],
)
def test_a_wrong_value_is_one_sentence_with_the_nearest_ones(run, name, value, said):
    done = run("settings", "set", name, value)
    assert done.returncode == os.EX_DATAERR
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_first_value_that_is_invalid_is_a_configuration_error(run, unsettled_url):
    done = run("settings", LIFETRACER_COUNTRY="Atlantis")
    assert done.returncode == os.EX_CONFIG
    assert "LIFETRACER_COUNTRY=Atlantis is not a country" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_person_whom_the_data_does_not_have_is_refused_with_those_it_has(run, database_url):
    assert run("settings", "set", "person", "anyone@example.invalid").returncode == 0
    with psycopg.connect(database_url) as connection:
        # What the first transform makes.
        connection.execute(
            "create table core.int_people as select * from (values "
            "('toggl_csv', 'ann@example.invalid', 'ann@example.invalid', 'Ann', 2::bigint, 7200::bigint, true), "
            "('toggl_csv', 'Bob', 'Bob', 'Bob', 1::bigint, 3600::bigint, false)) "
            "as people (source, identity, person_key, person_name, entry_count, logged_seconds, is_counted)"
        )
    done = run("settings", "set", "person", "ann@example.invalid; Bo")
    assert done.returncode == os.EX_DATAERR
    assert done.stderr == (
        "lifetracer: There are no entries of Bo. The data holds entries of: Ann (ann@example.invalid), 2.0 h; "
        "Bob, 1.0 h.\n"
    )
    with psycopg.connect(database_url) as connection:
        # Imported since the last transform.
        connection.execute(
            "insert into raw.toggl_csv__time_entries (source_id, data, synced_at, api_version) "
            """values ('a', '{"User": "Eve", "Email": "Eve@example.invalid"}', now(), 'csv')"""
        )
    assert run("settings", "set", "person", "eve@example.invalid").returncode == 0
    assert run("settings", "set", "person", "ANN; bob").returncode == 0
    assert run("settings", "get", "person").stdout == "ANN; bob\n"
