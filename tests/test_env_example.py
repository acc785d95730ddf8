""".env.example, docs/settings.md and the settings modules name the same settings."""

import re
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]
NAME = r"(?:LIFETRACER|TOGGL|GOOGLE|CONSOLE)_[A-Z0-9_]+|DATABASE_URL"


def of_modules() -> set[str]:
    """Every name that a settings module reads."""
    modules = [path for owner in ("service", "pipelines", "console") for path in (ROOT / owner).glob("settings.py")]
    modules.append(ROOT / "stored_settings" / "record.py")
    return {name for module in modules for name in re.findall(rf'"({NAME})"', module.read_text(encoding="utf-8"))}


def of_documentation() -> set[str]:
    """Every name in the first column of the tables."""
    rows = re.findall(r"^\|([^|]*)\|", (ROOT / "docs/settings.md").read_text(encoding="utf-8"), re.MULTILINE)
    return {name for row in rows for name in re.findall(rf"`({NAME})`", row)}


def of_example() -> dict[str, bool]:
    """Every name of the example with whether it is set there."""
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    return {name: not mark for mark, name in re.findall(r"^(#?)([A-Z][A-Z0-9_]+)=", text, re.MULTILINE)}


def of_compose() -> set[str]:
    """What compose.yaml itself takes from the file."""
    return set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "compose.yaml").read_text(encoding="utf-8")))


def test_the_documentation_has_every_setting():
    assert of_documentation() == of_modules()


def test_the_example_has_every_setting_and_those_of_compose():
    assert set(of_example()) == of_documentation() | of_compose()


def test_the_example_sets_nothing_and_explains_everything():
    assert not any(of_example().values())
    paragraphs = (ROOT / ".env.example").read_text(encoding="utf-8").split("\n\n")
    for paragraph in paragraphs:
        settings = [line for line in paragraph.splitlines() if re.match(r"#[A-Z][A-Z0-9_]+=", line)]
        words = [line for line in paragraph.splitlines() if line.startswith("# ")]
        assert not settings or words, f"nothing explains {settings}"


def test_the_defaults_of_compose_are_those_of_the_example():
    text = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    for name, default in re.findall(r"\$\{([A-Z_]+):-([^}]*)\}", text):
        assert f"#{name}={default}\n" in example
    assert yaml.safe_load(text)["services"]
