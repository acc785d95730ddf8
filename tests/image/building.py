"""Builds the image for real on a machine that reaches no image registry: Debian's buildah, a base by debootstrap."""

import json
import logging
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
BASE = "localhost/lifetracer-base"
IMAGE = "localhost/lifetracer"
# The Debian release that the default base image is made of.
SUITE = "trixie"
# Emulated on a busy machine, the wheels alone took 25 minutes.
BUILD_SECONDS, EMULATED_BUILD_SECONDS = 900, 5400
# What says where pip's index is; its other settings are this machine's own.
INDEX_SETTINGS = ("index-url", "extra-index-url", "trusted-host", "timeout", "proxy")
CERTIFICATES = ("PIP_CERT", "SSL_CERT_FILE")
SYSTEM_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
# Whatever ends the test process ends the program, all that it started and its mounts.
CONTAINED = [
    *("setpriv", "--pdeathsig", "KILL", "--"),
    *("unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "--"),
]

log = logging.getLogger(__name__)


class Builder:
    """Buildah with a store of its own, which is a folder that can be thrown away.

    Args:
        folder: where the store is made.
        architecture: as Debian and OCI name it, for example `arm64`; by default that of this machine.
    """

    def __init__(self, folder: Path, architecture: str | None = None) -> None:
        self.folder = folder
        # debootstrap and buildah share the option.
        self.platform = [] if architecture is None else [f"--arch={architecture}"]
        self.limit_seconds = BUILD_SECONDS if architecture is None else EMULATED_BUILD_SECONDS
        configuration = folder / "storage.conf"
        # vfs copies where overlay would mount, which works in any sandbox.
        configuration.write_text(
            f'[storage]\ndriver = "vfs"\ngraphroot = "{folder}/graph"\nrunroot = "{folder}/run"\n', encoding="utf-8"
        )
        self.environ = {
            **os.environ,
            "BUILDAH_ISOLATION": "chroot",
            "CONTAINERS_STORAGE_CONF": str(configuration),
            "XDG_RUNTIME_DIR": str(folder),
        }

    def make_base(self) -> None:
        """Make the base image: a minimal Debian with Python, from the mirror that apt uses here."""
        container = self._say("from", *self.platform, "scratch")
        root = self._say("mount", container)
        options = [*self.platform, "--variant=minbase", "--include=ca-certificates,python3"]
        self._show("The base image", ["debootstrap", *options, SUITE, root, mirror()])
        for archive in Path(root, "var/cache/apt/archives").glob("*.deb"):
            archive.unlink()
        self._say("commit", "--quiet", "--rm", container, BASE)

    def build(self, version: str) -> None:
        """Build the image from the Dockerfile."""
        pip_configuration = self.folder / "pip.conf"
        pip_configuration.write_text(index_configuration(), encoding="utf-8")
        secrets = [f"--secret=id=pip_conf,src={pip_configuration}"]
        certificates = next((os.environ[name] for name in CERTIFICATES if os.environ.get(name)), SYSTEM_CERTIFICATES)
        if Path(certificates).is_file():
            secrets.append(f"--secret=id=ca,src={certificates}")
        # Docker's own format: the other one has no place for a health check.
        options = [*self.platform, "--pull-never", "--format=docker", f"--tag={IMAGE}"]
        arguments = [f"--build-arg=BASE_IMAGE={BASE}", f"--build-arg=VERSION={version}"]
        self._show("The image", ["buildah", "bud", *options, *arguments, *secrets, str(ROOT)])

    def record(self) -> dict[str, Any]:
        """Return the image's own record: its platform, and how it is started."""
        found: dict[str, Any] = json.loads(self._say("inspect", "--type=image", IMAGE))["Docker"]
        return found

    def unpack(self) -> Path:
        """Return the image's root file system, unpacked once more."""
        return Path(self._say("mount", self._say("from", *self.platform, "--pull-never", IMAGE)))

    def _say(self, *arguments: str) -> str:
        argv = ["buildah", *arguments]
        done = self._run(argv, capture_output=True)
        assert done.returncode == 0, f"{' '.join(argv)}\n{done.stdout[-3000:]}{done.stderr[-3000:]}"
        return done.stdout.strip()

    def _show(self, thing: str, argv: Sequence[str]) -> None:
        """Run what takes minutes with its output shown; pytest keeps that of an ordinary run for a failure."""
        log.info("%s is being made: %s", thing, " ".join(argv))
        began = time.monotonic()
        done = self._run(argv, capture_output=False)
        assert done.returncode == 0, " ".join(argv)
        log.info("%s was made in %.0f s.", thing, time.monotonic() - began)

    def _run(self, argv: Sequence[str], *, capture_output: bool) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*CONTAINED, *argv],
            env=self.environ,
            capture_output=capture_output,
            text=True,
            timeout=self.limit_seconds,
            check=False,
            cwd=self.folder,
        )


def why_not() -> str | None:
    """Return what is missing to build an image here, if anything."""
    for program in ("buildah", "debootstrap", "unshare", "setpriv"):
        if shutil.which(program) is None:
            return f"{program} is not installed (Debian: apt-get install buildah debootstrap util-linux)"
    return None if os.geteuid() == 0 else "debootstrap and mounts need root"


def mirror() -> str:
    """Return the address of Debian's archive that apt is configured with."""
    wanted = ["Identifier: Packages", "Label: Debian", "Component: main"]
    found = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(REPO_URI)", *wanted], capture_output=True, text=True, check=True
    ).stdout.split()
    assert found, "apt knows no archive of Debian; run apt-get update"
    return found[0]


def index_configuration() -> str:
    """Return this machine's Python index as a pip.conf, wherever pip has it from."""
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    settings = subprocess.run([*pip, "config", "list"], capture_output=True, text=True, check=True).stdout
    lines = []
    for line in settings.splitlines():
        name, _, value = line.partition("=")
        key = name.rpartition(".")[2]
        if key in INDEX_SETTINGS:
            lines.append(f"{key} = {value.strip(chr(39))}")
    return "\n".join(["[global]", *lines, ""])
