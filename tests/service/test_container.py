"""The key of a gateway that was started in a container without one."""

import os

import pytest

from service import container
from service.auth import admin_key
from service.errors import ConfigurationError
from service.settings import load


@pytest.fixture(autouse=True)
def started_in_a_container(monkeypatch, tmp_path):
    monkeypatch.setenv("LIFETRACER_HOST", "0.0.0.0")
    monkeypatch.setenv("LIFETRACER_DATA_DIR", str(tmp_path / "data"))
    # Undone at the end of the test, whatever `choose_key` sets.
    monkeypatch.setenv("LIFETRACER_API_KEY_FILE", "")


def test_the_key_is_made_closed_to_others_and_told_by_its_path_only(tmp_path, capsys):
    container.choose_key()
    path = tmp_path / "data/api-key"
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(path.read_text().strip()) >= 43
    said = capsys.readouterr().err
    assert str(path) in said
    assert path.read_text().strip() not in said
    settings = load()
    admin_key.check_key(settings)
    assert admin_key.admin_key(settings) == path.read_text().strip()


def test_the_next_start_keeps_it(tmp_path, monkeypatch):
    container.choose_key()
    first = (tmp_path / "data/api-key").read_text()
    monkeypatch.setenv("LIFETRACER_API_KEY_FILE", "")
    container.choose_key()
    assert (tmp_path / "data/api-key").read_text() == first


def test_a_key_that_was_given_is_used_and_none_made(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("LIFETRACER_API_KEY", "given")
    container.choose_key()
    assert not (tmp_path / "data").exists()
    assert os.environ["LIFETRACER_API_KEY_FILE"] == ""
    assert capsys.readouterr().err == ""


def test_a_data_directory_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "data").write_text("a file")
    with pytest.raises(ConfigurationError, match="make the directory writable"):
        container.choose_key()


def test_what_is_wrong_with_the_settings_is_left_to_serve_to_tell(tmp_path, monkeypatch):
    monkeypatch.setenv("LIFETRACER_PORT", "no port")
    container.choose_key()
    assert not (tmp_path / "data").exists()


def test_without_a_container_the_rule_stands(tmp_path):
    with pytest.raises(ConfigurationError, match="a key must be chosen"):
        admin_key.check_key(load())
