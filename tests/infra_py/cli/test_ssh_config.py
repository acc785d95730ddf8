"""The machine's block in a person's SSH configuration: everything else there is theirs."""

import sys

import pytest

from infra_py.cli.ssh_config import put

BLOCK = "Host lifetracer\n    HostName 203.0.113.7\n"
MODES = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no file modes")


def test_a_new_file(tmp_path):
    path = tmp_path / ".ssh" / "config"
    put(path, "prod", BLOCK)
    assert BLOCK in path.read_text()


@MODES
def test_a_new_file_is_closed_to_others(tmp_path):
    path = tmp_path / ".ssh" / "config"
    put(path, "prod", BLOCK)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_what_a_person_wrote_stays_and_comes_after(tmp_path):
    path = tmp_path / "config"
    own = "# mine\nHost *\n    User me\n"
    path.write_text(own)
    put(path, "prod", BLOCK)
    assert path.read_text().endswith(f"\n{own}")
    assert path.read_text().index("lifetracer") < path.read_text().index("Host *")


def test_twice_is_once(tmp_path):
    path = tmp_path / "config"
    path.write_text("Host other\n")
    put(path, "prod", BLOCK)
    once = path.read_text()
    put(path, "prod", BLOCK)
    assert path.read_text() == once


def test_another_address_takes_the_place_of_the_former_one(tmp_path):
    path = tmp_path / "config"
    put(path, "prod", BLOCK)
    put(path, "free", "Host free\n")
    put(path, "prod", BLOCK.replace("203.0.113.7", "203.0.113.8"))
    assert "203.0.113.7" not in path.read_text()
    assert path.read_text().count("Host lifetracer") == 1
    assert "Host free" in path.read_text()


def test_a_link_stays_a_link(tmp_path):
    real = tmp_path / "dotfiles"
    real.write_text("Host other\n")
    path = tmp_path / "config"
    path.symlink_to(real)
    put(path, "prod", BLOCK)
    assert path.is_symlink()
    assert BLOCK in real.read_text()
