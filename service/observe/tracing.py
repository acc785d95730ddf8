"""Spans by OpenTelemetry, when an OTLP endpoint is named (OTEL_EXPORTER_OTLP_ENDPOINT); nothing otherwise.

With or without it the trace context of a request (W3C `traceparent`) is kept with its job and handed to the stage as
TRACEPARENT, so that a client's own trace goes on in a stage that is traced.
"""

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from service.errors import ConfigurationError

ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
_TRACEPARENT = re.compile(r"[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")
_tracer: Any = None


def valid(traceparent: str | None) -> str | None:
    """Return the header when it is a trace context; anything else counts as absent, as the standard says."""
    return traceparent if traceparent and _TRACEPARENT.fullmatch(traceparent) else None


def set_up(environ: Mapping[str, str] = os.environ) -> None:
    """Begin to send spans, when an endpoint is named.

    Raises:
        ConfigurationError: when one is named and the SDK is not installed.
    """
    global _tracer  # noqa: PLW0603 one process has one tracer
    if not any(environ.get(name) for name in ENDPOINTS):
        return
    try:
        # Optional, and half a second of imports.
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415
    except ImportError as error:
        raise ConfigurationError(
            f"{ENDPOINTS[0]} is set, but OpenTelemetry is not installed; pip install 'lifetracer[otel]', or unset it."
        ) from error
    provider = TracerProvider(resource=Resource.create({"service.name": "lifetracer"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    _tracer = provider.get_tracer("lifetracer")


@contextmanager
def run_span(job_id: UUID, *, stage: str, attempt: int, traceparent: str | None) -> Iterator["Run"]:
    """Open a span for the run of a job, as a child of the request that it came from."""
    if _tracer is None:
        yield Run(traceparent)
        return
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator  # noqa: PLC0415

    propagator = TraceContextTextMapPropagator()
    parent = propagator.extract({"traceparent": traceparent} if traceparent else {})
    attributes = {"lifetracer.job_id": str(job_id), "lifetracer.attempt": attempt}
    with _tracer.start_as_current_span(f"run {stage}", context=parent, attributes=attributes) as span:
        carrier: dict[str, str] = {}
        propagator.inject(carrier)
        yield Run(carrier.get("traceparent"), span)


class Run:
    """One run as the trace sees it.

    Attributes:
        traceparent: the context that the stage goes on with, if there is any.
    """

    def __init__(self, traceparent: str | None, span: Any = None) -> None:
        self.traceparent = traceparent
        self._span = span

    def ended(self, status: str, reason: str | None) -> None:
        """Note how it ended."""
        if self._span is None:
            return
        from opentelemetry.trace import Status, StatusCode  # noqa: PLC0415

        self._span.set_attribute("lifetracer.status", status)
        if reason:
            self._span.set_attribute("lifetracer.reason", reason)
        if status == "failed":
            self._span.set_status(Status(StatusCode.ERROR, reason))
