"""Runs the program against a resource monitor of its own and writes down what it registers.

Pulumi's mocks drop dependencies, `protect` and `ignoreChanges`; here every request of the SDK arrives as it does at the
engine. What the cloud would answer comes from the stand-in of the `oci` provider.
"""

import asyncio
import contextvars
import json
import os
import threading
from collections.abc import Iterator, Mapping
from concurrent import futures
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import grpc
import pulumi
from google.protobuf import empty_pb2, json_format, struct_pb2
from pulumi.runtime import rpc
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc, provider_pb2, resource_pb2, resource_pb2_grpc

from infra_py.program import build
from tests.fakes.oci import kinds, lookups, rules

UNKNOWN = rpc.UNKNOWN
STACK = "test"
PROJECT = "lifetracer"
# What the two commands of a release print.
PRINTED = {"release-host-key": "ssh-ed25519 AAAAHOSTKEY", "release-hand-over": "-----BEGIN CERTIFICATE-----"}


@dataclass(frozen=True, kw_only=True)
class Registered:
    """One resource as the SDK registered it; other resources go by their names.

    Attributes:
        secrets: paths of inputs that were marked as secret.
        dependencies: all that it waits for, by inputs or `depends_on`.
    """

    type: str
    name: str
    parent: str
    inputs: dict[str, Any]
    secrets: set[str]
    dependencies: set[str]
    protect: bool
    ignore_changes: list[str]
    delete_before_replace: bool
    deleted_with: str
    hooks: dict[str, list[str]]


@dataclass(kw_only=True)
class Recording:
    """All that the program told the engine, in order."""

    resources: dict[str, Registered] = field(default_factory=dict)
    outputs: dict[str, Any] = field(default_factory=dict)
    invokes: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    logs: list[tuple[str, str]] = field(default_factory=list)
    dry_hooks: set[str] = field(default_factory=set)

    def warnings(self) -> list[str]:
        return [message for severity, message in self.logs if severity == "WARNING"]


class Monitor(resource_pb2_grpc.ResourceMonitorServicer):
    """Answers as the engine would, with the stand-in's cloud behind it."""

    FEATURES = (
        resource_pb2.RESOURCE_MONITOR_FEATURE_SECRETS,
        resource_pb2.RESOURCE_MONITOR_FEATURE_ALIAS_SPECS,
        resource_pb2.RESOURCE_MONITOR_FEATURE_DELETED_WITH,
        resource_pb2.RESOURCE_MONITOR_FEATURE_RESOURCE_HOOKS,
    )

    def __init__(self, recording: Recording, cloud: dict[str, Any], *, preview: bool) -> None:
        self.recording, self.cloud, self.preview = recording, cloud, preview
        self.lock = threading.Lock()

    def GetDeploymentInfo(self, request: Any, context: Any) -> Any:
        return resource_pb2.DeploymentInfo(supportedFeatures=self.FEATURES)

    def RegisterResourceHook(self, request: Any, context: Any) -> Any:
        if request.on_dry_run:
            self.recording.dry_hooks.add(request.name)
        return empty_pb2.Empty()

    def Invoke(self, request: Any, context: Any) -> Any:
        args = json_format.MessageToDict(request.args)
        with self.lock:
            self.recording.invokes.append((request.tok, args))
            answer = lookups.LOOKUPS[request.tok](self.cloud, args)
        return provider_pb2.InvokeResponse(**{"return": _struct(answer)})

    def RegisterResource(self, request: Any, context: Any) -> Any:
        resource = _registered(request)
        urn = f"urn:pulumi:{STACK}::{PROJECT}::{request.type}::{request.name}"
        with self.lock:
            self.recording.resources[request.name] = resource
            identifier, outputs = self._made(resource) if request.custom else ("", resource.inputs)
        return resource_pb2.RegisterResourceResponse(urn=urn, id=identifier, object=_struct(outputs))

    def RegisterResourceOutputs(self, request: Any, context: Any) -> Any:
        if "pulumi:pulumi:Stack" in request.urn:
            self.recording.outputs = _unwrapped(json_format.MessageToDict(request.outputs), set())
        return empty_pb2.Empty()

    def SignalAndWaitForShutdown(self, request: Any, context: Any) -> Any:
        return empty_pb2.Empty()

    def _made(self, resource: Registered) -> tuple[str, dict[str, Any]]:
        if self.preview:
            computed = kinds.KINDS[resource.type].computed if resource.type in kinds.KINDS else ("stdout", "stderr")
            return "", {**resource.inputs, **dict.fromkeys(computed, UNKNOWN)}
        if resource.type in kinds.KINDS:
            return rules.create(self.cloud, resource.type, resource.inputs)
        return resource.name, {**resource.inputs, "stdout": PRINTED[resource.name], "stderr": ""}


class Engine(engine_pb2_grpc.EngineServicer):
    """Takes the program's log."""

    def __init__(self, recording: Recording) -> None:
        self.recording = recording

    def Log(self, request: Any, context: Any) -> Any:
        self.recording.logs.append((engine_pb2.LogSeverity.Name(request.severity), request.message))
        return empty_pb2.Empty()


def record(
    config: Mapping[str, Any], cloud: dict[str, Any], *, secrets: tuple[str, ...] = (), preview: bool = False
) -> Recording:
    """Run the program once with the configuration, as the language host would.

    Raises:
        RunError: what the program raises.
    """
    recording = Recording()
    environ = {
        "PULUMI_CONFIG": json.dumps({_key(name): _text(value) for name, value in config.items()}),
        "PULUMI_CONFIG_SECRET_KEYS": json.dumps([_key(name) for name in secrets]),
    }
    with _serving(recording, cloud, preview=preview) as address:
        thread = futures.ThreadPoolExecutor(1)
        # The SDK keeps its state in context variables: a new context is a new program.
        thread.submit(contextvars.Context().run, lambda: _run(address, environ, preview=preview)).result()
        thread.shutdown()
    return recording


def _run(address: str, environ: dict[str, str], *, preview: bool) -> None:
    os.environ |= environ
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    try:
        pulumi.runtime.reset_options(
            project=PROJECT, stack=STACK, engine_address=address, monitor_address=address, preview=preview, parallel=8
        )
        loop.run_until_complete(pulumi.runtime.run_in_stack(build))
    finally:
        for name in environ:
            os.environ.pop(name, None)
        loop.close()


@contextmanager
def _serving(recording: Recording, cloud: dict[str, Any], *, preview: bool) -> Iterator[str]:
    server = grpc.server(futures.ThreadPoolExecutor(8))
    resource_pb2_grpc.add_ResourceMonitorServicer_to_server(Monitor(recording, cloud, preview=preview), server)
    engine_pb2_grpc.add_EngineServicer_to_server(Engine(recording), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield f"127.0.0.1:{port}"
    finally:
        server.stop(5).wait()


def _registered(request: Any) -> Registered:
    secrets: set[str] = set()
    return Registered(
        type=request.type,
        name=request.name,
        parent=_name(request.parent),
        inputs=_unwrapped(json_format.MessageToDict(request.object), secrets),
        secrets=secrets,
        dependencies={_name(urn) for urn in request.dependencies},
        protect=request.protect,
        ignore_changes=list(request.ignoreChanges),
        delete_before_replace=request.deleteBeforeReplace,
        deleted_with=_name(request.deletedWith),
        hooks={verb.name: list(names) for verb, names in request.hooks.ListFields()},
    )


def _unwrapped(value: Any, secrets: set[str], path: str = "") -> Any:
    """Return the plain value, noting the paths of secrets."""
    if isinstance(value, dict) and value.get(rpc._special_sig_key) == rpc._special_secret_sig:
        secrets.add(path)
        return _unwrapped(value["value"], set(), path)
    if isinstance(value, dict):
        return {name: _unwrapped(item, secrets, f"{path}.{name}".lstrip(".")) for name, item in value.items()}
    if isinstance(value, list):
        return [_unwrapped(item, secrets, f"{path}[]") for item in value]
    return value


def _name(urn: str) -> str:
    return urn.rpartition("::")[2]


def _key(name: str) -> str:
    return name if ":" in name else f"{PROJECT}:{name}"


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _struct(values: dict[str, Any]) -> struct_pb2.Struct:
    message = struct_pb2.Struct()
    message.update(values)
    return message
