"""One run of the engine on a stack, and its result."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pulumi.automation import CommandError, ConcurrentUpdateError, Stack

from infra_py.cli.diagnosis import diagnose
from infra_py.cli.engine import Engine
from infra_py.cli.errors import CommandFailed, Interrupted
from infra_py.cli.events import INSTANCE, Events
from infra_py.cli.lost_events import losses
from infra_py.cli.oci_errors import Refusal, RefusalKind
from infra_py.cli.pulumi_errors import describe_error

STOPPED = "Stopped in order: what is built stays, nothing is half done, and the next `up` goes on from here."


@dataclass(frozen=True)
class Update:
    """The end of one `up`.

    Attributes:
        refusal: why it failed; None when it did not.
        outputs: the stack's outputs; only when it did not fail.
        has_made_machine: whether the machine was created in it, even if something after that failed.
    """

    refusal: Refusal | None
    outputs: dict[str, Any]
    has_made_machine: bool


def up(stack: Stack, engine: Engine, events: Events, *, config_file: Path | None = None) -> Update:
    """Build or change the resources of the stack, once.

    Raises:
        Interrupted: when a person stopped it.
        CommandFailed: when another run holds the stack's lock.
    """
    outputs: dict[str, Any] = {}
    refusal = None
    try:
        with losses(events):
            done = stack.up(on_event=events, config_file=str(config_file) if config_file else None, show_secrets=False)
        outputs = {name: output.value for name, output in done.outputs.items()}
    except CommandError as error:
        refusal = explain(error, events, stack, engine)
    return Update(refusal, outputs, events.has_made_machine())


def explain(error: CommandError, events: Events, stack: Stack, engine: Engine) -> Refusal:
    """Return the cause of a failed run: by its events, and by the command's own text when there are none.

    The events are complete when the run was in a block of `losses`.

    Raises:
        Interrupted: when a person stopped it.
        CommandFailed: when another run holds the stack's lock.
    """
    if isinstance(error, ConcurrentUpdateError):
        raise CommandFailed(describe_error(error)) from error
    if engine.stop.is_set():
        release_lock(stack)
        raise Interrupted(STOPPED) from error
    return diagnose(events.failures(), events.run_errors()) or Refusal(
        kind=RefusalKind.ENGINE, meaning=describe_error(error)
    )


def release_lock(stack: Stack) -> None:
    """Release the lock that a killed engine has left behind."""
    try:
        stack.cancel()
    except CommandError:
        return  # nothing runs and nothing is locked: the usual case


def machine(stack: Stack) -> dict[str, Any] | None:
    """Return the machine's state as the stack has it; None when there is none."""
    return next((one for one in resources(stack) if one["type"] == INSTANCE), None)


def resources(stack: Stack) -> list[dict[str, Any]]:
    """Return the stack's resources in the cloud: type, urn, id, protect, outputs of each."""
    try:
        deployment = stack.export_stack().deployment
    except CommandError as error:
        raise CommandFailed(describe_error(error)) from error
    found: list[dict[str, Any]] = (deployment or {}).get("resources") or []
    # A resource that is pending replacement has been deleted; only the state still has it, until its successor exists.
    return [
        one
        for one in found
        if one.get("custom") and not one["type"].startswith("pulumi:") and not one.get("pendingReplacement")
    ]
