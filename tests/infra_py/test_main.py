"""The file that Pulumi runs by path and a person by `python -m infra_py`."""

import runpy
import sys

import pytest
from pulumi import RunError

from infra_py.settings import PROJECT_DIR


def test_without_the_distribution_pulumi_says_which_command_installs_it(monkeypatch: pytest.MonkeyPatch):
    # What an environment without the distribution answers to `import infra_py.program`.
    for name in [name for name in sys.modules if name.partition(".")[0] == "infra_py"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "infra_py", None)
    with pytest.raises(RunError) as raised:
        runpy.run_path(str(PROJECT_DIR / "infra_py"), run_name="__main__")
    told = str(raised.value)
    assert "run `make infra`" in told
    assert "pip install --require-hashes -r requirements-infra.txt" in told


def test_as_a_module_it_is_the_helper_command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.setattr(sys, "argv", ["python -m infra_py", "--help"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("infra_py", run_name="__main__")
    assert ended.value.code == 0
    assert "check" in capsys.readouterr().out


def test_no_module_hides_one_of_pythons():
    """Pulumi puts the folder first on sys.path: a `warnings.py` there would replace Python's own for everybody."""
    ours = {path.stem for path in (PROJECT_DIR / "infra_py").iterdir() if not path.stem.startswith("__")}
    assert ours.isdisjoint(sys.stdlib_module_names)
