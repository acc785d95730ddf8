"""The version of this program."""

import os
from collections.abc import Mapping
from importlib.metadata import version


def of_environment(environ: Mapping[str, str] = os.environ) -> str:
    """Return `LIFETRACER_VERSION`, which an image is given when it is built, else the distribution's version."""
    return environ.get("LIFETRACER_VERSION", "").strip() or version("lifetracer")


VERSION = of_environment()
