"""How a refusal reaches the engine: when, and with which details."""

import threading
from typing import Any

import grpc
from google.protobuf import any_pb2
from pulumi.runtime.proto import provider_pb2, status_pb2

from tests.fakes.oci import refusals
from tests.fakes.pulumi_provider import struct

# No program takes so long to its next registration.
MOST_SECONDS = 30


class Registrations:
    """The kinds of resources that the program has registered in this run of the engine."""

    def __init__(self) -> None:
        self._kinds: set[str] = set()
        self._changed = threading.Condition()

    def add(self, kind: str) -> None:
        with self._changed:
            self._kinds.add(kind)
            self._changed.notify_all()

    def wait_for(self, kind: str) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: kind in self._kinds, MOST_SECONDS), f"{kind} was never registered"


def refuse(context: Any, error: refusals.RefusedError, delay: dict[str, Any], registrations: Registrations) -> None:
    """End a call with a refusal, as late as the cloud is told to be."""
    if delay["until"]:
        registrations.wait_for(delay["until"])
    # The lateness is the cloud's own; nothing is synchronised by it.
    threading.Event().wait(delay["ms"] / 1000)
    if isinstance(error, refusals.NotStartedError):
        context.set_trailing_metadata((("grpc-status-details-bin", _details(error)),))
    context.abort(grpc.StatusCode.UNKNOWN, str(error))


def _details(error: refusals.NotStartedError) -> bytes:
    """Return what a bridged provider adds when Terraform reports an error together with a state."""
    failed = provider_pb2.ErrorResourceInitFailed(
        id=error.identifier, properties=struct(error.outputs), reasons=[str(error)]
    )
    detail = any_pb2.Any()
    detail.Pack(failed)
    status = status_pb2.Status(code=grpc.StatusCode.UNKNOWN.value[0], message=str(error), details=[detail])
    return bytes(status.SerializeToString())
