"""Runs programs of another architecture by qemu's user-mode emulation, for as long as a test needs them."""

import platform
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

REGISTER = Path(__file__).with_name("emulate.sh")
# Where Debian's qemu-user-static describes its emulator to the kernel.
RULES = Path("/usr/lib/binfmt.d")


def why_not(machine: str) -> str | None:
    """Return what is missing to run programs of a machine, as uname names it, if anything."""
    if platform.machine() == machine or _rule(machine).is_file():
        return None
    return f"{_rule(machine)} does not exist (Debian: apt-get install qemu-user-static)"


@contextmanager
def emulated(machine: str) -> Iterator[None]:
    """Register the emulator of a machine with the kernel, and remove the registration even if this process is killed.

    The kernel holds it for all processes; nothing but programs of that machine is run differently.
    """
    if platform.machine() == machine:
        yield
        return
    # A session apart, because Ctrl-C in the terminal would end it before it removes the registration.
    argv = ["unshare", "--mount", "--", "sh", str(REGISTER), str(_rule(machine))]
    with subprocess.Popen(
        argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "registered\n", f"The kernel did not accept {_rule(machine)}; see above."
        yield


def _rule(machine: str) -> Path:
    return RULES / f"qemu-{machine}.conf"
