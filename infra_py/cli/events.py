"""The engine's events of one run: its steps, its failed resources, and the errors that belong to no resource.

Nothing is read from the printed output. The SDK delivers the events in a thread of its own, and the last of them may
arrive after the command has returned; so access is locked, and what is read is a copy in the engine's order.
"""

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from pulumi.automation import EngineEvent, OpType
from pulumi.automation.events import DiagnosticEvent, ResOpFailedEvent, StepEventMetadata

INSTANCE = "oci:Core/instance:Instance"
# The stack and the providers: errors that name them are about the run, not about something in the cloud.
ENGINE_TYPES = "pulumi:"
URN = re.compile(r"urn:pulumi:[^:]*::[^:]*::(?P<type>\S+?)::")
COLOUR = re.compile(r"<\{%[^%]*%\}>")
# The stream of events may end a little after the command; a command that failed before its engine ran has no events.
STREAM_SECONDS = 5
FIRST_EVENT_SECONDS = 1
# `resource.Status` of the engine: the resource exists in the cloud, but is not as it should be.
PARTIAL_FAILURE = 1
SIGNS = {
    OpType.CREATE: "+",
    OpType.UPDATE: "~",
    OpType.DELETE: "-",
    OpType.REPLACE: "+-",
    OpType.CREATE_REPLACEMENT: "+-",
    OpType.DELETE_REPLACED: "+-",
}
CREATING = frozenset({OpType.CREATE, OpType.CREATE_REPLACEMENT})
LOSING = frozenset({OpType.DELETE, OpType.REPLACE, OpType.DELETE_REPLACED})


def resource_type(urn: str) -> str:
    """Return the type in a URN (urn:pulumi:stack::project::parents$type::name); empty when it is not a URN."""
    found = URN.match(urn)
    return found["type"].rpartition("$")[2] if found else ""


def resource_name(urn: str) -> str:
    """Return a resource as a person calls it, such as "Instance vm"."""
    return f"{resource_type(urn).rpartition(':')[2]} {urn.rpartition('::')[2]}"


@dataclass(frozen=True)
class Step:
    """One change of one resource."""

    op: OpType
    type: str
    urn: str

    @property
    def name(self) -> str:
        """The resource as a person calls it, such as "Instance vm"."""
        return resource_name(self.urn)

    @property
    def sign(self) -> str:
        """One or two characters for what happens to it."""
        return SIGNS[self.op]

    def __str__(self) -> str:
        return f"{self.sign} {self.name}"


@dataclass(frozen=True, kw_only=True)
class Failure:
    """One resource that failed.

    Attributes:
        urn: the resource.
        messages: the errors that name it, in the engine's order.
        op: the operation that failed; None when the engine rejected the resource before any operation (an invalid
            input, a protected resource).
        is_partial: whether the resource exists in the cloud although its operation failed.
    """

    urn: str
    messages: tuple[str, ...]
    op: OpType | None = None
    is_partial: bool = False

    @property
    def type(self) -> str:
        """The resource's type."""
        return resource_type(self.urn)

    @property
    def name(self) -> str:
        """The resource as a person calls it."""
        return resource_name(self.urn)


@dataclass(frozen=True, order=True)
class _Diagnostic:
    sequence: int
    urn: str
    severity: str
    text: str


@dataclass
class Events:
    """Collects the events of one run.

    Attributes:
        on_step: called at the beginning and at the end of each change of a resource, with whether it is done.
        on_warning: called with the text of each warning that names no resource, when it arrives.
        planned, done: changes that began (or, in a preview, are planned) and that are finished.
        count: how many events have arrived.
    """

    on_step: Callable[[Step, bool], None] = lambda _step, _is_done: None
    on_warning: Callable[[str], None] = lambda _text: None
    planned: list[Step] = field(default_factory=list)
    done: list[Step] = field(default_factory=list)
    count: int = 0
    _has_summary: bool = False
    _diagnostics: list[_Diagnostic] = field(default_factory=list)
    _failed: dict[str, ResOpFailedEvent] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _ended: threading.Event = field(default_factory=threading.Event)

    def __call__(self, event: EngineEvent) -> None:
        """Add one event."""
        with self._lock:
            self.count += 1
            if event.diagnostic_event:
                self._add_diagnostic(event.sequence, event.diagnostic_event)
            elif event.res_op_failed_event:
                self._failed[event.res_op_failed_event.metadata.urn] = event.res_op_failed_event
            elif event.summary_event:
                self._has_summary = True
        if event.diagnostic_event:
            self._announce(event.diagnostic_event)
        if event.resource_pre_event:
            self._add_step(event.resource_pre_event.metadata, is_done=False)
        elif event.res_outputs_event:
            self._add_step(event.res_outputs_event.metadata, is_done=True)
        elif event.cancel_event:
            self._ended.set()

    def wait_for_end(self) -> None:
        """Wait a bounded time for the last event, which a killed engine never sends."""
        if not self._ended.wait(FIRST_EVENT_SECONDS) and self.count:
            self._ended.wait(STREAM_SECONDS)

    @property
    def is_complete(self) -> bool:
        """Whether the summary and the last event have arrived."""
        return self._has_summary and self._ended.is_set()

    def add_warning(self, text: str) -> None:
        """Add a warning about the events themselves."""
        with self._lock:
            self._diagnostics.append(_Diagnostic(self.count, "", "warning", text))

    @property
    def warnings(self) -> list[str]:
        """Warnings of providers, program and engine, each once."""
        return self._texts("warning", lambda _urn: True)

    def run_errors(self) -> list[str]:
        """Return the errors that name no resource: of the program, the settings, the providers or the engine."""
        return self._texts("error", lambda urn: not _is_resource(urn))

    def failures(self) -> list[Failure]:
        """Return the failed resources, in an order that does not depend on the order of the events."""
        with self._lock:
            failed = {urn: event for urn, event in self._failed.items() if _is_resource(urn)}
            named = {one.urn for one in self._diagnostics if one.severity == "error" and _is_resource(one.urn)}
        return [self._failure(urn, failed.get(urn)) for urn in sorted(failed.keys() | named)]

    def has_made_machine(self) -> bool:
        """Return whether this run created the machine, even one that is not as it should be."""
        with self._lock:
            done = list(self.done)
        return any(step.type == INSTANCE and step.op in CREATING for step in done) or any(
            failure.type == INSTANCE and failure.op in CREATING and failure.is_partial for failure in self.failures()
        )

    def _failure(self, urn: str, event: ResOpFailedEvent | None) -> Failure:
        # Where the engine reports a failed operation by a warning ("resource is awaiting"), that is the reason.
        messages = self._texts("error", urn.__eq__) or self._texts("warning", urn.__eq__)
        if event is None:
            return Failure(urn=urn, messages=tuple(messages))
        is_partial = event.status == PARTIAL_FAILURE
        return Failure(urn=urn, messages=tuple(messages), op=event.metadata.op, is_partial=is_partial)

    def _texts(self, severity: str, is_wanted: Callable[[str], bool]) -> list[str]:
        with self._lock:
            found = sorted(one for one in self._diagnostics if one.severity == severity and is_wanted(one.urn))
        return list(dict.fromkeys(one.text for one in found))

    def _add_diagnostic(self, sequence: int, event: DiagnosticEvent) -> None:
        text = _plain(event)
        if text and not event.ephemeral:
            self._diagnostics.append(_Diagnostic(sequence, event.urn or "", event.severity, text))

    def _announce(self, event: DiagnosticEvent) -> None:
        # A warning about a resource may be the reason of its failure, which is reported as such.
        text = _plain(event)
        if text and event.severity == "warning" and not event.ephemeral and not _is_resource(event.urn or ""):
            self.on_warning(text)

    def _add_step(self, metadata: StepEventMetadata, *, is_done: bool) -> None:
        state = metadata.new or metadata.old
        # Components are not in the cloud either.
        if metadata.op not in SIGNS or state is None or not state.custom or not _is_resource(metadata.urn):
            return
        step = Step(metadata.op, metadata.type, metadata.urn)
        with self._lock:
            (self.done if is_done else self.planned).append(step)
        self.on_step(step, is_done)


def _plain(event: DiagnosticEvent) -> str:
    return COLOUR.sub("", event.message).strip()


def _is_resource(urn: str) -> bool:
    type_ = resource_type(urn)
    return bool(type_) and not type_.startswith(ENGINE_TYPES)
