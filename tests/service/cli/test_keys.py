"""`lifetracer keys`, and the keys against a running gateway."""

import json
import re
from datetime import UTC, datetime, timedelta

import httpx2
import pytest

from service.cli.keys import expiry
from service.errors import InputError

from .conftest import command
from .serving import serving

NOW = datetime(2026, 6, 28, 12, tzinfo=UTC)


def test_a_key_is_shown_once_works_and_ends_when_it_is_revoked(lifetracer, data_dir, database_url):
    environ = {"DATABASE_URL": database_url}
    made = lifetracer("keys", "make", "phone", "--scope", "read", "--expires", "90d", environ=environ)
    assert made.returncode == 0, made.stderr
    # Alone on standard output, so that it can be piped into a file.
    key = made.stdout.strip()
    assert re.fullmatch(r"lt_[0-9a-f]{12}_[\w-]{43}", key)
    assert key not in made.stderr
    listed = lifetracer("keys", "list", "--json", environ=environ)
    (row,) = json.loads(listed.stdout)["keys"]
    assert (row["name"], row["scope"], row["state"]) == ("phone", "read", "in use")
    assert key[16:] not in listed.stdout + lifetracer("keys", "list", environ=environ).stdout
    with serving(command(data_dir, ["serve", "--port", "0"]), data_dir, environ) as served:
        headers = {"Authorization": f"Bearer {key}"}
        with httpx2.Client(base_url=served.origin, headers=headers, trust_env=False, timeout=30) as client:
            assert client.get("/api/jobs").status_code == 200
            assert client.post("/api/transform").status_code == 403
            revoked = lifetracer("keys", "revoke", "phone", environ=environ)
            assert "phone" in revoked.stdout
            assert client.get("/api/jobs").status_code == 401
    assert key[16:] not in "".join(served.said)
    assert json.loads(lifetracer("keys", "list", "--json", environ=environ).stdout) == {"keys": []}
    (row,) = json.loads(lifetracer("keys", "list", "--all", "--json", environ=environ).stdout)["keys"]
    assert row["state"] == "revoked"
    assert row["revokedAt"] is not None


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("make", "a b"), "letters"),
        (("make", "x", "--expires", "soon"), "90d"),
        (("make", "x", "--expires", "2020-01-01"), "passed"),
        (("revoke", "nobody"), "lifetracer keys list"),
    ],
)
def test_a_mistake_is_told_in_a_sentence(lifetracer, database_url, arguments, word):
    done = lifetracer("keys", *arguments, environ={"DATABASE_URL": database_url})
    assert done.returncode == 65
    assert word in done.stderr.splitlines()[-1]


def test_two_keys_of_a_name_cannot_be_in_use(lifetracer, database_url):
    environ = {"DATABASE_URL": database_url}
    assert lifetracer("keys", "make", "x", environ=environ).returncode == 0
    assert "already" in lifetracer("keys", "make", "x", environ=environ).stderr
    assert lifetracer("keys", "revoke", "x", environ=environ).returncode == 0
    assert lifetracer("keys", "make", "x", environ=environ).returncode == 0


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("90d", NOW + timedelta(days=90)),
        ("12h", NOW + timedelta(hours=12)),
        ("2027-01-31", datetime(2027, 1, 31, tzinfo=UTC)),
        ("2026-06-29T00:00+09:00", datetime(2026, 6, 28, 15, tzinfo=UTC)),
    ],
)
def test_when_a_key_expires(text, at):
    assert expiry(text, NOW) == at


@pytest.mark.parametrize("text", ["0d", "-1d", "9", "2026-06-28T12:00", ""])
def test_when_a_key_cannot_expire(text):
    with pytest.raises(InputError):
        expiry(text, NOW)
