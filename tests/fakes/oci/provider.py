"""Stands in for the `oci` provider: Pulumi's protocol on one side, the rules of `rules` on a file on the other.

The engine starts `pulumi-resource-oci` from PATH. FAKE_OCI_CLOUD names the cloud's file, FAKE_OCI_PYTHON the Python
that has pulumi. The controls are in `tests.fakes.oci.cloud`.
"""

import sys
from collections.abc import Callable, Iterator
from concurrent import futures
from pathlib import Path
from typing import Any

import grpc
from google.protobuf import empty_pb2, json_format, struct_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

# The engine starts this file by its path.
sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
from tests.fakes.oci import lookups, refusals, rules
from tests.fakes.oci.cloud import from_environment
from tests.fakes.oci.kinds import KINDS

VERSION = "5.5.0"
# What Pulumi's protocol writes for a value that a preview cannot know yet.
UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"


class Provider(provider_pb2_grpc.ResourceProviderServicer):
    """One instance for each run of the engine."""

    def __init__(self) -> None:
        self.cloud = from_environment()

    def Handshake(self, request: Any, context: Any) -> Any:
        return provider_pb2.ProviderHandshakeResponse(
            accept_secrets=False, accept_resources=False, accept_outputs=False
        )

    def GetPluginInfo(self, request: Any, context: Any) -> Any:
        return plugin_pb2.PluginInfo(version=VERSION)

    def CheckConfig(self, request: Any, context: Any) -> Any:
        return provider_pb2.CheckResponse(inputs=request.news)

    def DiffConfig(self, request: Any, context: Any) -> Any:
        return provider_pb2.DiffResponse()

    def Configure(self, request: Any, context: Any) -> Any:
        return provider_pb2.ConfigureResponse(acceptSecrets=False, supportsPreview=True, acceptResources=False)

    def Cancel(self, request: Any, context: Any) -> Any:
        return empty_pb2.Empty()

    def Check(self, request: Any, context: Any) -> Any:
        inputs, kind = _plain(request.news), KINDS[_kind(request.urn)]
        missing = [name for name in kind.required if name not in inputs]
        return provider_pb2.CheckResponse(
            inputs=_struct(inputs),
            failures=[
                provider_pb2.CheckFailure(property=name, reason=f"Missing required property '{name}'")
                for name in missing
            ],
        )

    def Diff(self, request: Any, context: Any) -> Any:
        kind = KINDS[_kind(request.urn)]
        changed = list(changes(_plain(request.old_inputs), _plain(request.news)))
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
        kind, inputs = _kind(request.urn), _plain(request.properties)
        if request.preview:
            outputs = {**inputs, **dict.fromkeys(KINDS[kind].computed, UNKNOWN)}
            return provider_pb2.CreateResponse(id="", properties=_struct(outputs))
        identifier, outputs = self._do(context, lambda state: rules.create(state, kind, inputs))
        return provider_pb2.CreateResponse(id=identifier, properties=_struct(outputs))

    def Read(self, request: Any, context: Any) -> Any:
        found = self.cloud.read()["resources"].get(request.id)
        if found is None:
            return provider_pb2.ReadResponse()
        return provider_pb2.ReadResponse(
            id=request.id, inputs=_struct(found["inputs"]), properties=_struct(found["outputs"])
        )

    def Update(self, request: Any, context: Any) -> Any:
        kind, inputs = _kind(request.urn), _plain(request.news)
        if request.preview:
            return provider_pb2.UpdateResponse(properties=_struct({**_plain(request.olds), **inputs}))
        outputs = self._do(context, lambda state: rules.update(state, kind, request.id, inputs))
        return provider_pb2.UpdateResponse(properties=_struct(outputs))

    def Delete(self, request: Any, context: Any) -> Any:
        self._do(context, lambda state: rules.delete(state, _kind(request.urn), request.id))
        return empty_pb2.Empty()

    def Invoke(self, request: Any, context: Any) -> Any:
        answer = lookups.LOOKUPS[request.tok](self.cloud.read(), _plain(request.args))
        return provider_pb2.InvokeResponse(**{"return": _struct(answer)})

    def _do(self, context: Any, change: Callable[[dict[str, Any]], Any]) -> Any:
        """Change the cloud; a refused try leaves its trace in `calls` and `weather`, too."""
        result, refused = None, None
        with self.cloud.edit() as state:
            try:
                result = change(state)
            except refusals.RefusedError as error:
                refused = str(error)
        if refused is not None:
            context.abort(grpc.StatusCode.UNKNOWN, refused)
        return result


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


def _plain(properties: struct_pb2.Struct) -> dict[str, Any]:
    return dict(json_format.MessageToDict(properties))


def _struct(values: dict[str, Any]) -> struct_pb2.Struct:
    message = struct_pb2.Struct()
    message.update(values)
    return message


def serve() -> None:
    """Serve until the engine ends this process; the first line printed is the port."""
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=8))
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(Provider(), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    print(port, flush=True)
    server.wait_for_termination()


if __name__ == "__main__":
    serve()
