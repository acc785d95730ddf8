"""A throwaway stack with the account of the person's stack: for look-ups, and for resources that the stack has lost.

A program without resources of ours runs in the engine, in a separate directory and state that are removed
afterwards. Its provider is configured like that of the person's stack, so no other library of Oracle's is needed.
"""

import asyncio
import json
import re
import secrets
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pulumi
from pulumi.automation import (
    CommandError,
    LocalWorkspaceOptions,
    ProjectBackend,
    ProjectSettings,
    Stack,
    create_stack,
)

from infra_py.cli.diagnosis import diagnose
from infra_py.cli.engine import Engine
from infra_py.cli.errors import CommandFailed, Interrupted
from infra_py.cli.events import Events
from infra_py.cli.lost_events import losses
from infra_py.cli.oci_errors import Refusal
from infra_py.cli.pulumi_errors import describe_error

PROJECT, NAME = "lifetracer-lookup", "lookup"
ROOT = f"urn:pulumi:{NAME}::{PROJECT}::pulumi:pulumi:Stack::{PROJECT}-{NAME}"
ACCOUNT = "account"
OUTPUT = "answer"
HUMP = re.compile(r"(?<=[a-z0-9])([A-Z])")


class LookUpFailed(CommandFailed):
    """The cloud did not answer a question, so nothing is known.

    Attributes:
        refusal: the reason, where there is one.
    """

    def __init__(self, text: str, refusal: Refusal | None = None) -> None:
        super().__init__(text)
        self.refusal = refusal


Values = Mapping[str, Any]
Question = Callable[[pulumi.ProviderResource], "pulumi.Output[Any]"]


@dataclass(frozen=True)
class SideStack:
    """The throwaway stack; every method raises CommandFailed with the reason, or Interrupted after Ctrl-C."""

    stack: Stack
    engine: Engine
    directory: Path

    def read(self, resources: Sequence[Values]) -> dict[str, dict[str, Any]]:
        """Read resources from the cloud as they are now.

        Args:
            resources: `type`, `id` and the `properties` that are known.

        Returns:
            The properties by id, without those of resources that do not exist.
        """
        self._place(resources)
        self._run(lambda events: self.stack.refresh(on_event=events, show_secrets=False))
        state = self._export()["deployment"].get("resources", [])
        return {one["id"]: dict(one.get("outputs") or {}) for one in state if one.get("id") in _ids(resources)}

    def delete(self, resources: Sequence[Values]) -> None:
        """Delete resources from the cloud, the last one first.

        Args:
            resources: as in `read`, in the order in which they were built.
        """
        # Without targets the provider would go, too, and nothing could be read afterwards.
        urns = self._place(resources)
        self._run(lambda events: self.stack.destroy(target=urns, on_event=events, show_secrets=False))

    def _place(self, resources: Sequence[Values]) -> list[str]:
        """Write resources into the state of this stack, each depending on all before it; return their URNs."""
        exported = self._export()
        # What a former call has left is none of this one's.
        kept = [one for one in exported["deployment"]["resources"] if one["type"].startswith("pulumi:")]
        provider = next(one for one in kept if one["urn"].endswith(f"::{ACCOUNT}"))
        urns: list[str] = []
        for one in resources:
            urn = f"urn:pulumi:{NAME}::{PROJECT}::{one['type']}::{one['id']}"
            known = dict(one["properties"])
            kept.append(
                {
                    "urn": urn,
                    "custom": True,
                    "id": one["id"],
                    "type": one["type"],
                    "inputs": known,
                    "outputs": known,
                    "parent": ROOT,
                    "provider": f"{provider['urn']}::{provider['id']}",
                    "dependencies": list(urns),
                }
            )
            urns.append(urn)
        exported["deployment"]["resources"] = kept
        file = self.directory / "deployment.json"
        file.write_text(json.dumps(exported), encoding="utf-8")
        self._pulumi("stack", "import", "--file", str(file))
        return urns

    def _export(self) -> dict[str, Any]:
        return dict(json.loads(self._pulumi("stack", "export")))

    def _pulumi(self, *args: str) -> str:
        environ = self.stack.workspace.env_vars
        try:
            return self.engine.run([*args, "--stack", NAME], str(self.directory), environ).stdout
        except CommandError as error:
            raise CommandFailed(describe_error(error)) from error

    def _run(self, command: Callable[[Events], object]) -> None:
        events = Events()
        try:
            with losses(events):
                command(events)
        except CommandError as error:
            raise failure(error, events, self.engine) from error


@contextmanager
def side_stack(engine: Engine, provider: Mapping[str, str], question: Question) -> Iterator[tuple[SideStack, Any]]:
    """Make the stack and have Oracle's provider answer a question; the stack is gone when the block ends.

    Args:
        engine: runs it.
        provider: the `oci:` part of the stack's configuration, without that prefix.
        question: returns what is wanted from invokes with the given provider.

    Yields:
        The stack and the answer.

    Raises:
        LookUpFailed: when the cloud does not answer, with the reason.
        Interrupted: after Ctrl-C.
    """
    loops: list[asyncio.AbstractEventLoop] = []

    def program() -> None:
        loops.append(asyncio.get_running_loop())
        # Slow to import, and only needed here.
        import pulumi_oci as oci  # noqa: PLC0415

        arguments: dict[str, Any] = {
            HUMP.sub(r"_\1", name).lower(): pulumi.Output.secret(value) for name, value in provider.items()
        }
        answer = question(oci.Provider(ACCOUNT, **arguments))
        pulumi.export(OUTPUT, answer)

    with tempfile.TemporaryDirectory(prefix="lifetracer-") as directory:
        events = Events()
        try:
            stack = create_stack(NAME, project_name=PROJECT, program=program, opts=_apart(Path(directory), engine))
            with losses(events):
                done = stack.up(on_event=events, show_secrets=False)
        except CommandError as error:
            failed = failure(error, events, engine)
            if isinstance(failed, Interrupted):
                raise failed from error
            raise LookUpFailed(str(failed), diagnose(events.failures(), events.run_errors())) from error
        finally:
            for loop in loops:
                _close(loop)
        yield SideStack(stack, engine, Path(directory)), done.outputs[OUTPUT].value


def _close(loop: asyncio.AbstractEventLoop) -> None:
    """Cancel what waits in the program's loop and close it, as the SDK does not when several look-ups fail at once."""
    if loop.is_running() or loop.is_closed():
        return
    if waiting := asyncio.all_tasks(loop):
        for task in waiting:
            task.cancel()
        loop.run_until_complete(asyncio.gather(*waiting, return_exceptions=True))
    loop.close()


def failure(error: CommandError, events: Events, engine: Engine) -> CommandFailed:
    """Return why a run of a side stack failed."""
    if engine.stop.is_set():
        return Interrupted("Stopped.")
    refusal = diagnose(events.failures(), events.run_errors())
    return CommandFailed(refusal.sentence() if refusal else describe_error(error))


def _ids(resources: Sequence[Values]) -> set[str]:
    return {str(one["id"]) for one in resources}


def _apart(directory: Path, engine: Engine) -> LocalWorkspaceOptions:
    """Return a workspace that shares nothing with the person's own but the engine and its plugins."""
    state = directory / "state"
    state.mkdir()
    url = state.as_uri()
    return LocalWorkspaceOptions(
        work_dir=str(directory),
        project_settings=ProjectSettings(PROJECT, "python", main=str(directory), backend=ProjectBackend(url=url)),
        env_vars={"PULUMI_BACKEND_URL": url, "PULUMI_CONFIG_PASSPHRASE": secrets.token_urlsafe()},
        pulumi_command=engine,
    )
