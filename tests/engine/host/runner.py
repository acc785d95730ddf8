"""Runs one Pulumi program: `runner.py SETTINGS PROGRAM [ARGUMENT ...]`, by the Python of the program's environment.

Exit codes: 0; 1 for a RunError, whose text is logged; 32 for any other exception, logged with its traceback.
"""

import asyncio
import json
import logging
import os
import runpy
import sys
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pulumi
from pulumi.runtime import configure, get_config_env, get_config_secret_keys_env, run_in_stack, set_all_config
from pulumi.runtime.settings import Settings

FAILED = 1
LOGGED = 32
# As Pulumi's own server of inline programs has it.
THREADS_PER_OPERATION = 4


def own_frames(error: BaseException, program: Path) -> str:
    """Return the traceback from the program's first frame on."""
    files = {program, program / "__main__.py"}
    frames = traceback.extract_tb(error.__traceback__)
    first = next((index for index, frame in enumerate(frames) if Path(frame.filename).resolve() in files), 0)
    return "".join(traceback.format_exception(error, limit=first - len(frames)))


def run(program: str, parallel: int) -> int:
    """Run a program to its end and return the exit code."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    executor = ThreadPoolExecutor(max_workers=max(parallel, 1) * THREADS_PER_OPERATION)
    loop.set_default_executor(executor)
    # A program that ends early leaves futures that nothing awaits, and asyncio would complain of each.
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    where = Path(program).resolve()

    def start() -> None:
        runpy.run_path(program, run_name="__main__")

    try:
        loop.run_until_complete(run_in_stack(start))
    except pulumi.RunError as error:
        pulumi.log.error(str(error))
        return FAILED
    except Exception as error:  # noqa: BLE001 any failure of the program is reported
        pulumi.log.error(f"Program failed with an unhandled exception:\n{own_frames(error, where)}")
        return LOGGED
    finally:
        executor.shutdown(wait=True)
        loop.close()
    return 0


def main() -> int:
    settings = json.loads(sys.argv[1])
    sys.argv = sys.argv[2:]
    folder = settings.pop("pwd")
    set_all_config(get_config_env(), get_config_secret_keys_env())
    configure(Settings(**settings))
    if folder:
        os.chdir(folder)
    # The runner's own folder is nothing that the program may import from.
    sys.path.pop(0)
    return run(sys.argv[0], settings["parallel"])


if __name__ == "__main__":
    sys.exit(main())
