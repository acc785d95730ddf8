"""Builds the image for real on a machine that reaches no image registry: Debian's buildah, a base by debootstrap."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
BASE = "localhost/lifetracer-base"
IMAGE = "localhost/lifetracer"
# The Debian release that the default base image is made of.
SUITE = "trixie"
BUILD_SECONDS = 900
# What says where pip's index is; its other settings are this machine's own.
INDEX_SETTINGS = ("index-url", "extra-index-url", "trusted-host", "timeout", "proxy")
CERTIFICATES = ("PIP_CERT", "SSL_CERT_FILE")
SYSTEM_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")


class Builder:
    """Buildah with a store of its own, which is a folder that can be thrown away."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
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
        container = self._say("from", "scratch")
        root = self._say("mount", container)
        options = ["--variant=minbase", "--include=ca-certificates,python3"]
        self._call(["debootstrap", *options, SUITE, root, mirror()])
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
        options = ["--quiet", "--pull-never", "--format=docker", f"--tag={IMAGE}"]
        arguments = [f"--build-arg=BASE_IMAGE={BASE}", f"--build-arg=VERSION={version}"]
        self._say("bud", *options, *arguments, *secrets, str(ROOT))

    def configuration(self) -> dict[str, Any]:
        """Return what the image says of how it is started."""
        found: dict[str, Any] = json.loads(self._say("inspect", "--type=image", IMAGE))["Docker"]["config"]
        return found

    def unpack(self) -> Path:
        """Return the image's root file system, unpacked once more."""
        return Path(self._say("mount", self._say("from", "--pull-never", IMAGE)))

    def _say(self, *arguments: str) -> str:
        return self._call(["buildah", *arguments])

    def _call(self, argv: Sequence[str]) -> str:
        done = subprocess.run(
            argv, env=self.environ, capture_output=True, text=True, timeout=BUILD_SECONDS, check=False, cwd=self.folder
        )
        assert done.returncode == 0, f"{' '.join(argv)}\n{done.stdout[-3000:]}{done.stderr[-3000:]}"
        return done.stdout.strip()


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
