"""user_data: small, stable, secret-free, and what cloud-init takes."""

import base64
import gzip
import json
import shutil
import subprocess
from hashlib import sha256
from pathlib import Path

import pytest

from infra_py.components.release import document
from infra_py.machine.cloud_config import METADATA_LIMIT_BYTES, Boot, cloud_config, user_data
from infra_py.machine.files import FILES, machine_files
from tests.infra_py.machines import make_boot, make_handover

BOOT = make_boot(container_image="ghcr.io/you/lifetracer:0.1.0", data_device="/dev/oracleoci/oraclevdb")
BUILT = make_boot(source_repository="https://github.com/you/lifetracer", source_ref="v0.1.0")


@pytest.mark.parametrize("boot", [BOOT, BUILT])
def test_user_data_is_the_packed_cloud_config_with_room_to_spare(boot: Boot):
    text = user_data(boot)

    assert gzip.decompress(base64.b64decode(text)).decode() == cloud_config(boot)
    assert len(text) < METADATA_LIMIT_BYTES * 3 / 4


def test_user_data_is_the_same_on_every_pc_at_every_time(monkeypatch: pytest.MonkeyPatch):
    once = user_data(BOOT)
    monkeypatch.setattr("time.time", lambda: 4_000_000_000.0)

    assert user_data(BOOT) == once
    header = base64.b64decode(once)[:10]
    assert header[4:8] == b"\0\0\0\0", "no time in it"
    assert header[9] == 255, "no operating system in it"


def test_user_data_differs_only_with_what_the_machine_should_be():
    assert user_data(BOOT) != user_data(BUILT)


def test_what_would_not_fit_is_refused_before_the_cloud_refuses_it():
    with pytest.raises(ValueError, match="32000"):
        # Names that do not compress well.
        user_data(make_boot(container_image="a", names=tuple(sha256(bytes(each)).hexdigest() for each in range(3000))))


@pytest.mark.parametrize("values", [{}, {"container_image": "a", "source_repository": "b", "source_ref": "c"}])
def test_there_is_exactly_one_source_of_the_image(values: dict[str, str]):
    with pytest.raises(ValueError, match="either container_image, or source_repository"):
        make_boot(**values)


@pytest.mark.parametrize("boot", [BOOT, BUILT])
def test_cloud_init_takes_it(boot: Boot, tmp_path: Path):
    if shutil.which("cloud-init") is None:
        pytest.skip("cloud-init is not installed")
    file = tmp_path / "user-data"
    file.write_text(cloud_config(boot))

    done = subprocess.run(
        ["cloud-init", "schema", "--config-file", str(file)], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "Valid" in done.stdout


def test_every_file_of_the_machine_is_in_it_byte_for_byte():
    written = {
        each["path"]: each["content"] for each in json.loads(cloud_config(BOOT).partition("\n")[2])["write_files"]
    }

    for name, content in machine_files().items():
        assert written[f"/usr/libexec/lifetracer/{name}"] == content
        assert "\r" not in content


def test_the_scripts_are_clean_for_shellcheck():
    if shutil.which("shellcheck") is None:
        pytest.skip("shellcheck is not installed")
    programs = [FILES / name for name in ("bootstrap", "release", "metadata-block", "lifetracer", "lifetracer-key")]

    done = subprocess.run(
        ["shellcheck", "--external-sources", "--check-sourced", f"--source-path={FILES}", *map(str, programs)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout


def test_a_document_is_the_same_text_for_the_same_values():
    one = make_handover(container_image="a:1", secrets={"TOGGL_API_TOKEN": "t", "DATABASE_URL": "d"})
    other = make_handover(container_image="a:1", secrets={"DATABASE_URL": "d", "TOGGL_API_TOKEN": "t", "EMPTY": ""})

    assert document(one, "192.0.2.1") == document(other, "192.0.2.1")
    assert document(one, "192.0.2.1") != document(one, "192.0.2.2")


def test_nothing_prints_a_secret_by_accident():
    handover = make_handover(container_image="a:1", secrets={"TOGGL_API_TOKEN": "hush"}, registry_auth="me:hush")

    assert "hush" not in repr(handover)
