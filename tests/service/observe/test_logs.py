"""The log of a long-lived process."""

import io
import json
import logging

import pytest

from service.observe import logs


@pytest.fixture(autouse=True)
def restore():
    root, ours, pool = logging.getLogger(), logging.getLogger("service"), logging.getLogger("psycopg.pool")
    before = root.handlers[:], root.level, ours.level, pool.level
    yield
    root.handlers[:], root.level, ours.level, pool.level = before


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_elsewhere_than_on_a_terminal_each_line_is_json_with_its_fields():
    stream = io.StringIO()
    logs.configure(None, stream)
    logging.getLogger("service.x").info("run ended", extra={"action": "run_ended", "stage": "transform"})
    try:
        int("wrong\nin two lines")
    except ValueError:
        logging.getLogger("service.x").exception("fault")
    first, second = map(json.loads, stream.getvalue().splitlines())
    assert first["message"] == "run ended"
    assert (first["level"], first["action"], first["stage"]) == ("info", "run_ended", "transform")
    assert first["at"].endswith("+00:00")
    assert "ValueError: invalid literal" in second["traceback"]


def test_on_a_terminal_announcements_stand_alone_and_only_warnings_are_told():
    stream = Terminal()
    logs.configure(None, stream)
    logs.announce("LifeTracer listens on http://127.0.0.1:3000.")
    logging.getLogger("service.x").info("request")
    logging.getLogger("service.x").warning("the heartbeat could not be written", extra={"worker": 7})
    first, second = stream.getvalue().splitlines()
    assert first == "LifeTracer listens on http://127.0.0.1:3000."
    assert second.endswith("WARNING the heartbeat could not be written worker=7")


def test_the_choice_wins_over_the_terminal():
    stream = Terminal()
    logs.configure("json", stream)
    logs.announce("ready")
    assert json.loads(stream.getvalue())["message"] == "ready"


def test_the_pool_does_not_tell_each_of_its_tries_during_an_outage():
    stream = io.StringIO()
    logs.configure("json", stream)
    logging.getLogger("psycopg.pool").warning("error connecting in 'gateway': connection refused")
    logging.getLogger("service.jobs.worker").warning("the worker lost the database and tries again")
    (line,) = stream.getvalue().splitlines()
    assert json.loads(line)["logger"] == "service.jobs.worker"
