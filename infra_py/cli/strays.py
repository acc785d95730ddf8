"""Resources that the cloud has and the stack's state has not, and what can be done with each. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from infra_py.cli.cloud_inventory import (
    ALERT,
    ATTACHMENT,
    BOOT_VOLUME,
    BUDGET,
    FACTS,
    QUOTA,
    TENANCY_TYPES,
    VOLUME,
    CloudResource,
    Scope,
)
from infra_py.cli.configuration import Configuration
from infra_py.cli.errors import CommandFailed
from infra_py.cli.stack_state import CLOUD, Pending, StackState
from infra_py.settings.oci_config import read_profile


@dataclass(frozen=True)
class Stray:
    """One resource of the cloud that the state does not know.

    Attributes:
        resource: as the cloud lists it.
        creation: the open creation that it may be the result of; None when there is no such one.
        is_adoptable: whether the stack can take it over: it lacks just this resource.
        may_hold_data: whether it is a disk that something may have been written to.
    """

    resource: CloudResource
    creation: Pending | None
    is_adoptable: bool
    may_hold_data: bool

    def __str__(self) -> str:
        return f"{self.resource}{' (may hold your data)' if self.may_hold_data else ''}"


def find_strays(found: Sequence[CloudResource], state: StackState) -> list[Stray]:
    """Return what the state does not know, each with the creation that may have made it."""
    attached = {one.facts.get("volumeId") for one in found if one.type == ATTACHMENT}
    strays = []
    for one in found:
        if one.id in state.known_ids:
            continue
        creation = next((begun for begun in state.pending if begun.is_creation and _may_be(one, begun)), None)
        # A volume is attached after the run that made it has written it to the state.
        is_blank = creation is not None and one.id not in attached
        strays.append(
            Stray(
                resource=one,
                creation=creation,
                is_adoptable=creation is not None and not state.has(creation.urn),
                may_hold_data=one.type == BOOT_VOLUME or (one.type == VOLUME and not is_blank),
            )
        )
    return strays


def rivals(strays: Iterable[Stray]) -> list[Stray]:
    """Return the adoptable ones of which more than one would be the same resource of the stack."""
    adoptable = [one for one in strays if one.is_adoptable and one.creation]
    urns = [one.creation.urn for one in adoptable if one.creation]
    return [one for one in adoptable if one.creation and urns.count(one.creation.urn) > 1]


def missing(state: StackState, strays: Collection[Stray]) -> list[Pending]:
    """Return the creations of which the cloud has no result."""
    urns = {one.creation.urn for one in strays if one.creation}
    return [one for one in state.pending if one.is_creation and one.urn not in urns]


def scope_of(stack: str, configuration: Configuration, state: StackState) -> Scope:
    """Return where the stack's resources may be: by its configuration, and by the state if that says something else.

    Raises:
        CommandFailed: when no tenancy is known.
    """
    values = configuration.values
    profile = read_profile(configuration.profile_name)
    tenancy = values.get("tenancyId") or configuration.provider.get("tenancyOcid") or profile.get("tenancy", "")
    if not tenancy:
        raise CommandFailed("tenancyId is not set and ~/.oci/config names no tenancy.")
    resources = [one for one in state.resources if one["type"].startswith(CLOUD)]
    resources += [dict(one.resource) for one in state.pending if one.is_creation]
    types = {one["type"] for one in resources}
    if values.get("budgetMonthly", "0") != "0":
        types |= {BUDGET, ALERT}
    if values.get("quotaGuard") == "true":
        types.add(QUOTA)
    elsewhere = {
        one["inputs"]["compartmentId"]
        for one in resources
        if one["type"] not in TENANCY_TYPES and "compartmentId" in (one.get("inputs") or {})
    }
    return Scope(
        # The program's tag is the name without organisation and project.
        stack=stack.rpartition("/")[2],
        tenancy=tenancy,
        compartments=elsewhere | {values.get("compartmentId") or tenancy},
        types=frozenset(types & TENANCY_TYPES),
        volumes=state.volumes(),
        boot_volumes=state.boot_volumes(),
    )


def _may_be(one: CloudResource, begun: Pending) -> bool:
    """Return whether a resource can be the result of a creation: same type, and nothing that says otherwise."""
    wanted = {name: str(begun.inputs[name]).lower() for name in FACTS if begun.inputs.get(name)}
    known = {name: value.lower() for name, value in one.facts.items()}
    return one.type == begun.type and all(known.get(name, value) == value for name, value in wanted.items())
