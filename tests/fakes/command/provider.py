"""Stands in for the `command` provider: the protocol of Pulumi's engine on one side, real SSH on the other.

As the real one: a command runs when its resource is created and, for want of an `update` command, when any input
changes; a changed trigger replaces it; deleting runs `delete` or nothing; a failure's message holds everything that
the command printed.

FAKE_COMMAND_ADDRESSES names a file with a JSON object that says where an address really is: {"203.0.113.7":
["127.0.0.1", 2222]}. FAKE_COMMAND_PAUSES is how much of a real pause between two dials is waited.
"""

import asyncio
import json
import os
import secrets
import sys
from pathlib import Path
from typing import Any

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc, provider_pb2

# The engine starts this file by its path.
sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
from tests.fakes import pulumi_provider
from tests.fakes.command import ssh
from tests.fakes.pulumi_provider import UNKNOWN, plain, struct

TYPE = "command:remote:Command"
DEFAULTS = {"port": 22.0, "user": "root", "dialErrorLimit": 10.0, "perDialTimeout": 15.0}
LOGGED = {"stdout": {"stdout"}, "stderr": {"stderr"}, "stdoutAndStderr": {"stdout", "stderr"}, "none": set()}


class Provider(pulumi_provider.Base):
    """One instance for each run of the engine."""

    VERSION = "1.2.1"

    def __init__(self, engine_address: str) -> None:
        self.engine = engine_pb2_grpc.EngineStub(grpc.insecure_channel(engine_address)) if engine_address else None

    def Check(self, request: Any, context: Any) -> Any:
        inputs = plain(request.news)
        failures = []
        if request.urn.split("::")[2].rpartition("$")[2] != TYPE:
            failures.append(provider_pb2.CheckFailure(reason=f"only {TYPE} is here, not {request.urn}"))
        # In a preview all of it may be unknown: then it is no object yet.
        if inputs.get("connection") != UNKNOWN and "host" not in inputs.get("connection", {}):
            failures.append(provider_pb2.CheckFailure(property="connection", reason="Missing required property 'host'"))
        if isinstance(inputs.get("connection"), dict):
            inputs["connection"] = {**DEFAULTS, **inputs["connection"]}
        return provider_pb2.CheckResponse(inputs=struct(inputs), failures=failures)

    def Diff(self, request: Any, context: Any) -> Any:
        olds, news = plain(request.old_inputs), plain(request.news)
        changed = sorted(name for name in olds.keys() | news.keys() if olds.get(name) != news.get(name))
        kind = provider_pb2.DiffResponse
        return provider_pb2.DiffResponse(
            changes=kind.DIFF_SOME if changed else kind.DIFF_NONE,
            diffs=changed,
            replaces=[name for name in changed if name == "triggers"],
        )

    def Create(self, request: Any, context: Any) -> Any:
        inputs = plain(request.properties)
        name = request.urn.rpartition("::")[2]
        outputs = self._run(request.urn, inputs, inputs.get("create"), context, preview=request.preview)
        return provider_pb2.CreateResponse(id=f"{name}{secrets.token_hex(4)}", properties=struct(outputs))

    def Update(self, request: Any, context: Any) -> Any:
        inputs = plain(request.news)
        command = inputs.get("update") or inputs.get("create")
        outputs = self._run(request.urn, inputs, command, context, preview=request.preview)
        return provider_pb2.UpdateResponse(properties=struct(outputs))

    def Delete(self, request: Any, context: Any) -> Any:
        state = plain(request.properties)
        if state.get("delete"):
            self._run(request.urn, state, state["delete"], context, preview=False)
        return empty_pb2.Empty()

    def Read(self, request: Any, context: Any) -> Any:
        return provider_pb2.ReadResponse(id=request.id, properties=request.properties, inputs=request.inputs)

    def _run(
        self, urn: str, inputs: dict[str, Any], command: str | None, context: Any, *, preview: bool
    ) -> dict[str, Any]:
        if preview:
            return {**inputs, "stdout": UNKNOWN, "stderr": UNKNOWN}
        if command is None:
            return {**inputs, "stdout": "", "stderr": ""}
        logged = LOGGED[inputs.get("logging", "stdoutAndStderr")]

        def tell(stream: str, line: str) -> None:
            if self.engine is not None and stream in logged:
                info = engine_pb2.LogSeverity.Value("INFO")
                self.engine.Log(engine_pb2.LogRequest(severity=info, message=line, urn=urn, ephemeral=True))

        try:
            connection = _really(inputs["connection"])
            pauses = float(os.environ.get("FAKE_COMMAND_PAUSES", "1"))
            done = asyncio.run(ssh.run(connection, command, stdin=inputs.get("stdin", ""), on_line=tell, pauses=pauses))
        except ssh.CommandError as error:
            context.abort(grpc.StatusCode.UNKNOWN, str(error))
        return {**inputs, "stdout": done.stdout, "stderr": done.stderr}


def _really(connection: dict[str, Any]) -> dict[str, Any]:
    file = os.environ.get("FAKE_COMMAND_ADDRESSES")
    places = json.loads(Path(file).read_text()) if file else {}
    host, port = places.get(connection["host"], (connection["host"], connection.get("port", 22)))
    return {**connection, "host": host, "port": port}


if __name__ == "__main__":
    pulumi_provider.serve(Provider(sys.argv[-1]), sys.argv[-1])
