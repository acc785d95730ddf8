"""Spans sent to a real OTLP receiver, and the trace context on its way from a request to a stage."""

import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from textwrap import dedent
from uuid import uuid4

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from service.observe import tracing

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
TRACED = f"""
    import sys
    from uuid import UUID
    from service.observe import tracing

    tracing.set_up()
    with tracing.run_span(UUID(int=1), stage="transform", attempt=2, traceparent="{PARENT}") as run:
        print(run.traceparent)
        run.ended("failed", "timed_out")
"""


@pytest.mark.parametrize("given", ["", "nonsense", PARENT.upper(), f"{PARENT}-", f"00-{'0' * 32}-b7ad6b7169203331-01"])
def test_what_is_no_trace_context_counts_as_absent(given):
    assert tracing.valid(given) is None
    assert tracing.valid(PARENT) == PARENT


def test_without_an_endpoint_the_context_is_handed_on_as_it_came():
    with tracing.run_span(uuid4(), stage="transform", attempt=1, traceparent=PARENT) as run:
        assert run.traceparent == PARENT
        run.ended("succeeded", None)


def test_a_run_is_a_child_of_its_request_and_tells_how_it_ended():
    got: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        environ = {
            **os.environ,
            "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{server.server_port}",
            "OTEL_EXPORTER_OTLP_COMPRESSION": "none",
            "NO_PROXY": "127.0.0.1",
        }
        # A process of its own: the end of it sends what is left.
        done = subprocess.run(
            [sys.executable, "-c", dedent(TRACED)], env=environ, capture_output=True, text=True, check=True
        )
        server.shutdown()
        thread.join()
    (resource,) = ExportTraceServiceRequest.FromString(got[0]).resource_spans
    (span,) = resource.scope_spans[0].spans
    handed = done.stdout.strip()
    assert handed == f"00-{span.trace_id.hex()}-{span.span_id.hex()}-01"
    assert f"00-{span.trace_id.hex()}-{span.parent_span_id.hex()}-01" == PARENT
    assert span.name == "run transform"
    attributes = {item.key: item.value.string_value or item.value.int_value for item in span.attributes}
    assert attributes["lifetracer.attempt"] == 2
    assert (attributes["lifetracer.status"], attributes["lifetracer.reason"]) == ("failed", "timed_out")
    assert span.status.code == 2
