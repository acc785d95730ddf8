"""Locks and cut-off files that a killed engine leaves; those of others stay."""

import getpass
import json
import os
import socket
import subprocess
import sys

import pytest

from infra_py.cli.local_state import repair_local_state
from infra_py.cli.progress import Progress

STALE = "The lock of a killed run on the stack free was removed"


class Place:
    """A state in a directory, as far as the repair looks at it."""

    def __init__(self, directory, url=None):
        self.url = url or directory.as_uri()
        self.stack = directory / ".pulumi" / "stacks" / "lifetracer" / "free.json"
        self.side = self.stack.with_name("free.json.attrs")
        self.locks = directory / ".pulumi" / "locks" / "organization" / "lifetracer" / "free"
        for folder in (self.stack.parent, self.locks):
            folder.mkdir(parents=True)
        self.stack.write_text("{}")
        self.side.write_text('{"user.content_type":"application/json"}')

    def lock(self, name, **content):
        path = self.locks / f"{name}.json"
        usual = {"username": getpass.getuser(), "hostname": socket.gethostname(), "timestamp": "2026-11-25T00:00:00Z"}
        path.write_text(json.dumps(usual | content))
        path.with_name(f"{name}.json.attrs").write_text("{}")
        return path

    # What the repair asks of a project.
    def workspace(self):
        return self

    def who_am_i(self):
        return self


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path / "state with a space")


@pytest.fixture
def ended():
    """The id of a process that was there."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
        return process.pid


def repair(place):
    repair_local_state(place, Progress())


def test_a_lock_of_a_process_that_has_ended_is_removed(place, ended, capsys):
    path = place.lock("a", pid=ended)
    repair(place)
    assert list(place.locks.iterdir()) == []
    assert not path.exists()
    assert f"{STALE} (process {ended} of this computer, since 2026-11-2" in capsys.readouterr().err


@pytest.mark.parametrize(
    "content", [{"hostname": "elsewhere"}, {"username": "somebody"}, {"pid": os.getpid()}, {"timestamp": "yesterday"}]
)
def test_a_lock_of_another_person_or_of_a_living_process_stays(place, ended, capsys, content):
    stale, other = place.lock("a", pid=ended), place.lock("b", **{"pid": ended} | content)
    place.side.write_text("")
    repair(place)
    assert other.exists()
    # While somebody may be at work, nothing is touched.
    assert stale.exists()
    assert place.side.exists()
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("text", ["", '{"user.content_type":"appl'])
def test_a_side_file_that_is_cut_off_is_removed(place, capsys, text):
    place.side.write_text(text)
    repair(place)
    assert not place.side.exists()
    assert place.stack.exists()
    assert "The state of the stack free was unreadable after a killed run" in capsys.readouterr().err


def test_a_whole_state_is_left_alone(place, capsys):
    repair(place)
    assert place.side.exists()
    assert capsys.readouterr().err == ""


def test_a_state_elsewhere_is_left_alone(tmp_path, capsys, ended):
    place = Place(tmp_path / "state", url="s3://bucket")
    assert place.lock("a", pid=ended)
    repair(place)
    assert list(place.locks.iterdir()) != []


def test_the_state_of_pulumi_login_local_is_in_the_home_directory(tmp_path, monkeypatch, capsys, ended):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    place = Place(tmp_path, url="file://~")
    place.lock("a", pid=ended)
    repair(place)
    assert list(place.locks.iterdir()) == []
