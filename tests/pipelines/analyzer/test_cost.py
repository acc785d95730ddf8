"""Three years of fifteen categories are estimated with little memory."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pipelines.analyzer.conftest import part_days, whole_days
from tests.stored import set_settings

MEGABYTES = 250
# The peak since the program began; that of `wait4` begins with the memory of the process which started it.
PROGRAM = """
import atexit, runpy, sys
atexit.register(lambda: sys.stderr.write(open("/proc/self/status").read()))
runpy.run_module("pipelines.analyzer", run_name="__main__")
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the kernel does not report the peak of memory")
@pytest.mark.parametrize("make", [part_days, whole_days])
def test_three_years_of_fifteen_categories_are_estimated_with_little_memory(marts, make):
    marts.fill(make(1095, 15))
    set_settings(marts.url, timezone="Europe/Berlin")
    environment = {**os.environ, "DATABASE_URL": marts.url, "LIFETRACER_AS_OF": "2029-01-04T12:00:00+01:00"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=environment, check=False, capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert marts.run("select count(*) from analyzer.estimates") == [(8 * 15,)]
    [peak] = re.findall(r"VmHWM:\s+(\d+) kB", done.stderr)
    assert int(peak) / 1024 < MEGABYTES
