"""What the image is made from: the context, the version, and packages that exist for both architectures."""

import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
# What the default base image is on the server.
AARCH64 = {
    "implementation_name": "cpython",
    "os_name": "posix",
    "platform_machine": "aarch64",
    "platform_python_implementation": "CPython",
    "platform_system": "Linux",
    "python_full_version": "3.13.0",
    "python_version": "3.13",
    "sys_platform": "linux",
}
PLATFORMS = ("manylinux_2_17_aarch64", "manylinux2014_aarch64", "manylinux_2_28_aarch64")
PIN = re.compile(r"^(?P<pin>[^\s#-].*?)\s*\\?\n(?P<hashes>(?:    --hash=sha256:[0-9a-f]{64}.*\n)+)", re.MULTILINE)


def project() -> dict[str, object]:
    found: dict[str, object] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return found


def locked() -> dict[str, tuple[Requirement, set[str]]]:
    """Return each pin that counts on the server, with the hashes that are allowed."""
    found = {}
    for match in PIN.finditer((ROOT / "requirements.txt").read_text()):
        requirement = Requirement(match["pin"])
        if requirement.marker is None or requirement.marker.evaluate(AARCH64):
            found[requirement.name] = (requirement, set(re.findall("[0-9a-f]{64}", match["hashes"])))
    return found


def test_every_package_has_a_wheel_for_the_server_and_the_lock_has_its_hash(tmp_path):
    """Asks the index only for metadata, which is 1 MB where a download would be 300.

    pip checks hashes itself only on what it downloads, so they are compared here.
    """
    pins = locked()
    assert len(pins) > 90
    bare = tmp_path / "pins.txt"
    bare.write_text("\n".join(f"{name}{requirement.specifier}" for name, (requirement, _) in pins.items()))
    report = tmp_path / "report.json"
    options = ["--dry-run", "--quiet", "--ignore-installed", "--no-deps", "--only-binary=:all:"]
    # Older pips compare with the Python that runs them; the markers of the pins were asked for the server's above.
    options.append("--ignore-requires-python")
    platforms = [f"--platform={platform}" for platform in PLATFORMS]
    target = ["--python-version=3.13", f"--target={tmp_path}", f"--report={report}", f"--requirement={bare}"]
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", *options, *platforms, *target]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    wheels = json.loads(report.read_text())["install"]
    assert len(wheels) == len(pins)
    allowed = {digest for _, digests in pins.values() for digest in digests}
    unknown = [
        wheel["metadata"]["name"]
        for wheel in wheels
        if wheel["download_info"]["archive_info"]["hashes"]["sha256"] not in allowed
    ]
    assert unknown == []


def test_the_version_of_the_dockerfile_is_the_projects():
    assert f"ARG VERSION={project()['version']}\n" in (ROOT / "Dockerfile").read_text()


def test_all_that_is_built_reaches_the_builder_and_nothing_that_is_secret():
    packages = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    assert rules[0] == "*", "everything is out unless it is named"
    allowed = {rule.strip("!/") for rule in rules if rule.startswith("!")}
    assert set(packages["packages"]) <= allowed
    assert allowed - set(packages["packages"]) == {
        "LICENSE",
        "README.md",
        "container",
        "pyproject.toml",
        "requirements.txt",
    }


@pytest.mark.parametrize("line", ["curl", "wget", "git clone", "https://", "http://", "ADD "])
def test_the_dockerfile_downloads_nothing_of_its_own(line):
    words = [text for text in (ROOT / "Dockerfile").read_text().splitlines() if not text.lstrip().startswith("#")]
    assert [text for text in words if line in text] == []


def test_packages_are_installed_by_hash_and_never_built():
    text = (ROOT / "Dockerfile").read_text()
    assert "--only-binary :all: --require-hashes" in text


@pytest.mark.skipif(
    shutil.which("shellcheck") is None, reason="shellcheck is not installed (apt-get install shellcheck)"
)
def test_the_scripts_are_clean():
    scripts = [ROOT / ".ci/run", *(ROOT / "container").glob("*.sh"), *Path(__file__).parent.glob("*.sh")]
    done = subprocess.run(["shellcheck", *map(str, scripts)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
