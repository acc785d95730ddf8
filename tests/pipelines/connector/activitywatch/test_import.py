"""Exports of ActivityWatch in all their forms; `aw-buckets-export.json` was written by aw-server 0.12 itself."""

import json
import zipfile
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg
import pytest

from pipelines.connector.activitywatch import reader
from pipelines.connector.activitywatch.importer import import_file
from pipelines.stage import BadInputError

REAL = Path(__file__).with_name("aw-buckets-export.json")
NOW = datetime(2026, 3, 3, tzinfo=UTC)
START = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def connect(module_database_url):
    with psycopg.connect(module_database_url, autocommit=True) as connection:
        connection.execute("truncate raw.activitywatch__events")
    return lambda: psycopg.connect(module_database_url)


@pytest.fixture
def run(connect):
    def run(path, **options):
        return import_file(connect, path, zone=ZoneInfo("Asia/Tokyo"), now=NOW, **options)

    return run


@pytest.fixture
def stored(connect):
    """Return a function that returns what lives in raw."""

    def stored():
        with connect() as connection:
            rows = connection.execute(
                "select source_id, data from raw.activitywatch__events where deleted_at is null order by data"
            )
            return dict(rows.fetchall())

    return stored


def event(minute, seconds=60, **data):
    return {
        "timestamp": (START + timedelta(minutes=minute)).isoformat(),
        "duration": seconds,
        "data": data or {"app": "Code", "title": "secret.py"},
    }


def bucket(*events, type_="currentwindow", hostname="desk", **more):
    name = "window" if type_ == "currentwindow" else "afk"
    return {
        "id": f"aw-watcher-{name}_{hostname}",
        "type": type_,
        "client": f"aw-watcher-{name}",
        "hostname": hostname,
        "created": "2026-01-01T00:00:00.000000",
        "events": list(events),
        **more,
    }


def write(path, *buckets):
    path.write_text(json.dumps({"buckets": {one["id"]: one for one in buckets}}))
    return path


def counts(summary):
    return {name: summary[name] for name in ("inserted", "updated", "deleted", "unchanged") if summary[name]}


def test_an_export_of_aw_server_is_imported_without_titles_and_pages(run, stored):
    summary = run(REAL)
    assert counts(summary) == {"inserted": 8}
    assert Counter(row.get("app") or row["status"] for row in stored().values()) == {
        "Code": 3,
        "Firefox": 2,
        "not-afk": 2,
        "afk": 1,
    }
    text = str(stored())
    assert all(word not in text for word in ("Bank", "a.py", "token", "example.org"))
    assert summary["contents"] == "0.4 h in use on desk, from 2026-03-02 to 2026-03-02."
    assert summary["active_hours"] == round((995 + 600) / 3600, 2)
    assert (
        "Window titles are not stored. Buckets of other types are left out: 1 of web.tab.current." in summary["message"]
    )
    assert counts(run(REAL)) == {"unchanged": 8}


def test_the_latest_event_grows_and_what_is_gone_is_deleted(run, stored, tmp_path):
    path = tmp_path / "e.json"
    run(write(path, bucket(event(0), event(10), event(20, 60))))
    grown = run(write(path, bucket(event(0), event(20, 600), event(30))))
    assert counts(grown) == {"inserted": 1, "updated": 1, "deleted": 1, "unchanged": 1}
    assert sorted(row["duration"] for row in stored().values()) == [60, 60, 600]


def test_events_outside_the_file_and_of_other_buckets_stay(run, stored, tmp_path):
    run(write(tmp_path / "a.json", bucket(event(0), event(60)), bucket(event(5), hostname="laptop")))
    part = run(write(tmp_path / "b.json", bucket(event(10), event(20))))
    assert counts(part) == {"inserted": 2}
    assert len(stored()) == 5


def test_equal_events_stay_two_and_overlapping_files_add_none(run, stored, tmp_path):
    run(write(tmp_path / "a.json", bucket(event(0), event(0), event(0, app="Mail"))))
    assert len(stored()) == 3
    archive = tmp_path / "both.zip"
    write(tmp_path / "b.json", bucket(event(0), event(0), event(0, app="Mail"), event(1)))
    with zipfile.ZipFile(archive, "w") as file:
        file.write(tmp_path / "a.json", "a.json")
        file.write(tmp_path / "b.json", "b.json")
        file.writestr("__MACOSX/._a.json", "x")
    assert run(archive)["inserted"] == 1
    assert len(stored()) == 4


def test_every_form_of_an_export_is_the_same(run, stored, tmp_path):
    desk, afk = bucket(event(0)), bucket(event(0, status="not-afk"), type_="afkstatus")
    run(write(tmp_path / "e.json", desk, afk))
    first = stored()
    forms = {
        "array": json.dumps({"buckets": [desk, afk]}).encode(),
        "early": json.dumps({one["id"]: one for one in (desk, afk)}).encode(),
        "utf-8 with a mark": b"\xef\xbb\xbf" + json.dumps({"buckets": [desk, afk]}).encode(),
        "utf-16 of a shell": json.dumps({"buckets": [desk, afk]}).encode("utf-16"),
        "with ids and Z": json.dumps(
            {"buckets": {one["id"]: {**one, "events": [{"id": 7, **one["events"][0]}]} for one in (desk, afk)}}
        ).encode(),
    }
    for name, content in forms.items():
        path = tmp_path / "form.json"
        path.write_bytes(content)
        assert counts(run(path)) == {"unchanged": 2}, name
    single = tmp_path / "single.json"
    single.write_text(json.dumps(desk))
    assert counts(run(single)) == {"unchanged": 1}
    # aw-server-rust writes Z and nanoseconds; the key is the same.
    desk["events"][0]["timestamp"] = "2026-03-02T09:00:00.000000999Z"
    run(write(tmp_path / "rust.json", desk))
    assert set(stored()) == set(first)


@pytest.mark.parametrize(
    ("odd", "reason"),
    [
        ({"timestamp": "soon"}, 'timestamp "soon"'),
        ({"timestamp": None}, "Expected `str`"),
        ({"duration": -1}, "the duration -1 is negative"),
        ({"duration": 1e300}, "out of range"),
        ({"duration": "long"}, "Expected `float`"),
        ({"data": {"title": "x"}}, 'it has no "app"'),
        ({"data": {"app": 7}}, "Expected `str | null`"),
    ],
)
def test_an_odd_event_costs_only_itself(run, stored, tmp_path, odd, reason):
    path = write(tmp_path / "e.json", bucket(event(0), {**event(1), **odd}, event(2)))
    run(write(tmp_path / "before.json", bucket(event(0), event(1), event(2))))
    with pytest.raises(BadInputError, match="1 events that cannot be read") as refused:
        run(path, strict=True)
    assert reason in str(refused.value)
    summary = run(path)
    assert (summary["skipped"], summary["deleted"]) == (1, 0), "the odd one may be the stored one"
    assert "aw-watcher-window_desk, event 2: " in summary["message"]
    assert reason in summary["message"]
    assert len(stored()) == 3


def test_a_program_without_a_name_is_unknown_and_text_is_made_fit_for_the_database(run, stored, tmp_path):
    path = tmp_path / "e.json"
    path.write_text(json.dumps({"buckets": {"w": bucket(event(0, app=""), event(1, app="a\0b 散歩"))}}))
    run(path)
    assert {row["app"] for row in stored().values()} == {"unknown", "ab 散歩"}


def test_a_phone_without_presence_counts_its_windows(run, tmp_path):
    phone = bucket(event(0, 1800), event(40, 1800), hostname="phone")
    afk = bucket(event(0, 3600, status="not-afk"), event(60, 3600, status="afk"), type_="afkstatus")
    summary = run(write(tmp_path / "e.json", phone, bucket(event(0, 9000)), afk))
    assert summary["contents"] == "2.0 h in use on desk, phone, from 2026-03-02 to 2026-03-02."
    assert summary["computers"] == ["desk", "phone"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is not JSON"),
        (b"timestamp,duration,app\n", "is not JSON"),
        (b"[]", "is a list"),
        (b"{}", 'has no "buckets"'),
        (b'{"a": 1}', 'has no "buckets"'),
        (b'{"buckets": {"a": {"type": "web.tab.current"}}}', r"no bucket of the types .* \(it has web.tab.current\)"),
        (b'{"buckets": 7}', "is not an export of ActivityWatch"),
        (b'{"buckets": {"a": {"type": "currentwindow", "events": 7}}}', "is not an export of ActivityWatch"),
        (b'{"buckets": {"a": {"type": "currentw', "is damaged or cut off"),
        (b'{"buckets": {"a": {"type": "currentwindow", "hostname": "caf\xe9", "events": []}}}', "not UTF-8"),
    ],
)
def test_other_files_are_refused_with_the_way_to_the_export(run, tmp_path, content, said):
    path = tmp_path / "e.json"
    path.write_bytes(content)
    with pytest.raises(BadInputError, match=said):
        run(path)


def test_a_file_of_which_nothing_can_be_read_writes_nothing(run, stored, tmp_path):
    with pytest.raises(BadInputError, match="export it again"):
        run(write(tmp_path / "e.json", bucket(event(0, title="x"))))
    assert stored() == {}


def test_a_dry_run_writes_nothing(run, stored):
    assert run(REAL, dry_run=True)["inserted"] == 8
    assert stored() == {}


def test_more_than_the_limit_is_refused(run, monkeypatch):
    monkeypatch.setattr(reader, "MOST_BYTES", 1000)
    with pytest.raises(BadInputError, match="split it"):
        run(REAL)
