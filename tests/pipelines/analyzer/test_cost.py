"""Three years of fifteen categories are estimated with little memory."""

import os
import subprocess
import sys

import pytest

from tests.pipelines.analyzer.conftest import part_days, whole_days
from tests.stored import set_settings

MEGABYTES = 250


@pytest.mark.parametrize("make", [part_days, whole_days])
def test_three_years_of_fifteen_categories_are_estimated_with_little_memory(marts, make):
    marts.fill(make(1095, 15))
    set_settings(marts.url, timezone="Europe/Berlin")
    environment = {**os.environ, "DATABASE_URL": marts.url, "LIFETRACER_AS_OF": "2029-01-04T12:00:00+01:00"}
    command = [sys.executable, "-m", "pipelines.analyzer"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    assert marts.run("select count(*) from analyzer.estimates") == [(8 * 15,)]
    assert usage.ru_maxrss / 1024 < MEGABYTES
