"""Who decides what becomes of a resource that a killed run has made: a person, or an option, and never silence."""

import pytest

from infra_py.cli import main
from tests.engine.installed import NEEDS_ENGINE
from tests.fakes.oci import kinds
from tests.fakes.oci.state import WHEN

from .conftest import STACK
from .killing import assert_complete, creations, kill_at, lose_resources, pending
from .test_crash_destroy import add_network

pytestmark = NEEDS_ENGINE


def test_without_an_answer_nothing_is_changed(computer, answers):
    kill_at(computer, f"create {kinds.VCN}", "up", "--stack", STACK)
    there = computer.cloud.inventory()
    answers("")
    assert computer("up") == 1
    assert "Run `python -m infra_py up` in a terminal, where it asks, or with --adopt" in computer.err
    assert f"network lifetracer-vcn, AVAILABLE, created {WHEN}, {next(iter(there))}" in computer.err
    assert "Another stack of the same name" in computer.err
    assert computer.cloud.inventory() == there
    assert pending(computer) == [kinds.VCN]


@pytest.mark.parametrize(("answer", "networks"), [("adopt", 1), ("delete", 2), ("keep", 2)])
def test_a_person_decides(computer, answers, answer, networks):
    kill_at(computer, f"create {kinds.VCN}", "up", "--stack", STACK)
    answers(f"what?\n{answer}\n")
    assert computer("up") == 0, computer.err
    assert creations(computer).count(kinds.VCN) == networks
    assert len(computer.cloud.of(kinds.VCN)) == (2 if answer == "keep" else 1)
    assert pending(computer) == []
    if answer != "keep":
        assert_complete(computer)


def test_one_of_two_is_adopted(computer, answers):
    """Two networks could be the result of the same creation; the stack has place for one."""
    kill_at(computer, f"create {kinds.VCN}", "up", "--stack", STACK)
    mine, other = computer.cloud.of(kinds.VCN)[0]["id"], add_network(computer)
    assert computer("up", "--adopt") == 1
    assert (
        f"the stack has place for one of these only: network lifetracer-vcn, AVAILABLE, created {WHEN}, {mine}; "
        in (computer.err)
    )
    answers("delete\nadopt\n" if other < mine else "adopt\ndelete\n")
    assert computer("recover") == 0, computer.err
    assert list(computer.cloud.inventory()) == [mine]
    assert computer("up") == 0, computer.err
    assert_complete(computer)


def test_up_leaves_alone_what_its_crash_does_not_explain(computer, answers):
    """A colleague's stack of the same name, in another state, carries the same tags."""
    kill_at(computer, f"create {kinds.SUBNET}", "up", "--stack", STACK)
    foreign = add_network(computer)
    assert computer("up", "--delete-stray") == 0, computer.err
    assert "Also tagged as this stack's, but made by no run that is open: network lifetracer-vcn" in computer.err
    assert foreign in computer.cloud.inventory()

    for answer, words in (("n\n", "Nothing was deleted."), ("", "--yes agrees to it.")):
        answers(answer)
        assert computer("recover", "--delete-stray") == 1
        assert words in computer.err
    assert foreign in computer.cloud.inventory()
    assert computer("recover", "--delete-stray", "--yes") == 0, computer.err
    assert_complete(computer)


def test_nothing_to_recover(built):
    assert built("recover") == 0, built.err
    assert "The state of the stack free has everything that the cloud has with its tags" in built.out
    assert_complete(built)


def test_a_disk_with_data_is_not_deleted_by_the_way(built):
    lost = built.cloud.of(kinds.VOLUME)[0]["id"]
    lose_resources(built, kinds.ATTACHMENT, kinds.VOLUME)
    assert built("recover", "--delete-stray", "--yes") == 1
    assert "this may hold your data: data volume lifetracer-data" in built.err
    assert lost in built.cloud.inventory()


def test_the_options_exclude_each_other(capsys):
    assert main(["up", "--adopt", "--delete-stray"]) == 2
    assert "exclude each other" in capsys.readouterr().err


def test_what_cannot_be_looked_up_changes_nothing(computer):
    kill_at(computer, f"create {kinds.VCN}", "up", "--stack", STACK)
    computer.cloud.fail("oci:Core/getSubnets:getSubnets", "invoke", "429-TooManyRequests, Too many requests.")
    assert computer("up", "--adopt") == 1
    assert creations(computer) == [kinds.VCN]
    assert pending(computer) == [kinds.VCN]
    assert "Traceback" not in computer.err
