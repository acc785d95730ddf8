"""Text from outside is data on the terminal and in JSON, from the file to what is printed."""

import csv
import json
import re
from pathlib import Path

import psycopg
import pytest

from service.cli.common import console, dump, escape_control_characters

from .conftest import Completed, Lifetracer

HEADER = "User,Email,Client,Project,Task,Description,Billable,Start date,Start time,End date,End time,Duration,Tags"
LONG = "字" * 10_000
NAMES = [
    '#eval("1+1") ] #panic()',
    "<script>alert(1)</script> [bold red]x[/] [link=https://example.invalid]y[/link] :smile:",
    "\x1b]0;owned\x07\x1b[2J\x1b[31mred\x9b1m\x7f",
    "مرحبا שלום",
    "\u202egnirts",
    "🦊👩‍👩‍👧",
    LONG,
]
# What a terminal would obey; a newline and a tab are the only control characters that we print.
OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@pytest.fixture
def run(lifetracer: Lifetracer, database_url: str):
    def run(*arguments: str, code: int = 0) -> Completed:
        # A colour terminal, as far as the programs can tell.
        environ = {"DATABASE_URL": database_url, "LIFETRACER_AS_OF": "2026-03-03T00:00:00Z"}
        done = lifetracer(*arguments, environ=environ)
        assert done.returncode == code, done.stdout + done.stderr
        assert not OBEYED.search(done.stdout + done.stderr)
        return done

    return run


def export(path: Path) -> str:
    """Write a day of an hour for each of the names, and return the path."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(HEADER.split(","))
        for hour, name in enumerate(NAMES):
            times = ("2026-03-02", f"{hour:02}:00:00", "2026-03-02", f"{hour + 1:02}:00:00", "01:00:00")
            rows.writerow(["u", "u@example.invalid", "", name, "", name, "No", *times, ""])
    return str(path)


def test_names_come_out_as_themselves_in_json_and_harmless_on_the_terminal(run, tmp_path):
    run("import", "toggl", export(tmp_path / "export.csv"))
    run("run", "transform", "--wait")
    run("run", "analyzer", "--wait")
    summary = json.loads(run("summary", "--json", "--from", "2026-03-02", "--to", "2026-03-02").stdout)
    found = {cell["category"]: cell["actual"] for cell in summary["days"][0]["categories"]}
    assert [name for name in NAMES if found.get(name) != 60] == []
    table = run("summary", "--from", "2026-03-02", "--to", "2026-03-02")
    assert [name for name in NAMES[:-1] if not shows(table, name)] == []
    assert table.stdout.count("字") == len(LONG)
    sources = {row["service"]: row for row in json.loads(run("sources", "--json").stdout)}
    assert (sources["toggl_csv"]["rows"], sources["toggl_csv"]["advice"]) == (len(NAMES), None)
    assert "lifetracer import ics" in sources["ics"]["advice"]
    assert "toggl_csv" in run("sources").stdout


def shows(done: Completed, name: str) -> bool:
    """Return whether a name is printed; the cells of a table may be folded, so blanks do not count."""
    return "".join(escape_control_characters(name).split()) in "".join(done.stdout.split())


def test_targets_and_proposals_are_shown_as_data(run, database_url):
    names = NAMES[:-1]
    with psycopg.connect(database_url) as connection:
        for name in names:
            connection.execute("select app.set_target(%s, 'all', 60, 'more', 3, %s, now())", [name, name])
        connection.execute(
            "insert into app.proposals (target_id, category, day_type, kind, direction, old_minutes, new_minutes, "
            "evidence, reason_en, reason_ja, status, created_at) "
            "select id, category, day_type, 'ease', 'more', 60, 50, '{}', category, category, 'pending', now() "
            "from app.targets"
        )
    targets = json.loads(run("targets", "list", "--json").stdout)["targets"]
    assert {(row["category"], row["note"]) for row in targets} == {(name, name) for name in names}
    proposals = json.loads(run("proposals", "list", "--json").stdout)["proposals"]
    assert {row["category"]: row["reason"]["ja"] for row in proposals} == {name: name for name in names}
    lists = run("targets", "list"), run("proposals", "list")
    assert [name for name in names if not all(shows(done, name) for done in lists)] == []


def test_what_is_done_with_a_target_is_said_with_its_name_as_data(run):
    escapes = NAMES[2]
    assert shows(run("targets", "set", escapes, "60", "more", "--new"), escapes)
    assert json.loads(run("targets", "list", "--json").stdout)["targets"][0]["category"] == escapes
    assert shows(run("targets", "close", escapes), escapes)
    assert escape_control_characters(escapes) in run("targets", "close", escapes, code=65).stderr


def test_a_mistake_in_a_calendar_quotes_its_title_harmlessly(run, tmp_path, database_url):
    path = tmp_path / "a.ics"
    lines = ["BEGIN:VCALENDAR", "BEGIN:VEVENT", "UID:1\x1b[2J", f"SUMMARY:{NAMES[2]}", "DTSTART:20260302T090000Z"]
    path.write_text("\r\n".join([*lines, "RRULE:FREQ=WEKLY", "END:VEVENT", "END:VCALENDAR", ""]), newline="")
    said = run("import", "ics", str(path), "--strict", code=65).stderr
    assert "\\x1b]0;owned\\x07" in said
    assert "WEKLY" in said
    logs = json.loads(run("jobs", "list", "--json").stdout)["jobs"]
    assert "owned" in run("jobs", "show", logs[0]["jobId"]).stdout
    assert "owned" in run("jobs", "logs", logs[0]["jobId"]).stdout
    with psycopg.connect(database_url) as connection:
        assert connection.execute("select count(*) from raw.ics__events").fetchone() == (0,)


def test_bytes_that_are_no_text_are_a_mistake_told_in_a_sentence(run):
    said = run("targets", "set", "a\udcff", "60", "more", code=65).stderr
    assert "Traceback" not in said
    assert "a\\udcff" in said


@pytest.mark.parametrize("name", NAMES)
def test_a_console_neither_interprets_nor_drops(capsys, name):
    console().print(name)
    printed = capsys.readouterr().out
    assert printed == escape_control_characters(name) + "\n"
    assert not OBEYED.search(printed)


@pytest.mark.parametrize("name", NAMES)
def test_json_for_programs_is_the_same_text_without_control_characters(capsys, name):
    dump({"name": name})
    printed = capsys.readouterr().out
    assert json.loads(printed) == {"name": name}
    assert not OBEYED.search(printed)
