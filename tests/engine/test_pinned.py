"""The engine of the tests, the SDK and the engine of the workflows are raised together."""

import re
from pathlib import Path

from semver import VersionInfo

from tests.engine.installed import VERSION

REPOSITORY = Path(__file__).resolve().parents[2]


def test_the_engine_is_not_older_than_the_locked_sdk():
    text = (REPOSITORY / "requirements-infra.txt").read_text(encoding="utf-8")
    (sdk,) = re.findall(r"^pulumi==(\S+)", text, re.MULTILINE)
    assert VersionInfo.parse(sdk) <= VersionInfo.parse(VERSION)


def test_workflows_install_the_engine_that_is_tested():
    texts = [path.read_text(encoding="utf-8") for path in (REPOSITORY / ".github" / "workflows").glob("*.yml")]
    assert "".join(texts).count("uses: pulumi/actions@") == 1
    assert [found for text in texts for found in re.findall(r"pulumi-version: (\S+)", text)] == [VERSION]
