"""The `pulumi` command, and the virtual environment in which it runs our program."""

import re
import subprocess
import sys
from pathlib import Path

from pulumi._version import version as sdk_version
from semver import VersionInfo

from infra_py.cli.checks.finding import Finding, ok, problem, warning
from infra_py.cli.engine import INSTALL, Engine
from infra_py.cli.errors import CommandFailed
from infra_py.cli.project import PROJECT_FILE

PULUMI = "pulumi"
PYTHON = "python"
# The first engine that sends its events over a socket, as this SDK reads them. Of the releases since then only the one
# in tests/engine/go.mod is tested.
OLDEST = VersionInfo(3, 206, 0)
DEFAULT_VIRTUALENV = ".venv"
VIRTUALENV = re.compile(r"^\s+virtualenv:\s*(?P<path>\S+)\s*$", re.MULTILINE)
MODULES = ("pulumi", "pulumi_oci", "pulumi_command", "infra_py.program")
LOOK = """
import importlib.util, sys
def there(name):
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        return False
print(*[name for name in sys.argv[1:] if not there(name)])
"""
LOOK_SECONDS = 60


def command() -> tuple[Engine | None, list[Finding]]:
    """Find the `pulumi` command; the engine is None when it cannot be used."""
    try:
        engine = Engine()
    except CommandFailed as error:
        return None, [problem(PULUMI, str(error), INSTALL)]
    found = engine.version
    if found is None or found < OLDEST:
        text = f"pulumi {found} is too old for the SDK {sdk_version}; at least {OLDEST} is needed."
        return None, [problem(PULUMI, text, INSTALL)]
    if found < sdk_version:
        text = f"pulumi {found} is older than the SDK {sdk_version}: this pair is not tested."
        return engine, [warning(PULUMI, text, f"Upgrade pulumi to {sdk_version} or newer. {INSTALL}")]
    return engine, [ok(PULUMI, f"pulumi {found} is not older than the SDK {sdk_version}.")]


def virtualenv(folder: Path) -> str:
    """Return the virtual environment that Pulumi.yaml names, relative to the folder."""
    found = VIRTUALENV.search((folder / PROJECT_FILE).read_text(encoding="utf-8"))
    return found["path"].strip("\"'") if found else DEFAULT_VIRTUALENV


def environment(folder: Path, name: str) -> list[Finding]:
    """Look whether the virtual environment that Pulumi.yaml names can run the program."""
    scripts = "Scripts/python.exe" if sys.platform == "win32" else "bin/python"
    python = folder / name / scripts
    if not python.exists():
        return [problem(PYTHON, f"There is no virtual environment in {folder / name}.", install(name))]
    try:
        looked = subprocess.run(
            [str(python), "-c", LOOK, *MODULES],
            check=True,
            capture_output=True,
            text=True,
            timeout=LOOK_SECONDS,
            # Not the project's folder: what is found there need not be installed.
            cwd=python.parent,
        )
    except (OSError, subprocess.SubprocessError):
        return [problem(PYTHON, f"{python} does not run.", install(name))]
    if missing := looked.stdout.split():
        return [problem(PYTHON, f"{name} lacks {', '.join(missing)}.", install(name))]
    return [ok(PYTHON, f"{name} has what the program needs.")]


def install(name: str) -> str:
    """Return the commands that make the virtual environment."""
    python = f"{name}\\Scripts\\python" if sys.platform == "win32" else f"{name}/bin/python"
    return (
        f"{PYTHON} -m venv {name}; {python} -m pip install --require-hashes -r requirements-infra.txt; "
        f"{python} -m pip install --no-deps --no-build-isolation -e ."
    )
