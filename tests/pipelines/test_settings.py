"""The settings of the stages: defaults, what is read, and every finding at once, without a secret in it."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from pipelines.settings import Settings, SettingsError, load

GOOGLE = {"GOOGLE_CLIENT_ID": "c", "GOOGLE_CLIENT_SECRET": "hidden-s", "GOOGLE_REFRESH_TOKEN": "hidden-r"}


def findings(**environ: str) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load(environ)
    return caught.value.findings


def test_nothing_set_is_every_default():
    loaded = load({})
    assert loaded == Settings()
    assert loaded.google_calendar_ids == ("primary",)
    assert loaded.google_api_url == "https://www.googleapis.com"
    assert loaded.google_token_url == "https://oauth2.googleapis.com/token"
    assert loaded.toggl_api_url == "https://api.track.toggl.com"
    assert load({"LIFETRACER_TIMEZONE": " ", "GOOGLE_CALENDAR_IDS": " , "}) == loaded


def test_every_setting_is_read(tmp_path):
    mapping, key = tmp_path / "c.csv", tmp_path / "key.json"
    mapping.touch()
    key.touch()
    loaded = load(
        {
            "DATABASE_URL": "postgresql://u:hidden@h/d",
            "LIFETRACER_CATEGORIES": str(mapping),
            "LIFETRACER_AS_OF": "2026-03-01T09:00:00+09:00",
            "TOGGL_API_TOKEN": "hidden-t",
            "TOGGL_API_URL": "http://127.0.0.1:1/",
            "TOGGL_WORKSPACE_IDS": "42, 7,42",
            "GOOGLE_SERVICE_ACCOUNT_FILE": str(key),
            "GOOGLE_CALENDAR_IDS": "a@example.invalid, b ,a@example.invalid",
            "GOOGLE_API_URL": "http://127.0.0.1:2",
            "GOOGLE_TOKEN_URL": "http://127.0.0.1:2/token",
        }
    )
    assert (loaded.categories, loaded.google_service_account_file) == (mapping, key)
    assert loaded.now() == loaded.as_of == datetime(2026, 3, 1, tzinfo=UTC)
    assert (loaded.toggl_api_url, loaded.toggl_workspace_ids) == ("http://127.0.0.1:1", (42, 7))
    assert loaded.google_calendar_ids == ("a@example.invalid", "b")
    assert (loaded.google_api_url, loaded.google_token_url) == ("http://127.0.0.1:2", "http://127.0.0.1:2/token")
    assert "hidden" not in repr(loaded)


def test_the_old_name_of_the_workspaces_is_an_alias():
    assert load({"TOGGL_WORKSPACE_ID": "42"}).toggl_workspace_ids == (42,)
    assert load({"TOGGL_WORKSPACE_ID": "42", "TOGGL_WORKSPACE_IDS": "42"}).toggl_workspace_ids == (42,)
    [finding] = findings(TOGGL_WORKSPACE_ID="42", TOGGL_WORKSPACE_IDS="42,43")
    assert "unset TOGGL_WORKSPACE_ID" in finding


def test_the_variables_of_stored_settings_are_checked_only():
    loaded = load({"LIFETRACER_TIMEZONE": "Europe/Berlin", "LIFETRACER_COUNTRY": "DE", "LIFETRACER_LANGUAGE": "ja"})
    assert loaded == Settings()


def test_the_refresh_token_is_read_with_its_client_and_stays_hidden():
    loaded = load(GOOGLE)
    assert (loaded.google_client_id, loaded.google_client_secret) == ("c", "hidden-s")
    assert loaded.google_refresh_token == "hidden-r"
    assert "hidden" not in repr(loaded)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LIFETRACER_TIMEZONE", "Mars/Base"),
        ("LIFETRACER_LANGUAGE", "fr"),
        ("LIFETRACER_CATEGORIES", "/nowhere.csv"),
        ("LIFETRACER_AS_OF", "2026-03-01T09:00:00"),
        ("LIFETRACER_AS_OF", "noon"),
        ("TOGGL_API_URL", "https://host/path"),
        ("TOGGL_API_URL", "http://toggl.example.invalid"),
        ("TOGGL_API_URL", "http://127.0.0.1.example.invalid"),
        ("TOGGL_WORKSPACE_ID", "mine"),
        ("TOGGL_WORKSPACE_IDS", "5,mine"),
        ("GOOGLE_API_URL", "ftp://host"),
        ("GOOGLE_API_URL", "http://192.0.2.1:8080"),
        ("GOOGLE_TOKEN_URL", "http://token.example.invalid/token"),
        ("GOOGLE_TOKEN_URL", "oauth2.example.invalid/token"),
        ("GOOGLE_TOKEN_URL", "https://host/token?x=1"),
        ("GOOGLE_SERVICE_ACCOUNT_FILE", "/nowhere.json"),
        ("DATABASE_URL_FILE", "/nowhere"),
    ],
)
def test_a_value_that_cannot_be_used_is_one_finding_that_names_the_setting(name, value):
    found = [finding for finding in findings(**{name: value}) if finding.startswith(name)]
    assert len(found) == 1


@pytest.mark.parametrize(
    "name",
    ["DATABASE_URL", "TOGGL_API_TOKEN", "GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET", "GOOGLE_REFRESH_TOKEN"],
)
def test_each_secret_comes_from_a_file_but_not_from_both(name, tmp_path):
    path = tmp_path / "secret"
    path.write_text("hidden\n")
    rest = {key: value for key, value in GOOGLE.items() if key != name}
    assert getattr(load({**rest, f"{name}_FILE": str(path)}), name.lower()) == "hidden"
    [finding] = findings(**{**rest, f"{name}_FILE": str(path), name: "hidden"})
    assert "both set" in finding
    assert "hidden" not in finding
    path.write_text("\n")
    assert any("is empty" in finding for finding in findings(**{**rest, f"{name}_FILE": str(path)}))


def test_a_refresh_token_needs_its_client():
    [finding] = findings(GOOGLE_REFRESH_TOKEN="hidden")
    assert "GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET" in finding
    assert "hidden" not in finding
    assert load({"GOOGLE_CLIENT_ID": "c", "GOOGLE_CLIENT_SECRET": "s"}).google_refresh_token is None


def test_a_service_account_needs_the_id_of_a_calendar_and_no_second_way_in(tmp_path):
    key = tmp_path / "key.json"
    key.touch()
    first, second = findings(**GOOGLE, GOOGLE_SERVICE_ACCOUNT_FILE=str(key))
    assert "both set" in first
    assert "GOOGLE_CALENDAR_IDS" in second


def test_all_findings_come_together_and_the_check_prints_them_as_json():
    environ = {"PATH": os.environ["PATH"], "LIFETRACER_TIMEZONE": "x", "GOOGLE_API_URL": "x", "TOGGL_API_URL": "x"}
    command = [sys.executable, "-m", "pipelines.settings", "--check", "--json"]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 78
    assert len(json.loads(done.stdout)) == 3
    done = subprocess.run(command, env={"PATH": os.environ["PATH"]}, capture_output=True, text=True, check=False)
    assert (done.returncode, json.loads(done.stdout)) == (0, [])
