"""Killing the engine by SIGKILL in the middle of what the cloud does, and comparing cloud and state afterwards."""

import contextlib
import json
import os
import signal
import threading
from collections import Counter
from pathlib import Path
from typing import Any

import psutil

from tests.fakes.oci import kinds
from tests.fakes.oci.cloud import BOOT_VOLUME, VARIABLE, Hold

from .conftest import STACK, Computer

# How often it is looked whether the command has ended without a held call.
LOOK_SECONDS = 0.1
# A stack without budget and quota.
USUAL = {*kinds.KINDS, BOOT_VOLUME} - {kinds.BUDGET, kinds.ALERT, kinds.QUOTA}


def run_and_kill(computer: Computer, hold: Hold, *argv: str) -> bool:
    """Run a command; kill its engine as soon as the cloud holds a call. Return whether that happened."""
    is_over, killed = threading.Event(), threading.Event()

    def kill() -> None:
        while not is_over.is_set():
            for provider in hold.wait(LOOK_SECONDS):
                # One that held two calls at once has been killed at the first.
                if is_of(provider, computer):
                    kill_session(os.getsid(provider))
                    killed.set()

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        code = computer(*argv)
    finally:
        is_over.set()
        killer.join()
    assert (code != 0) == killed.is_set(), computer.out + computer.err
    assert "Traceback" not in computer.err
    return killed.is_set()


def kill_at(computer: Computer, call: str, *argv: str, when: str = "after") -> None:
    """Run a command and kill its engine in the middle of one call, such as "create oci:Core/vcn:Vcn"."""
    hold = computer.cloud.hold(call, when=when)
    try:
        assert run_and_kill(computer, hold, *argv), f"no {call}"
    finally:
        hold.close()


def is_of(provider: int, computer: Computer) -> bool:
    """Return whether the process exists and serves this computer: the id of a dead one may be another's by now."""
    with contextlib.suppress(psutil.Error):
        return psutil.Process(provider).environ().get(VARIABLE) == str(computer.cloud.path)
    return False


def kill_session(session: int) -> None:
    """Kill the engine, which leads the session, and all that it has started, the engine first."""
    assert session != os.getsid(0)
    for process in sorted(psutil.process_iter(), key=lambda process: process.pid != session):
        with contextlib.suppress(ProcessLookupError, psutil.Error):
            if os.getsid(process.pid) == session:
                os.kill(process.pid, signal.SIGKILL)


def state_ids(computer: Computer) -> dict[str, str]:
    """Return the id and the type of all that the stack's state has in the cloud, disks of machines included."""
    resources = state(computer).get("resources", [])
    ids = {one["id"]: one["type"] for one in resources if one["type"].startswith("oci:")}
    disks = {
        one["outputs"]["bootVolumeId"]: BOOT_VOLUME for one in resources if "bootVolumeId" in one.get("outputs", {})
    }
    return ids | disks


def pending(computer: Computer) -> list[str]:
    """Return the types of the resources whose operations are open, without components."""
    types = [one["resource"]["type"] for one in state(computer).get("pending_operations") or []]
    return [one for one in types if not one.startswith("lifetracer:")]


def state(computer: Computer) -> dict[str, Any]:
    return dict(json.loads(state_file(computer).read_text(encoding="utf-8"))["checkpoint"]["latest"])


def assert_complete(computer: Computer, *expected: str) -> None:
    """Check that the cloud has one of each, and that the state knows exactly what the cloud has."""
    assert Counter(computer.cloud.inventory().values()) == Counter(expected or USUAL)
    assert state_ids(computer) == computer.cloud.inventory()
    assert pending(computer) == []


def creations(computer: Computer) -> list[str]:
    """Return the kinds that were ever created, in order."""
    return [call.removeprefix("create ") for call in computer.cloud.calls() if call.startswith("create ")]


def lose_pending(computer: Computer) -> None:
    """Take the open operations out of the state, as a person may do who does not know what they are."""
    file = state_file(computer)
    content = json.loads(file.read_text(encoding="utf-8"))
    del content["checkpoint"]["latest"]["pending_operations"]
    file.write_text(json.dumps(content), encoding="utf-8")


def lose_resources(computer: Computer, *types: str) -> None:
    """Take resources out of the state that are still in the cloud."""
    file = state_file(computer)
    content = json.loads(file.read_text(encoding="utf-8"))
    latest = content["checkpoint"]["latest"]
    latest["resources"] = [one for one in latest["resources"] if one["type"] not in types]
    file.write_text(json.dumps(content), encoding="utf-8")


def state_file(computer: Computer) -> Path:
    return computer.folder.parent / "state" / ".pulumi" / "stacks" / "lifetracer" / f"{STACK}.json"
