"""The listener that stands in for a machine ends with its test."""

import threading
from pathlib import Path

import pytest

from tests.infra_py import sshd


def test_a_test_that_fails_leaves_no_thread_for_which_the_interpreter_would_wait(home: Path, tmp_path: Path):
    before = set(threading.enumerate())

    with pytest.raises(ZeroDivisionError), sshd.running(home / ".ssh" / "lifetracer.pub", tmp_path / "addresses.json"):
        raise ZeroDivisionError

    assert set(threading.enumerate()) <= before
