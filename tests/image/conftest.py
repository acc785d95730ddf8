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
    """A built image: its unpacked root file system and its record."""

    root: Path
    configuration: dict[str, Any]


@pytest.fixture(scope="session")
def image() -> Iterator[Image]:
    if reason := building.why_not():
        pytest.skip(reason)
    with workshop.workshop() as folder:
        builder = building.Builder(folder)
        builder.make_base()
        builder.build(VERSION)
        yield Image(root=builder.unpack(), configuration=builder.configuration())


@pytest.fixture(scope="module")
def served(image: Image) -> Iterator[Served]:
    with volumes() as folder:
        served = Served(image.root, image.configuration, folder)
        try:
            yield served
        finally:
            served.client.close()
            served.container.stop()
