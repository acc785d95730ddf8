"""The image is built once for the run; a container is started from it for a module."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from . import building, workshop
from .running import volumes
from .serving import Served

VERSION = "0.0.0+of-the-test"


@dataclass(frozen=True, kw_only=True)
class Image:
    """A built image: its unpacked root file system, its architecture and how it is started."""

    root: Path
    architecture: str
    configuration: dict[str, Any]


@pytest.fixture(scope="session")
def architecture() -> str | None:
    """Which architecture the image is built for: this machine's. arm64.py names another one."""
    if reason := building.why_not():
        pytest.skip(reason)
    return None


@pytest.fixture(scope="session")
def image(architecture: str | None) -> Iterator[Image]:
    with workshop.workshop() as folder:
        builder = building.Builder(folder, architecture)
        builder.make_base()
        builder.build(VERSION)
        record = builder.record()
        yield Image(root=builder.unpack(), architecture=record["architecture"], configuration=record["config"])


@pytest.fixture(scope="module")
def served(image: Image) -> Iterator[Served]:
    with volumes() as folder:
        served = Served(image.root, image.configuration, folder)
        try:
            yield served
        finally:
            served.client.close()
            served.container.stop()
