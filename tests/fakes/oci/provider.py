"""Stands in for the `oci` provider: Pulumi's protocol on one side, the rules of `rules` on a file on the other.

The engine starts `pulumi-resource-oci` from PATH. FAKE_OCI_CLOUD names the cloud's file, FAKE_OCI_PYTHON the Python
that has pulumi. The controls are in `tests.fakes.oci.cloud`.
"""

import os
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import provider_pb2

# The engine starts this file by its path.
sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
from tests.fakes import pulumi_provider
from tests.fakes.oci import answers, lookups, refusals, rules
from tests.fakes.oci.cloud import from_environment
from tests.fakes.oci.kinds import INSTANCE, KINDS
from tests.fakes.pulumi_provider import UNKNOWN, plain, struct


class Provider(pulumi_provider.Base):
    """One instance for each run of the engine."""

    VERSION = "5.5.0"

    def __init__(self) -> None:
        self.cloud = from_environment()
        self.registrations = answers.Registrations()

    def Configure(self, request: Any, context: Any) -> Any:
        for fault in self.cloud.read()["faults"]:
            if fault["verb"] == "configure":
                context.abort(grpc.StatusCode.UNKNOWN, fault["message"])
        return super().Configure(request, context)

    def Check(self, request: Any, context: Any) -> Any:
        inputs, kind = plain(request.news), KINDS[_kind(request.urn)]
        self.registrations.add(_kind(request.urn))
        missing = [name for name in kind.required if name not in inputs]
        faults = [one for one in self.cloud.read()["faults"] if one["verb"] == "check"]
        return provider_pb2.CheckResponse(
            inputs=struct(inputs),
            failures=[
                provider_pb2.CheckFailure(property=name, reason=f"Missing required property '{name}'")
                for name in missing
            ]
            + [
                provider_pb2.CheckFailure(property="", reason=fault["message"])
                for fault in faults
                if fault["kind"] == _kind(request.urn)
            ],
        )

    def Diff(self, request: Any, context: Any) -> Any:
        kind = KINDS[_kind(request.urn)]
        changed = list(changes(plain(request.old_inputs), plain(request.news)))
        replaces = [path for path in changed if path in kind.immutable]
        some = provider_pb2.DiffResponse
        return provider_pb2.DiffResponse(
            changes=some.DIFF_SOME if changed else some.DIFF_NONE,
            diffs=sorted({path.split(".")[0] for path in changed}),
            replaces=sorted({path.split(".")[0] for path in replaces}),
            hasDetailedDiff=bool(changed),
            detailedDiff={
                path: provider_pb2.PropertyDiff(
                    kind=provider_pb2.PropertyDiff.UPDATE_REPLACE
                    if path in replaces
                    else provider_pb2.PropertyDiff.UPDATE,
                    inputDiff=True,
                )
                for path in changed
            },
        )

    def Create(self, request: Any, context: Any) -> Any:
        kind, inputs = _kind(request.urn), plain(request.properties)
        if request.preview:
            outputs = {**inputs, **dict.fromkeys(KINDS[kind].computed, UNKNOWN)}
            return provider_pb2.CreateResponse(id="", properties=struct(outputs))
        identifier, outputs = self._do(context, kind, "create", lambda state: rules.create(state, kind, inputs))
        return provider_pb2.CreateResponse(id=identifier, properties=struct(outputs))

    def Read(self, request: Any, context: Any) -> Any:
        state = self.cloud.read()
        found = state["resources"].get(request.id)
        if found is None:
            return provider_pb2.ReadResponse()
        outputs = found["outputs"] | _kept(state, found, plain(request.properties))
        return provider_pb2.ReadResponse(id=request.id, inputs=struct(found["inputs"]), properties=struct(outputs))

    def Update(self, request: Any, context: Any) -> Any:
        kind, inputs = _kind(request.urn), plain(request.news)
        if request.preview:
            return provider_pb2.UpdateResponse(properties=struct({**plain(request.olds), **inputs}))
        outputs = self._do(context, kind, "update", lambda state: rules.update(state, kind, request.id, inputs))
        return provider_pb2.UpdateResponse(properties=struct(outputs))

    def Delete(self, request: Any, context: Any) -> Any:
        kind = _kind(request.urn)
        self._do(context, kind, "delete", lambda state: rules.delete(state, kind, request.id))
        return empty_pb2.Empty()

    def Invoke(self, request: Any, context: Any) -> Any:
        state = self.cloud.read()
        for fault in state["faults"]:
            if (fault["kind"], fault["verb"]) == (request.tok, "invoke"):
                context.abort(grpc.StatusCode.UNKNOWN, fault["message"])
        answer = lookups.LOOKUPS[request.tok](state, plain(request.args))
        return provider_pb2.InvokeResponse(**{"return": struct(answer)})

    def _do(self, context: Any, kind: str, verb: str, change: Callable[[dict[str, Any]], Any]) -> Any:
        """Change the cloud; a refused try leaves its trace in `calls` and `weather`, too."""
        result, refused = None, None
        with self.cloud.edit() as state:
            held = next((hold for hold in state["holds"] if hold["call"] == f"{verb} {kind}"), None)
            if held is not None:
                state["holds"].remove(held)
            try:
                result = change(state) if held is None or held["when"] == "after" else None
            except refusals.RefusedError as error:
                refused = error
            delay = state["delay"]
        if held is not None:
            _hold(held["fifo"])
        if refused is not None:
            answers.refuse(context, refused, delay, self.registrations)
        return result


def _hold(fifo: str) -> None:
    """Report this process to the test, and never answer."""
    Path(fifo).write_text(f"{os.getpid()}\n")
    threading.Event().wait()


def _kept(state: dict[str, Any], found: dict[str, Any], properties: dict[str, Any]) -> dict[str, Any]:
    """Return what the real provider does not read but keeps as it stands in Pulumi's state.

    Whether a public address was wished for a machine at its birth is nothing that the cloud knows. Without a state it
    is derived from whether there is one now.
    """
    if found["kind"] != INSTANCE:
        return {}
    details = found["outputs"]["createVnicDetails"]
    wished = properties.get("createVnicDetails", {}).get("assignPublicIp")
    mine = {ip["id"] for ip in state["private_ips"].values() if ip["instanceId"] == found["id"]}
    has_address = any(one["outputs"].get("assignedEntityId") in mine for one in state["resources"].values())
    derived = "true" if found["outputs"]["publicIp"] or has_address else "false"
    return {"createVnicDetails": {**details, "assignPublicIp": wished or derived}}


def changes(old: Any, new: Any, path: str = "") -> Iterator[str]:
    """Yield the paths of what differs; a list counts as one value."""
    if isinstance(old, dict) and isinstance(new, dict):
        for name in sorted(old.keys() | new.keys()):
            if not name.startswith("__"):
                yield from changes(old.get(name), new.get(name), f"{path}.{name}" if path else name)
    elif old != new:
        yield path


def _kind(urn: str) -> str:
    return urn.split("::")[2].rpartition("$")[2]


if __name__ == "__main__":
    pulumi_provider.serve(Provider(), sys.argv[-1])
