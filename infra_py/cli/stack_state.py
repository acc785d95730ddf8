"""The state of a stack as the engine keeps it: what it knows, and what a killed run has left open.

Read and written by `pulumi stack export` and `import`. Secrets stay encrypted on the way.
"""

import json
import tempfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pulumi.automation import CommandError

from infra_py.cli.cloud_inventory import INSTANCE, NOUNS, VOLUME
from infra_py.cli.errors import CommandFailed
from infra_py.cli.project import Project
from infra_py.cli.pulumi_errors import describe_error

CLOUD = "oci:"
CREATING = "creating"
RELEASE = "command:remote:Command"


@dataclass(frozen=True)
class Pending:
    """An operation that a run began and of which the state has no end.

    Attributes:
        operation: creating, updating, deleting, reading or importing.
        resource: the resource as the engine would have written it, without id and outputs when it was being created.
    """

    operation: str
    resource: Mapping[str, Any]

    @property
    def urn(self) -> str:
        """The resource's name in the state."""
        return str(self.resource["urn"])

    @property
    def type(self) -> str:
        """Pulumi's token."""
        return str(self.resource["type"])

    @property
    def inputs(self) -> Mapping[str, Any]:
        """The arguments; secret ones are encrypted."""
        return dict(self.resource.get("inputs") or {})

    @property
    def is_creation(self) -> bool:
        """Whether the cloud may have a resource that the state does not know."""
        return self.operation == CREATING and self.type.startswith(CLOUD)

    @property
    def label(self) -> str:
        """The resource for a person, such as "machine lifetracer-vm"."""
        noun = "release step" if self.type == RELEASE else NOUNS.get(self.type, self.type)
        name = self.inputs.get("displayName") or self.inputs.get("name") or self.urn.rpartition("::")[2]
        return f"{noun} {name}"

    def __str__(self) -> str:
        return f"{self.operation} the {self.label}"


@dataclass(frozen=True)
class StackState:
    """One export of a stack's state."""

    exported: dict[str, Any]

    @property
    def resources(self) -> list[dict[str, Any]]:
        """Everything in the state, providers and components included, each after what it depends on."""
        return list((self.exported.get("deployment") or {}).get("resources") or [])

    @property
    def pending(self) -> list[Pending]:
        """What a killed run has left open."""
        operations = (self.exported.get("deployment") or {}).get("pending_operations") or []
        return [Pending(one["type"], one["resource"]) for one in operations]

    @property
    def known_ids(self) -> frozenset[str]:
        """The ids of all that the state has in the cloud."""
        return frozenset(one["id"] for one in self.resources if _is_in_cloud(one))

    def has(self, urn: str) -> bool:
        """Return whether the state has a living resource of this name."""
        return any(one["urn"] == urn and _is_in_cloud(one) and not one.get("delete") for one in self.resources)

    def volumes(self) -> frozenset[str]:
        """Return the ids of the data volumes."""
        return frozenset(one["id"] for one in self.resources if one["type"] == VOLUME and _is_in_cloud(one))

    def boot_volumes(self) -> frozenset[str]:
        """Return the ids of the machines' disks."""
        machines = (one.get("outputs") or {} for one in self.resources if one["type"] == INSTANCE)
        return frozenset(one["bootVolumeId"] for one in machines if one.get("bootVolumeId"))

    def adopted(self, found: Mapping[str, tuple[str, Mapping[str, Any]]]) -> "StackState":
        """Return the state with begun creations as done.

        Args:
            found: the id and the outputs by URN.
        """
        resources = self.resources
        begun = {one.urn: one.resource for one in self.pending if one.is_creation}
        for urn, (identifier, outputs) in found.items():
            resources = _placed(resources, {**begun[urn], "id": identifier, "outputs": dict(outputs)})
        return self._with(resources)

    def _with(self, resources: list[dict[str, Any]]) -> "StackState":
        deployment = {**self.exported["deployment"], "resources": resources}
        return StackState({**self.exported, "deployment": deployment})


def read_state(project: Project, stack: str) -> StackState:
    """Read the state of a stack.

    Raises:
        CommandFailed: when it cannot be read.
    """
    try:
        return StackState(json.loads(project.pulumi("stack", "export", "--stack", stack)))
    except CommandError as error:
        raise CommandFailed(describe_error(error)) from error


def write_state(project: Project, stack: str, state: StackState) -> None:
    """Write a state in one step; the engine checks it, and drops every operation that was left open.

    Raises:
        CommandFailed: when the engine does not accept it.
    """
    with tempfile.TemporaryDirectory(prefix="lifetracer-") as directory:
        file = Path(directory) / "state.json"
        file.write_text(json.dumps(state.exported), encoding="utf-8")
        try:
            project.pulumi("stack", "import", "--file", str(file), "--stack", stack)
        except CommandError as error:
            raise CommandFailed(describe_error(error)) from error


def _is_in_cloud(one: Mapping[str, Any]) -> bool:
    # What is pending replacement has been deleted, and waits for its successor only in the state.
    return bool(one.get("custom") and one["type"].startswith(CLOUD) and not one.get("pendingReplacement"))


def _placed(resources: Collection[Mapping[str, Any]], new: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the resources with a new one behind all that it depends on, in place of its deleted predecessor."""
    others = [dict(one) for one in resources if one["urn"] != new["urn"] or not one.get("pendingReplacement")]
    needed = {new.get("parent"), str(new.get("provider")).rpartition("::")[0], *new.get("dependencies", [])}
    needed |= {urn for urns in (new.get("propertyDependencies") or {}).values() for urn in urns or []}
    last = max((place for place, one in enumerate(others) if one["urn"] in needed), default=-1)
    return [*others[: last + 1], new, *others[last + 1 :]]
