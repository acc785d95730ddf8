"""The limit of open files: raised at the start, shared out, and never mistaken for an answer."""

import os
import resource
import subprocess
import sys

import pytest

from service import descriptors, processes
from service.errors import ConfigurationError
from tests.descriptors import no_descriptors


def run(source: str, *, soft: int, hard: int) -> str:
    """Run Python with these limits of open files; return what it prints."""
    limits = f"import resource; resource.setrlimit(resource.RLIMIT_NOFILE, ({soft}, {hard}))"
    done = subprocess.run(
        [sys.executable, "-c", f"{limits}\nfrom service import descriptors\n{source}"],
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.strip()


def test_the_soft_limit_is_raised_to_the_hard_one_and_children_keep_the_first():
    source = "print(descriptors.raise_limit(), *descriptors.limit_of_children(), descriptors.connection_limit())"
    assert run(source, soft=200, hard=300) == f"300 200 300 {300 - descriptors.RESERVED}"


def test_more_descriptors_than_needed_are_not_all_for_connections():
    assert run("print(descriptors.connection_limit())", soft=5000, hard=5000) == str(descriptors.MOST_CONNECTIONS)


def test_a_limit_that_leaves_too_few_connections_is_reported_with_the_fix(monkeypatch):
    monkeypatch.setattr(resource, "getrlimit", lambda _: (100, 100))
    with pytest.raises(ConfigurationError, match="needs 128; raise the limit"):
        descriptors.connection_limit()


def test_without_descriptors_a_living_process_is_not_taken_for_dead():
    me = processes.own()
    assert processes.is_alive(me)
    with no_descriptors(), pytest.raises(OSError, match="Too many open files"):
        processes.is_alive(me)


def test_without_descriptors_no_process_of_a_job_is_overlooked():
    environ = {**os.environ, processes.VARIABLE: "overlooked"}
    with subprocess.Popen(["sleep", "600"], env=environ) as child:
        try:
            with no_descriptors(), pytest.raises(OSError, match="Too many open files"):
                processes.kill_all_of("overlooked")
            assert child.poll() is None
        finally:
            child.kill()


def test_a_process_knows_itself_and_its_machine_without_descriptors():
    before = processes.machine(), processes.own()
    with no_descriptors():
        assert (processes.machine(), processes.own()) == before
