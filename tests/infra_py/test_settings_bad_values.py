"""Every setting with every kind of bad value: settings or `SettingsError`, never another error and never a password."""

from pathlib import Path

import pytest

from infra_py.settings import PROJECT_DIR, SettingsError, read
from infra_py.settings.declared import read_defaults
from infra_py.settings.warnings import collect_warnings
from tests.infra_py.configured import REQUIRED

PASSWORD = "hunter2"
NAMES = sorted(read_defaults(PROJECT_DIR))
BAD_VALUES = {
    "nothing": None,
    "empty": "",
    "blank": " \t\r\n ",
    "NUL": "a\0b",
    "NUL at the end": "/etc/hostname\0",
    "escape sequence": "\x1b[2J",
    "lone surrogate": "\ud800",
    "right-to-left override": "\u202egnp.exe",
    "no such account": "~nosuchuser/key",
    "home": "~",
    "root": "/",
    "folder": ".",
    "device that never ends": "/dev/zero",
    "file of others": "/etc/shadow",
    "too long for a path": "x" * 4000,
    "too long for anything": "y" * 1_000_000,
    "many digits": "9" * 10_000,
    "digits of another script": "\u0664\u0662",
    "negative": -1,
    "zero": 0,
    "fraction": 2.5,
    "whole fraction": 4.0,
    "infinity": float("inf"),
    "not a number": float("nan"),
    "flag": True,
    "flag as text": "FALSE",
    "YAML's other flag": "yes",
    "word": "banana",
    "bytes": b"hunter2",
    "list": [],
    "list of blanks": [" ", "", None],
    "list of numbers": [1, 2.5, True],
    "list of lists": [["9.9.9.9"], {}],
    "list as text": '["9.9.9.9"]',
    "broken JSON": '["9.9.9.9"',
    "deep JSON": "[" * 100_000,
    "object": {"password": PASSWORD},
    "object as text": '{"a": 1}',
    "any address": "0.0.0.0/0",
    "no address": "0.0.0.0/32",
    "broadcast": "255.255.255.255",
    "wide": "128.0.0.0/1",
    "bad mask": "10.0.0.0/33",
    "other mask": "10.0.0.0/0.0.0.255",
    "IPv6": "::1%eth0",
    "URL with a password": f"https://me:{PASSWORD}@example.org/x",
    "URL with a token": f"https://example.org/x?access_token={PASSWORD}",
    "database with a password": f"postgresql://me:{PASSWORD}@db.example.org/x",
    "database of another kind": f"mysql://me:{PASSWORD}@db.example.org/x",
    "broken URL": f"https://me:{PASSWORD}@[::1",
    "image with a password": f"me:{PASSWORD}@ghcr.io/you/lifetracer",
    "git over SSH": f"git:{PASSWORD}@github.com:you/lifetracer.git",
    "key": f"-----BEGIN OPENSSH PRIVATE KEY-----{PASSWORD}",
    "list with a password": [f"https://me:{PASSWORD}@example.org"],
    "command": "$(reboot)",
    "option": "--upload-pack=reboot",
    "format": "{name}%s%n",
}


@pytest.fixture(autouse=True)
def at_home(home: Path) -> Path:
    return home


@pytest.mark.parametrize("bad", BAD_VALUES)
@pytest.mark.parametrize("deploy", ["true", "false"])
def test_a_bad_value_of_any_setting(bad: str, deploy: str):
    for name in NAMES:
        values = {**REQUIRED, "deploy": deploy, name: BAD_VALUES[bad]}
        try:
            settings = read(values, encrypted=())
        except SettingsError as error:
            for sentence in error.problems:
                assert sentence.isprintable(), (name, sentence)
                assert sentence.endswith((".", "?")), (name, sentence)
                assert len(sentence) < 400, (name, sentence)
                assert PASSWORD not in sentence, name
        else:
            assert PASSWORD not in repr(settings), name
            assert PASSWORD not in str(collect_warnings(settings)), name


@pytest.mark.parametrize("bad", BAD_VALUES)
def test_a_bad_value_of_every_setting_at_once(bad: str):
    with pytest.raises(SettingsError) as raised:
        read(dict.fromkeys(NAMES, BAD_VALUES[bad]))
    assert PASSWORD not in str(raised.value)


@pytest.mark.parametrize(
    "name", ["", " ", "a\0b", "\ud800", "x" * 100_000, f"https://me:{PASSWORD}@example.org", "ünï"]
)
def test_a_bad_name(name: str):
    with pytest.raises(SettingsError) as raised:
        read({**REQUIRED, name: "1"})
    (sentence,) = raised.value.problems
    assert sentence.isprintable()
    assert PASSWORD not in sentence
    assert len(sentence) < 200
