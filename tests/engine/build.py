"""Builds the pinned `pulumi` engine into the cache: `python -m tests.engine.build [--if-possible]`.

With --if-possible a machine without a Go that is new enough is no failure; the tests of the engine are skipped there.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.engine.installed import ENGINE, FOLDER, GO_VERSION, HERE, LAUNCHER, MODULE, VERSION

SDK_VERSION = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version"


class CannotBuildError(Exception):
    """Says in a sentence for a person why there is no engine."""


def environment() -> dict[str, str]:
    """Return the variables for Go: a person's own flags, workspace and C compiler do not matter to this build."""
    return {**os.environ, "GOFLAGS": "", "GOWORK": "off", "CGO_ENABLED": "0"}


def find_go() -> str:
    """Return the `go` command.

    Raises:
        CannotBuildError: when there is none, or one that is too old and may not fetch a newer toolchain (GOTOOLCHAIN).
    """
    go = shutil.which("go")
    if go is None:
        raise CannotBuildError(f"there is no `go` command; Go {GO_VERSION} is needed")
    # In the module's folder Go 1.21 and newer switch to the toolchain that go.mod asks for, if GOTOOLCHAIN lets them.
    asked = subprocess.run(
        [go, "env", "GOVERSION"], cwd=HERE, env=environment(), check=False, capture_output=True, text=True
    )
    found = asked.stdout.strip().removeprefix("go")
    if asked.returncode != 0 or _numbers(found) < _numbers(GO_VERSION):
        reason = asked.stderr.strip() or f"{go} is Go {found}; Go {GO_VERSION} is needed"
        raise CannotBuildError(reason)
    return go


def _numbers(version: str) -> tuple[int, ...]:
    """Return 1.26.6 as (1, 26, 6); of a pre-release such as 1.27rc1 the numbers before it."""
    found = re.match(r"\d+(?:\.\d+)*", version)
    return tuple(int(part) for part in found[0].split(".")) if found else ()


def build(go: str) -> None:
    """Build the engine, and put it in its place at once: an interrupted build leaves nothing that looks complete.

    Raises:
        CannotBuildError: when Go fails; its output has gone to the terminal.
    """
    FOLDER.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=FOLDER.parent, prefix="build-") as scratch:
        made = Path(scratch, FOLDER.name)
        made.mkdir()
        # Without its version the engine is refused by Pulumi's Automation API.
        flags = f"-s -w -X {SDK_VERSION}=v{VERSION}"
        command = [go, "build", "-mod=readonly", "-trimpath", "-ldflags", flags, "-o", str(made / ENGINE.name)]
        if subprocess.run([*command, f"{MODULE}/cmd/pulumi"], cwd=HERE, env=environment(), check=False).returncode:
            raise CannotBuildError("`go build` failed, see above")
        shutil.copy(LAUNCHER, made)
        try:
            made.rename(FOLDER)
        except OSError:
            if not ENGINE.exists():  # and so not by another run, which was faster
                raise


def main(arguments: list[str]) -> int:
    """Build the engine unless the cache has it."""
    if ENGINE.exists():
        print(f"pulumi {VERSION} is in {FOLDER}.")
        return 0
    try:
        go = find_go()
        print(f"Building pulumi {VERSION} from source, once: about 10 minutes of one core ...", flush=True)
        build(go)
    except CannotBuildError as error:
        print(f"No pulumi engine for the tests: {error}.", file=sys.stderr)
        return 0 if arguments == ["--if-possible"] else 1
    print(f"It is in {FOLDER}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
