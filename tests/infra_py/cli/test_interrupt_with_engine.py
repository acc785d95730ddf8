"""Ctrl-C, and an engine that is killed, on the real engine."""

import contextlib
import os
import signal
import threading
from collections.abc import Callable, Iterator

import psutil

from tests.engine.installed import NEEDS_ENGINE

from .conftest import EVERYTHING, STACK

pytestmark = NEEDS_ENGINE


@contextlib.contextmanager
def in_the_middle(computer, act: Callable[[], None]) -> Iterator[threading.Event]:
    """Hold the cloud still after its first answer and act then, so that the engine is in the middle of its work."""
    acted, over = threading.Event(), threading.Event()

    def wait_and_act() -> None:
        while not computer.cloud.calls():
            if over.wait(0.05):
                return
        with computer.cloud.edit():
            act()
            acted.set()

    actor = threading.Thread(target=wait_and_act)
    actor.start()
    try:
        yield acted
    finally:
        over.set()
        actor.join()


def press_ctrl_c() -> None:
    os.kill(os.getpid(), signal.SIGINT)


def kill_engine() -> None:
    for child in psutil.Process().children():
        if child.name() == "pulumi":
            child.kill()


def test_ctrl_c_between_two_attempts_and_again(computer):
    first, second, _ = computer.cloud.domains
    computer.no_room(but=[second])
    computer.clock.on_wait = lambda _count: os.kill(os.getpid(), signal.SIGINT)
    assert computer("up", "--stack", STACK, "--until-capacity") == 130
    assert "Stopped after 1 attempt. The same command goes on from here." in computer.err

    computer.clock.on_wait = lambda _count: None
    computer.clock.instant = computer.clock.instant.replace(hour=20)
    assert computer("up", "--until-capacity") == 0, computer.err
    assert f"in {second}" in computer.err
    assert f"Attempt 1: {first}" not in computer.err


def test_ctrl_c_in_the_middle_of_an_attempt_ends_in_order_and_the_next_up_goes_on(computer):
    with in_the_middle(computer, press_ctrl_c) as pressed:
        code = computer("up", "--stack", STACK)
    assert pressed.is_set()
    assert code == 130, computer.err
    assert "Stopped in order" in computer.err
    assert computer.there() != EVERYTHING

    assert computer("up") == 0, computer.err
    assert computer.there() == EVERYTHING
    assert len(computer.cloud.calls()) == len(set(computer.cloud.calls()))


def test_a_killed_engine_has_its_signal_in_the_message(computer):
    """No event tells of it: a computer out of memory does this."""
    with in_the_middle(computer, kill_engine) as killed:
        code = computer("up", "--stack", STACK, "--until-capacity")
    assert killed.is_set()
    assert code == 1
    assert "The search ended, because it does not recognize this error" in computer.err
    assert "The `pulumi` command was ended by SIGKILL." in computer.err
