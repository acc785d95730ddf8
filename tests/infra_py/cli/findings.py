"""What the tests of each part that `check` looks at share."""

import sys

import pytest

from infra_py.cli.checks.finding import Level

MODES = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no file modes")
SECRET = "a passphrase that nobody may see"


def problems(findings):
    assert all(finding.fix for finding in findings if finding.level is not Level.OK), findings
    return [finding.text for finding in findings if finding.level is Level.PROBLEM]
