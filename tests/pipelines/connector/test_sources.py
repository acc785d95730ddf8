"""A source is a folder of the connector and a line in the registry; both sides have the same ones."""

import pkgutil
import subprocess
import sys

import pytest

from pipelines import connector
from service.sources import SOURCES

FOLDERS = {module.name for module in pkgutil.iter_modules(connector.__path__) if module.ispkg}


def test_every_folder_is_registered_and_the_other_way_round():
    assert set(SOURCES) == FOLDERS


@pytest.mark.parametrize("service", sorted(SOURCES))
def test_the_command_of_a_source_exists(service):
    source = SOURCES[service]
    command = [sys.executable, "-m", "pipelines.connector", source.command, "--help"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert all(f"--{flag}" in done.stdout for flag in source.flags)
