"""The engine's events, as far as a person or the search needs them. Nothing of the printed output is read."""

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from pulumi.automation import EngineEvent, OpType
from pulumi.automation.events import DiagnosticEvent, StepEventMetadata

INSTANCE = "oci:Core/instance:Instance"
PROVIDERS = "pulumi:providers:"
COLOUR = re.compile(r"<\{%[^%]*%\}>")
# The engine's stream may end a little after its process.
STREAM_SECONDS = 5
SIGNS = {
    OpType.CREATE: "+",
    OpType.UPDATE: "~",
    OpType.DELETE: "-",
    OpType.REPLACE: "+-",
    OpType.CREATE_REPLACEMENT: "+-",
    OpType.DELETE_REPLACED: "+-",
}
LOSING = frozenset({OpType.DELETE, OpType.REPLACE, OpType.DELETE_REPLACED})


@dataclass(frozen=True)
class Step:
    """One change of one resource."""

    op: OpType
    type: str
    urn: str

    @property
    def name(self) -> str:
        """The resource in a person's words, such as "Instance lifetracer-vm"."""
        return f"{self.type.rpartition(':')[2]} {self.urn.rpartition('::')[2]}"

    @property
    def sign(self) -> str:
        """One or two characters for what happens to it."""
        return SIGNS[self.op]

    def __str__(self) -> str:
        return f"{self.sign} {self.name}"


@dataclass
class Events:
    """Collects what happened in one run of the engine.

    Attributes:
        on_step: told of each change of a resource, with whether it is done.
        planned, done: changes that were begun (or, in a preview, foreseen) and finished.
        errors, warnings: what providers, the program and the engine said.
    """

    on_step: Callable[[Step, bool], None] = lambda _step, _is_done: None
    planned: list[Step] = field(default_factory=list)
    done: list[Step] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    _ended: threading.Event = field(default_factory=threading.Event)

    def __call__(self, event: EngineEvent) -> None:
        """Take one event."""
        if event.diagnostic_event:
            self._diagnostic(event.diagnostic_event)
        elif event.resource_pre_event:
            self._step(event.resource_pre_event.metadata, is_done=False)
        elif event.res_outputs_event:
            self._step(event.res_outputs_event.metadata, is_done=True)
        elif event.cancel_event:
            self._ended.set()

    def wait_for_end(self) -> None:
        """Return when the last event has come, or surely will not."""
        self._ended.wait(STREAM_SECONDS)

    def has_made_machine(self) -> bool:
        """Tell whether this run created the machine."""
        return any(
            step.type == INSTANCE and step.op in {OpType.CREATE, OpType.CREATE_REPLACEMENT} for step in self.done
        )

    def _diagnostic(self, event: DiagnosticEvent) -> None:
        text = COLOUR.sub("", event.message).strip()
        if event.severity == "error" and text not in self.errors:
            self.errors.append(text)
        elif event.severity == "warning" and not event.ephemeral and text not in self.warnings:
            self.warnings.append(text)

    def _step(self, metadata: StepEventMetadata, *, is_done: bool) -> None:
        state = metadata.new or metadata.old
        # Components and the stack are nothing in the cloud.
        if metadata.op not in SIGNS or state is None or not state.custom or metadata.type.startswith(PROVIDERS):
            return
        step = Step(metadata.op, metadata.type, metadata.urn)
        (self.done if is_done else self.planned).append(step)
        self.on_step(step, is_done)
