"""`lifetracer` with the misbehaving stages in place of the real ones: `python daemon.py DIRECTORY COMMAND …`.

Everything else is the program as it is.
"""

import os
import sys
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from signal import SIGTERM
from types import MappingProxyType

from service.jobs import registry

DIRECTORY = sys.argv.pop(1)
STAGE = Path(__file__).with_name("stage.py")

registry.STAGES = MappingProxyType(
    {
        name: registry.Stage(
            name=name,
            argv=(sys.executable, "-u", str(STAGE), DIRECTORY, name),
            timeout=timedelta(seconds=float(os.environ["LIFETRACER_CHAOS_TIMEOUT"])),
            stop_sequence=((SIGTERM, timedelta(seconds=0.5)),),
            max_attempts=3,
        )
        for name in registry.STAGES
    }
)

# After the registry: the rest takes the stages from it by name.
from service import processes  # noqa: E402
from service.cli import main  # noqa: E402
from service.jobs import lease, worker  # noqa: E402, F401 the worker's assertions hold for the real times

# Another machine is one whose processes this one cannot see.
if MACHINE := os.environ["LIFETRACER_CHAOS_MACHINE"]:
    processes.machine = lru_cache(lambda: MACHINE)
SCALE = float(os.environ["LIFETRACER_CHAOS_SCALE"])
for name in ("HEARTBEAT_SECONDS", "CUT_OFF_SECONDS", "KILL_SECONDS", "STALE_SECONDS", "LOOK_SECONDS"):
    setattr(lease, name, getattr(lease, name) * SCALE)

main()
