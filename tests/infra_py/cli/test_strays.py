"""Which resource of the cloud is the result of which creation, and where a stack may be. Without an engine."""

import pytest

from infra_py.cli.choices import Decision
from infra_py.cli.cloud_inventory import LISTS, NOUNS, CloudResource
from infra_py.cli.configuration import Configuration
from infra_py.cli.errors import CommandFailed
from infra_py.cli.recovery import Choice, describe
from infra_py.cli.stack_state import StackState
from infra_py.cli.strays import find_strays, missing, rivals, scope_of
from tests.fakes.oci import kinds
from tests.fakes.oci.kinds import KINDS

ROOT = "urn:pulumi:free::lifetracer::"


def urn(kind, name):
    return f"{ROOT}{kind}::{name}"


def resource(kind, name, *, needs=(), **values):
    return {"urn": urn(kind, name), "type": kind, "custom": True, "dependencies": list(needs), **values}


def state(*resources, creating=(), updating=()):
    operations = [
        *({"type": "creating", "resource": one} for one in creating),
        *({"type": "updating", "resource": one} for one in updating),
    ]
    return StackState({"version": 3, "deployment": {"resources": list(resources), "pending_operations": operations}})


def found(kind, identifier, **facts):
    return CloudResource(type=kind, id=identifier, name="n", state="AVAILABLE", created="2026-11-25", facts=facts)


def test_only_what_the_state_does_not_know_is_stray():
    known = resource(kinds.VCN, "vcn", id="vcn-1")
    assert find_strays([found(kinds.VCN, "vcn-1")], state(known)) == []
    (stray,) = find_strays([found(kinds.VCN, "vcn-2")], state(known))
    assert (stray.creation, stray.is_adoptable) == (None, False)


def test_a_resource_that_was_deleted_for_its_successor_is_not_known():
    waiting = resource(kinds.INSTANCE, "vm", id="vm-1", pendingReplacement=True)
    begun = resource(kinds.INSTANCE, "vm")
    (stray,) = find_strays([found(kinds.INSTANCE, "vm-2")], state(waiting, creating=[begun]))
    assert stray.is_adoptable


@pytest.mark.parametrize(
    ("inputs", "facts", "is_match"),
    [
        ({"vcnId": "vcn-1"}, {"vcnId": "vcn-1"}, True),
        ({"vcnId": "vcn-1"}, {"vcnId": "vcn-2"}, False),
        ({"availabilityDomain": "kIdk:AD-1"}, {"availabilityDomain": "KIDK:AD-1"}, True),
        ({"compartmentId": "c1"}, {"compartmentId": "c2"}, False),
        ({"displayName": "before"}, {}, True),
    ],
)
def test_a_creation_explains_only_what_it_could_have_made(inputs, facts, is_match):
    begun = resource(kinds.SUBNET, "subnet", inputs=inputs)
    (stray,) = find_strays([found(kinds.SUBNET, "subnet-1", **facts)], state(creating=[begun]))
    assert (stray.creation is not None) is is_match
    assert bool(missing(state(creating=[begun]), [stray])) is not is_match


def test_an_update_explains_nothing():
    (stray,) = find_strays([found(kinds.VCN, "vcn-2")], state(updating=[resource(kinds.VCN, "vcn", id="vcn-1")]))
    assert stray.creation is None


def test_a_living_resource_leaves_no_place_for_another():
    begun, living = resource(kinds.VCN, "vcn"), resource(kinds.VCN, "vcn", id="vcn-1")
    (stray,) = find_strays([found(kinds.VCN, "vcn-2")], state(living, creating=[begun]))
    assert stray.creation is not None
    assert not stray.is_adoptable


def test_two_results_of_one_creation_are_rivals():
    strays = find_strays(
        [found(kinds.VCN, "vcn-1"), found(kinds.VCN, "vcn-2"), found(kinds.BUDGET, "budget-1")],
        state(creating=[resource(kinds.VCN, "vcn"), resource(kinds.BUDGET, "budget")]),
    )
    assert [one.resource.id for one in rivals(strays)] == ["vcn-1", "vcn-2"]


def test_an_adopted_one_stands_behind_what_it_needs_and_before_what_needs_it():
    subnet, address = urn(kinds.SUBNET, "subnet"), urn(kinds.INSTANCE, "vm")
    begun = resource(kinds.INSTANCE, "vm", needs=[subnet], inputs={"displayName": "lifetracer-vm"})
    before = state(
        resource(kinds.INSTANCE, "vm", id="vm-1", pendingReplacement=True),
        resource(kinds.SUBNET, "subnet", id="subnet-1"),
        resource(kinds.ADDRESS, "address", id="address-1", needs=[address]),
        creating=[begun],
    )
    after = before.adopted({begun["urn"]: ("vm-2", {"state": "RUNNING"})})
    assert [one["id"] for one in after.resources] == ["subnet-1", "vm-2", "address-1"]
    assert after.resources[1]["inputs"] == {"displayName": "lifetracer-vm"}
    assert after.resources[1]["outputs"] == {"state": "RUNNING"}


def test_what_was_open_in_words():
    begun = resource(kinds.INSTANCE, "vm", inputs={"displayName": "lifetracer-vm"})
    changed = resource("command:remote:Command", "release-hand-over", id="x")
    component = resource("lifetracer:infra:Guardrails", "guardrails")
    assert "before it changed anything" in describe("free", state(creating=[component]).pending)
    assert describe("free", state(creating=[component, begun], updating=[changed]).pending) == (
        "The last run on the stack free was killed while it was creating the machine lifetracer-vm, updating the "
        "release step release-hand-over; how that ended is not known."
    )


def configuration(**values):
    return Configuration(values=values, encrypted=frozenset(), provider={"tenancyOcid": "t"})


def test_where_the_stack_was_is_looked_at_too():
    made = resource(kinds.VCN, "vcn", id="vcn-1", inputs={"compartmentId": "c1"})
    begun = resource(kinds.SUBNET, "subnet", inputs={"compartmentId": "c2"})
    budget = resource(kinds.BUDGET, "budget", id="b", inputs={"compartmentId": "t"})
    scope = scope_of("me/lifetracer/free", configuration(compartmentId="c3"), state(made, budget, creating=[begun]))
    assert scope.stack == "free"
    assert set(scope.compartments) == {"c1", "c2", "c3"}
    assert scope.types == {kinds.BUDGET}


@pytest.mark.parametrize(
    ("values", "types"),
    [
        ({}, set()),
        ({"budgetMonthly": "0", "quotaGuard": "false"}, set()),
        ({"budgetMonthly": "10"}, {kinds.BUDGET, kinds.ALERT}),
        ({"quotaGuard": "true"}, {kinds.QUOTA}),
    ],
)
def test_guardrails_are_looked_for_only_where_they_may_be(values, types):
    """A user without rights on budgets must be able to destroy a stack that has none."""
    assert scope_of("free", configuration(**values), state()).types == types


def test_every_kind_of_the_stack_can_be_looked_up():
    assert set(KINDS) <= set(LISTS) == set(NOUNS)


@pytest.mark.parametrize(("kind", "function"), [(kind, what) for kind, what in LISTS.items()])
def test_the_provider_has_each_list(kind, function):
    """The tokens and fields are those of pulumi_oci."""
    import importlib

    token, items = function
    package, _, name = token.partition(":")[2].partition("/")
    module = importlib.import_module(f"pulumi_oci.{package.lower()}")
    python_name = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name.partition(":")[0])
    fields = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in items)
    source = importlib.import_module(f"{module.__name__}.{python_name}")
    assert token in getattr(source, python_name).__code__.co_consts
    result = next(value for key, value in vars(source).items() if key.startswith("Get") and key.endswith("Result"))
    assert isinstance(getattr(result, fields), property)


def decision(choice, **options):
    return Decision("free", "recover", choice, **options)


def test_an_option_does_not_decide_what_it_does_not_fit(capsys):
    unexplained = find_strays([found(kinds.VOLUME, "volume-1")], state())
    with pytest.raises(CommandFailed, match="no place for this"):
        decision(Choice.ADOPT)(unexplained)
    with pytest.raises(CommandFailed, match="may hold your data"):
        decision(Choice.DELETE)(unexplained)
    assert decision(Choice.DELETE, with_data=True)(unexplained) == {"volume-1": Choice.DELETE}
