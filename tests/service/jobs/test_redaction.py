"""The values that must not reach a log, in every spelling."""

import base64
import json
import random

import pytest

from service.jobs.redaction import redact, secrets_of

PASSWORD = 'p@ss"w/örd é😀'


@pytest.fixture
def secrets(tmp_path):
    path = tmp_path / "token"
    path.write_text("token-in-a-file\nand-its-second-line\n")
    environ = {
        "DATABASE_URL": "postgresql://u:p%40ss%22w%2F%C3%B6rd%20%C3%A9%F0%9F%98%80@h/d",
        "TOGGL_API_TOKEN_FILE": str(path),
        "GOOGLE_CLIENT_SECRET": "test",
    }
    return secrets_of(environ)


def percent(text, choose):
    return "".join(choose(byte) for byte in text.encode())


SPELLINGS = {
    "as typed": PASSWORD,
    "percent, upper case": percent(PASSWORD, "%{:02X}".format),
    "percent, lower case": percent(PASSWORD, "%{:02x}".format),
    "percent where needed, mixed case": "p%40ss%22w%2f%c3%B6rd%20%C3%a9%f0%9F%98%80",
    "form": "p%40ss%22w%2F%C3%B6rd+%C3%A9%F0%9F%98%80",
    "JSON": json.dumps(PASSWORD)[1:-1],
    "JSON, not ASCII": json.dumps(PASSWORD, ensure_ascii=False)[1:-1],
    "JSON, upper case and slash": 'p@ss\\"w\\/\\u00F6rd \\u00E9\\uD83D\\uDE00',
    "JSON in JSON": json.dumps(json.dumps(PASSWORD))[3:-3],
    "bytes": repr(PASSWORD.encode())[2:-1],
    "a file": "token-in-a-file",
    "the second line of a file": "and-its-second-line",
}


@pytest.mark.parametrize("how", SPELLINGS)
def test_every_spelling_of_a_secret_is_redacted(secrets, how):
    assert redact(f"x {SPELLINGS[how]} y 100%", secrets) == "x [secret] y 100%"
    twice = f"%41{SPELLINGS[how]}\\n{SPELLINGS[how]}"
    assert redact(twice, secrets) == "%41[secret]\\n[secret]"


def test_any_mixture_of_typed_and_escaped_characters_is_redacted(secrets):
    choose = random.Random(15)
    for _ in range(300):
        mixed = percent(
            PASSWORD,
            lambda byte: (
                choose.choice(["%{:02x}", "%{:02X}"]).format(byte) if byte > 126 or choose.random() < 0.5 else chr(byte)
            ),
        )
        assert redact(f"u:{mixed}@h", secrets) == "u:[secret]@h"


def test_short_values_are_not_redacted_inside_ordinary_words(secrets):
    assert redact("19 tests passed", secrets) == "19 tests passed"


def test_a_short_password_is_redacted_in_a_url():
    assert redact("postgresql://u:pw@h:5432/d", ()) == "postgresql://u:[secret]@h:5432/d"
    assert redact("http://h:8080/a@b and 10:30 a@b", ()) == "http://h:8080/a@b and 10:30 a@b"


def test_basic_authentication_and_a_private_key_in_every_spelling_are_redacted(tmp_path):
    path = tmp_path / "account.json"
    key = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBA/AN\nBgkqhk+G9w0B\n-----END PRIVATE KEY-----\n"
    path.write_text(json.dumps({"private_key": key}))
    environ = {"DATABASE_URL": "", "TOGGL_API_TOKEN": "f00dfeed", "GOOGLE_SERVICE_ACCOUNT_FILE": str(path)}
    secrets = secrets_of(environ)
    basic = base64.b64encode(b"f00dfeed:api_token").decode()
    assert "ZjAwZGZl" not in redact(f"Authorization: Basic {basic}", secrets)
    assert redact("with Bearer ya29.a0Af_made-now/x, refused", ()) == "with Bearer [secret], refused"
    assert redact("a basic idea", ()) == "a basic idea"
    assert redact("key BgkqhkXG9w0B", secrets) == "key BgkqhkXG9w0B"
    for spelling in (key, json.dumps(key), json.dumps(json.dumps(key)), repr(key), percent(key, "%{:02x}".format)):
        found = redact(spelling, secrets)
        assert found.count("[secret]") == 2, found
        for part in ("IIEv", "%49%49%45", "gkqh", "%67%6b%71"):
            assert part not in found
    assert redact("MIIEvQIBA%2FANBgkqhk%2bG9w0B", secrets) == "[secret][secret]"
    path.write_text("not JSON")
    assert secrets_of(environ)
