"""Every command that a message, a docstring or a document names exists and takes the options named with it."""

import os
import re
import subprocess
import sys
from functools import cache

import click
import pytest
from click.testing import CliRunner

from infra_py.cli import cli as infra_py
from service.cli import cli as lifetracer
from tests.named_commands import ROOT, UNKNOWN, Named, commands_in, commands_of_document, named_commands

CLICK = {"lifetracer": lifetracer, "python -m infra_py": infra_py}
TARGETS = set(re.findall(r"^([a-z][\w-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
# The page's own source, whose command test_add_a_source.py runs.
EXAMPLE = ("docs/add-a-source.md", ("import", "timewarrior"))
# In a sentence these words are English, and only in code they are programs.
ENGLISH = {"make"}


def problem(named: Named) -> str | None:
    """Return what is wrong with a command, if anything."""
    if named.program in ENGLISH and not named.is_code:
        return None
    if named.program == "make":
        unknown = [word for word in named.words if re.fullmatch(r"[a-z][\w-]*", word) and word not in TARGETS]
        return f"the Makefile has no target {unknown[0]}" if unknown[:1] == list(named.words[:1]) and unknown else None
    if (named.place.partition(":")[0], named.words[:2]) == EXAMPLE:
        return None
    path, missing = resolved(named)
    if missing is not None:
        return f"there is no command {missing}"
    unknown = [option for option in named.options if not takes(help_of(named.program, path), option)]
    return f"it has no option {', '.join(unknown)}" if unknown else None


def resolved(named: Named) -> tuple[tuple[str, ...], str | None]:
    """Return the path of subcommands, and the word where a subcommand should stand and does not."""
    words = [word for word in named.words if not word.startswith("-")]
    if named.program not in CLICK:
        return tuple(word for word in words[:1] if has_subcommand(named.program, word)), None
    path: list[str] = []
    command: click.Command = CLICK[named.program]
    while isinstance(command, click.Group) and words and UNKNOWN not in words[0]:
        word = words.pop(0)
        following = command.get_command(click.Context(command), word)
        if following is None:
            # `lifetracer import` alone names the group, and what follows it in a sentence is the sentence.
            is_word = re.fullmatch(r"[a-z][a-z-]*", word) is not None
            return tuple(path), word if is_word and (named.is_code or not path) else None
        path.append(word)
        command = following
    return tuple(path), None


@cache
def help_of(program: str, path: tuple[str, ...]) -> str:
    """Return the help of a command, which proves that it exists."""
    if program in CLICK:
        done = CliRunner().invoke(CLICK[program], [*path, "--help"])
        assert done.exit_code == 0, (program, path, done.output)
        return done.output
    child = subprocess.run(
        [sys.executable, *program.split()[1:], *path, "--help"],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "COLUMNS": "200"},
    )
    assert child.returncode == 0, (program, path, child.stdout + child.stderr)
    return child.stdout


def has_subcommand(program: str, word: str) -> bool:
    return re.search(rf"^ +{re.escape(word)}\b", help_of(program, ()), re.MULTILINE) is not None


def takes(text: str, option: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(option)}(?![\w-])", text) is not None


def test_every_command_that_is_named_exists_and_takes_its_options():
    found = named_commands()
    problems = [f"{named}: {wrong}" for named in found if (wrong := problem(named))]
    assert problems == []
    programs = {named.program for named in found}
    assert programs >= {"lifetracer", "python -m infra_py", "make"}
    assert len({(named.program, named.words) for named in found}) > 80, "the collection finds nothing any more"


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Run `lifetracer doctor` first.", "no command doctor"),
        ("The tables are missing; run lifetracer migrat.", "no command migrat"),
        ("Run `lifetracer run pipeline --wait --quick`.", "no option --quick"),
        ("Run `lifetracer run conector toggl`.", "no command conector"),
        ("Run lifetracer run reporter --period weekly --day 3.", "no option --day"),
        ("First `python -m infra_py chek`.", "no command chek"),
        ("`make everything` does it.", "no target everything"),
        ("`python -m pipelines.connector toggl --everything`", "no option --everything"),
        ("Run `lifetracer run pipeline --wait`, then lifetracer report save.", None),
        ("Make sure that `make lint` passes; make it so.", None),
        ("`lifetracer import toggl FILE.csv`を取り込み、lifetracer run pipeline --wait --odd", "no option --odd"),
        ("lifetracer keys make phone --scope run", None),
        (f"lifetracer run connector {UNKNOWN} --plan", None),
        ("ssh lifetracer sudo lifetracer-key", None),
    ],
)
def test_a_command_that_does_not_exist_is_found(text, wrong):
    problems = [found for named in commands_in(text, "here") if (found := problem(named))]
    assert [wrong in found for found in problems] == ([True] if wrong else [])


def test_a_document_names_commands_in_its_code():
    text = "Then lifetracer nothing.\n\n    lifetracer odd   # a line\n\nand `lifetracer strange`.\n"
    assert [named.words for named in commands_of_document(text, "here")] == [("odd",), ("strange",)]
