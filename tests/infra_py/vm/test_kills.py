"""First boot and release, killed in the middle of every step: the machine ends as if nothing had happened."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from infra_py.components.release import UNPACK_AND_RUN, document
from tests.fakes.machine.kills import kill_at_each, kill_points, state
from tests.fakes.machine.scratch import Machine, scratch_machine
from tests.fakes.machine.volume import blank_volume
from tests.infra_py.machines import make_handover
from tests.infra_py.vm.booting import GOOD, with_volume
from tests.infra_py.vm.releasing import BOOT, IMAGES, NEW, TOKEN, run_here, version

# The kills are shared out among so many machines, which go through them at the same time.
MACHINES = 2


def test_a_first_boot_that_is_killed_in_the_middle_of_every_step_ends_the_same(tmp_path: Path):
    # The same path in all, so that the same is written everywhere.
    place = "/srv/volume"

    @contextmanager
    def born(name: str) -> Iterator[Machine]:
        with blank_volume(tmp_path / f"{name}.img") as device, scratch_machine(tmp_path / name) as made:
            made.run("ln", "-s", device, place)
            made.registry(**GOOD)
            made.born(with_volume(place))
            yield made

    def boot_and_reboot(machine: Machine, **env: str) -> int:
        code = machine.boot(**env).returncode
        machine.reboot()
        return code

    with born("whole") as whole:
        points = kill_points(whole, whole.boot)
        expected = state(whole)
    with ExitStack() as stack:
        machines = [stack.enter_context(born(f"killed-{number}")) for number in range(MACHINES)]
        kill_at_each(points, machines, boot_and_reboot)
        for killed in machines:
            assert killed.boot().returncode == 0, killed.logs()
            assert state(killed) == expected


def test_a_release_that_is_killed_in_the_middle_of_every_step_and_sent_again_ends_the_same(tmp_path: Path):
    sent = document(make_handover(container_image=NEW, secrets={"TOGGL_API_TOKEN": TOKEN}), "203.0.113.7")

    @contextmanager
    def older(name: str) -> Iterator[Machine]:
        with scratch_machine(tmp_path / name) as made:
            made.registry(**IMAGES)
            made.born(BOOT)
            assert made.boot().returncode == 0, made.logs()
            # As after an update of this program: the machine's files are older than the document's.
            made.path("/usr/libexec/lifetracer/daemon.json").write_text("{}\n")
            made.path("/etc/lifetracer/booted").write_text("older\n")
            yield made

    def send(machine: Machine, **env: str) -> int:
        return run_here(machine, sent, **env)

    with older("whole") as whole:
        points = kill_points(
            whole, lambda **env: whole.run("bash", "-c", UNPACK_AND_RUN, stdin=sent, check=False, env=env)
        )
        expected = state(whole)
    with ExitStack() as stack:
        machines = [stack.enter_context(older(f"killed-{number}")) for number in range(MACHINES)]
        kill_at_each(points, machines, send)
        for killed in machines:
            assert send(killed) == 0, killed.logs()
            assert state(killed) == expected
            assert version(killed) == "2.0"
