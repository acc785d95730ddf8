"""The pinned `pulumi` engine: where `make engine` puts it, and how a test runs it.

A `pulumi` that a person has installed is never used in its place.
"""

import hashlib
import os
import re
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
FAKES = HERE.parent / "fakes"
HOST = HERE / "host"
LAUNCHER = HOST / "pulumi-language-python"
MODULE = "github.com/pulumi/pulumi/pkg/v3"
GO_MOD = (HERE / "go.mod").read_text(encoding="utf-8")


def _pinned(pattern: str) -> str:
    found = re.search(pattern, GO_MOD, re.MULTILINE)
    assert found is not None, f"tests/engine/go.mod has no line like {pattern}"
    return found[1]


VERSION = _pinned(rf"^\s*{re.escape(MODULE)} v(\S+)")
GO_VERSION = _pinned(r"^go (\S+)")


def cache_dir() -> Path:
    """Return the folder, outside of the checkout, that holds what is built from exactly these files."""
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in (HERE / "go.mod", HERE / "go.sum", LAUNCHER)))
    caches = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(caches) / "lifetracer" / "engine" / f"{VERSION}-{digest.hexdigest()[:16]}"


# Found once: tests change HOME.
FOLDER = cache_dir()
ENGINE = FOLDER / "pulumi"
# .ci/run builds the engine and accepts no skip.
NEEDS_ENGINE = pytest.mark.skipif(
    not ENGINE.exists(), reason=f"the pinned pulumi {VERSION} is not built: `make engine` does it, with Go {GO_VERSION}"
)


def search_path(*providers: str, rest: str | None = None) -> str:
    """Return a PATH that begins with the engine, its language host and these stand-ins for providers.

    Args:
        providers: folders in tests/fakes.
        rest: what follows; None for the PATH of this process.
    """
    own = [HERE / "bin", FOLDER, *(FAKES / name for name in providers)]
    return os.pathsep.join([*map(str, own), os.environ["PATH"] if rest is None else rest])


def environment(*, logs: Path | None = None) -> dict[str, str]:
    """Return the variables with which the programs on that PATH run.

    Args:
        logs: a folder that keeps the engine's detailed log of every command.
    """
    values = {
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        "TEST_ENGINE": str(ENGINE),
        "TEST_ENGINE_PYTHON": sys.executable,
        "TEST_LANGUAGE_HOST": str(HOST / "server.py"),
    }
    if logs is not None:
        logs.mkdir(parents=True, exist_ok=True)
        values["TEST_ENGINE_LOGS"] = str(logs)
    return values
