"""The stand-in's cloud: one JSON file that a test reads and changes while the engine runs.

FAKE_OCI_CLOUD names the file; `Cloud(path)` is the test's handle on it. `cloud.edit()` locks the file, so a test may
change the weather while an update runs.

    cloud = Cloud.make(tmp_path / "cloud.json")
    cloud.weather(domain=cloud.domains[0], answers=["no capacity", "fine"])    # one answer for each try, the last stays
    cloud.publish_image("2026.12.01")                    # a newer Oracle Linux 8 in the list
    cloud.fail("oci:Core/volume:Volume", "create", "500-InternalError, ...")   # the next create of a volume fails
    cloud.fail("oci:Core/instance:Instance", "start", "...")   # the next machine is made and does not become ready
    cloud.delay(ms=500)                                  # every refusal comes so much later
    cloud.delay(until="oci:Budget/budget:Budget")        # ... or not before the program has registered such a resource
    cloud.of("oci:Core/instance:Instance")               # what is there: list of {id, inputs, outputs}
    cloud.calls()                                        # what was done, in order: "create oci:Core/vcn:Vcn", ...
    cloud.allow(ocpus=2, memory_gb=12)                   # the tenancy's service limits
    cloud.lose(ocid)                                     # somebody deleted it by hand
    cloud.hold("create oci:Core/vcn:Vcn")                # the next VCN is made, but the answer never comes: see Hold
    cloud.inventory()                                    # {ocid: kind} of all that is there, boot volumes included

The answers of `weather` are the keys of `refusals.LAUNCH`, and "fine".
"""

import fcntl
import json
import os
import select
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

VARIABLE = "FAKE_OCI_CLOUD"
FINE = "fine"
DOMAINS = [f"kIdk:AP-TOKYO-1-AD-{number}" for number in (1, 2, 3)]
A1 = "VM.Standard.A1.Flex"

BOOT_VOLUME = "oci:Core/bootVolume:BootVolume"


class Hold:
    """Calls that the cloud begins to serve and never answers, so that a test can kill whatever waits for them."""

    def __init__(self, fifo: Path) -> None:
        os.mkfifo(fifo)
        # Also for writing, so that it has no end when a provider closes it.
        self._reader = os.open(fifo, os.O_RDWR)

    def wait(self, seconds: float) -> list[int]:
        """Return the process ids of the providers that hold a call; empty when there was no call in time."""
        ready, _, _ = select.select([self._reader], [], [], seconds)
        return [int(line) for line in os.read(self._reader, 65_536).split()] if ready else []

    def close(self) -> None:
        os.close(self._reader)


class Cloud:
    """A handle on the file; every method reads it anew."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def make(cls, path: Path) -> "Cloud":
        """Write an empty cloud with three domains, fine weather and one image for each architecture."""
        cloud = cls(path)
        path.write_text(json.dumps(_empty()), encoding="utf-8")
        cloud.publish_image("2026.10.01")
        return cloud

    @property
    def domains(self) -> list[str]:
        return list(self.read()["domains"])

    def read(self) -> dict[str, Any]:
        with self._locked():
            return self._load()

    @contextmanager
    def edit(self) -> Iterator[dict[str, Any]]:
        """Give the whole state, and write it when the block ends without an exception."""
        with self._locked():
            state = self._load()
            yield state
            unfinished = self.path.with_suffix(".unfinished")
            unfinished.write_text(json.dumps(state, indent=1), encoding="utf-8")
            unfinished.replace(self.path)

    def weather(self, *, domain: str, answers: list[str]) -> None:
        """Say how the domain answers to the next launches; the last answer stays."""
        with self.edit() as state:
            state["weather"][domain] = list(answers)

    def fail(self, kind: str, verb: str, message: str, *, times: int = 1) -> None:
        """Let the next `create`, `start` (after it is made), `update` or `delete` of a kind of resource fail.

        With `answer` the resource is made, and only the answer is lost.

        Until `restore`, `invoke` lets every look-up of a token fail, `check` rejects the inputs of a kind, and
        `configure` lets the provider itself fail.
        """
        with self.edit() as state:
            state["faults"] += [{"kind": kind, "verb": verb, "message": message}] * times

    def restore(self) -> None:
        """End all faults."""
        with self.edit() as state:
            state["faults"] = []

    def delay(self, *, ms: int = 0, until: str = "") -> None:
        """Let refusals come late, as Oracle's do: after a time, or after the program's registration of a kind."""
        with self.edit() as state:
            state["delay"] = {"ms": ms, "until": until}

    def hold(self, *calls: str, when: str = "after") -> Hold:
        """Never answer the next one of each of these calls ("create oci:Core/vcn:Vcn").

        Args:
            calls: as in `calls()`.
            when: before or after the cloud has done it.
        """
        with self.edit() as state:
            state["count"] += 1
            fifo = self.path.with_name(f"hold-{state['count']}")
            state["holds"] += [{"call": call, "when": when, "fifo": str(fifo)} for call in calls]
            return Hold(fifo)

    def publish_image(self, version: str) -> str:
        """Put a newer Oracle Linux 8 into the list, for both architectures; return the OCID of the one for A1."""
        with self.edit() as state:
            for name, shapes in (("Oracle-Linux-8.10", ["VM.Standard.E4.Flex"]), ("Oracle-Linux-8.10-aarch64", [A1])):
                state["images"].append(
                    {
                        "id": ocid(state, "image"),
                        "displayName": f"{name}-{version}",
                        "operatingSystem": "Oracle Linux",
                        "operatingSystemVersion": "8",
                        "shapes": shapes,
                        "timeCreated": f"{version.replace('.', '-')}T00:00:00Z",
                    }
                )
            return str(state["images"][-1]["id"])

    def allow(self, *, ocpus: int, memory_gb: int) -> None:
        with self.edit() as state:
            state["limits"] = {"ocpus": ocpus, "memoryInGbs": memory_gb}

    def lose(self, identifier: str) -> None:
        with self.edit() as state:
            del state["resources"][identifier]

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [resource for resource in self.read()["resources"].values() if resource["kind"] == kind]

    def inventory(self) -> dict[str, str]:
        state = self.read()
        disks = {one["id"]: BOOT_VOLUME for one in state["boot_volumes"].values() if one["state"] == "AVAILABLE"}
        return {one["id"]: str(one["kind"]) for one in state["resources"].values()} | disks

    def calls(self) -> list[str]:
        return list(self.read()["calls"])

    def _load(self) -> dict[str, Any]:
        return dict(json.loads(self.path.read_text(encoding="utf-8")))

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with self.path.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def from_environment() -> Cloud:
    return Cloud(Path(os.environ[VARIABLE]))


def ocid(state: dict[str, Any], name: str) -> str:
    """Return a new identifier in the form of Oracle's."""
    state["count"] += 1
    return f"ocid1.{name}.oc1.ap-tokyo-1.fake{state['count']:06d}"


def _empty() -> dict[str, Any]:
    return {
        "count": 0,
        "domains": DOMAINS,
        "weather": {},
        "faults": [],
        "delay": {"ms": 0, "until": ""},
        "images": [],
        "limits": {"ocpus": 4, "memoryInGbs": 24},
        "holds": [],
        "resources": {},
        "ended": {},
        "boot_volumes": {},
        "private_ips": {},
        "calls": [],
    }
