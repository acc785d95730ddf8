"""`lifetracer` with the misbehaving stages in place of the real ones: `python daemon.py DIRECTORY COMMAND …`.

Everything else is the program as it is.
"""

import os
import sys
from datetime import timedelta
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
            timeout=timedelta(seconds=float(os.environ.get("LIFETRACER_CHAOS_STAGE_SECONDS", "20"))),
            stop_sequence=((SIGTERM, timedelta(seconds=0.5)),),
            max_attempts=3,
        )
        for name in registry.STAGES
    }
)

# After the registry: the rest takes the stages from it by name.
from service.cli import main  # noqa: E402

main()
