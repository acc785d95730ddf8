"""Settings of the service, and the admin key."""

import dataclasses
import stat

import pytest

from service import settings
from service.auth.admin_key import admin_key
from service.database.session import check_password
from service.errors import ConfigurationError
from service.gateway import unencrypted
from service.settings import is_loopback


def load(environ, tmp_path):
    return settings.load(environ, data_dir=tmp_path)


def test_defaults(tmp_path):
    loaded = load({}, tmp_path)
    assert (loaded.host, loaded.port, loaded.database_url, loaded.api_key) == ("127.0.0.1", 3000, None, None)


def test_all_findings_come_in_one_message(tmp_path):
    environ = {"LIFETRACER_PORT": "abc", "LIFETRACER_TLS_CERT": "/nowhere.pem", "DATABASE_URL_FILE": "/nowhere"}
    with pytest.raises(ConfigurationError) as caught:
        load(environ, tmp_path)
    lines = str(caught.value).splitlines()
    assert len(lines) == 4
    for name in ("LIFETRACER_PORT", "LIFETRACER_TLS_CERT", "DATABASE_URL_FILE", "LIFETRACER_TLS_KEY"):
        assert any(name in line for line in lines)


def test_a_secret_comes_from_a_file_and_not_from_both(tmp_path):
    path = tmp_path / "url"
    path.write_text("postgresql://u:secret@h/d\n")
    loaded = load({"DATABASE_URL_FILE": str(path)}, tmp_path)
    assert loaded.database_url == "postgresql://u:secret@h/d"
    assert "u:secret" not in repr(loaded)
    with pytest.raises(ConfigurationError, match="both set"):
        load({"DATABASE_URL_FILE": str(path), "DATABASE_URL": "x"}, tmp_path)


def test_an_empty_secret_file_is_a_finding(tmp_path):
    path = tmp_path / "key"
    path.write_text("\n")
    with pytest.raises(ConfigurationError, match="is empty"):
        load({"LIFETRACER_API_KEY_FILE": str(path)}, tmp_path)


def test_root_keeps_data_where_the_account_of_postgresql_can_go(monkeypatch):
    monkeypatch.setattr("os.geteuid", lambda: 0)
    assert settings.load({}).data_dir == settings.ROOT_DATA_DIR
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    assert settings.load({}).data_dir != settings.ROOT_DATA_DIR
    assert str(settings.load({"LIFETRACER_DATA_DIR": "/srv/x"}).data_dir) == "/srv/x"


def test_the_first_start_writes_a_key_that_only_its_owner_reads(tmp_path):
    loaded = load({}, tmp_path / "new")
    key = admin_key(loaded)
    path = tmp_path / "new" / "api-key"
    assert len(key) >= 40
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text().strip() == key == admin_key(loaded)
    assert list((tmp_path / "new").iterdir()) == [path]


def test_the_environments_key_wins(tmp_path):
    assert admin_key(load({"LIFETRACER_API_KEY": "k"}, tmp_path)) == "k"
    assert not (tmp_path / "api-key").exists()


def test_beyond_loopback_a_key_must_be_chosen(tmp_path):
    with pytest.raises(ConfigurationError, match="LIFETRACER_API_KEY"):
        admin_key(load({"LIFETRACER_HOST": "0.0.0.0"}, tmp_path))
    chosen = {"LIFETRACER_HOST": "0.0.0.0", "LIFETRACER_API_KEY": "k" * 16}
    assert admin_key(load(chosen, tmp_path)) == "k" * 16


@pytest.mark.parametrize("key", ["k" * 15, "schlüssel" * 3])
def test_beyond_loopback_a_key_has_16_ascii_characters(tmp_path, key):
    with pytest.raises(ConfigurationError, match="at least 16 ASCII characters; `openssl rand") as caught:
        admin_key(load({"LIFETRACER_HOST": "0.0.0.0", "LIFETRACER_API_KEY": key}, tmp_path))
    assert key not in str(caught.value)
    assert admin_key(load({"LIFETRACER_API_KEY": key}, tmp_path)) == key


@pytest.mark.parametrize(
    ("url", "refused"),
    [
        ("postgresql://u:short@db.example.org/d", True),
        ("host=10.0.0.7 password=short", True),
        ("postgresql://u:short@127.0.0.1,db.example.org/d", True),
        ("postgresql://u:long-enough@db.example.org/d", False),
        ("postgresql://u:short@localhost/d", False),
        ("postgresql://u:short@/d?host=%2Ftmp", False),
        ("postgresql://u@db.example.org/d", False),
        ("nonsense", False),
    ],
)
def test_beyond_loopback_the_databases_password_is_not_short(url, refused):
    if not refused:
        check_password(url)
        return
    with pytest.raises(ConfigurationError, match="at least 8") as caught:
        check_password(url)
    assert "short" not in str(caught.value)


def test_plain_http_beyond_loopback_is_warned_of(tmp_path):
    assert unencrypted(load({}, tmp_path)) is None
    beyond = load({"LIFETRACER_HOST": "0.0.0.0"}, tmp_path)
    assert "LIFETRACER_TLS_CERT" in (unencrypted(beyond) or "")
    pem = tmp_path / "x.pem"
    assert unencrypted(dataclasses.replace(beyond, tls_certificate=pem, tls_key=pem)) is None


@pytest.mark.parametrize(
    ("host", "loopback"),
    [("127.0.0.1", True), ("127.8.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("::", False)],
)
def test_loopback(host, loopback):
    assert is_loopback(host) is loopback


def test_an_empty_key_file_is_told_and_not_replaced_by_an_unknown_key(tmp_path):
    (tmp_path / "api-key").write_text("\n")
    with pytest.raises(ConfigurationError, match="is empty"):
        admin_key(load({}, tmp_path))


def test_a_tilde_is_the_home(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert settings.load({"LIFETRACER_DATA_DIR": "~/data"}).data_dir == tmp_path / "data"


def test_how_long_things_are_kept(tmp_path):
    assert load({}, tmp_path).retention == settings.Retention()
    chosen = load({"LIFETRACER_KEEP_JOBS": "5", "LIFETRACER_KEEP_LOGS_MB": "7"}, tmp_path).retention
    assert chosen == settings.Retention(jobs=5, logs_megabytes=7)


@pytest.mark.parametrize("value", ["0", "-1", "x", "1.5", "1000000"])
def test_keeping_for_ever_or_not_at_all_is_not_possible(tmp_path, value):
    with pytest.raises(ConfigurationError, match="LIFETRACER_KEEP_LOGS_DAYS"):
        load({"LIFETRACER_KEEP_LOGS_DAYS": value}, tmp_path)
