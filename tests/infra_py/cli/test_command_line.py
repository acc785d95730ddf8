"""What the command line says before it does anything."""

import subprocess
import sys
from datetime import timedelta

import click
import pytest

from infra_py.cli import COMMANDS, main
from infra_py.cli.options import Span


@pytest.mark.parametrize("verb", COMMANDS)
def test_every_verb_teaches_itself_with_an_example(verb, capsys):
    assert main([verb, "--help"]) == 0
    assert f"python -m infra_py {verb}" in capsys.readouterr().out


def test_the_help_shows_the_order_of_use(capsys):
    assert main(["--help"]) == 0
    out = capsys.readouterr().out
    places = [out.index(f"python -m infra_py {verb} ") for verb in ("check", "preview", "up", "status", "destroy")]
    assert places == sorted(places)


def test_it_runs_as_a_module():
    done = subprocess.run([sys.executable, "-m", "infra_py", "--help"], check=True, capture_output=True, text=True)
    assert "LifeTracer server on Oracle Cloud" in done.stdout


def test_smaller_sizes_belong_to_the_search(capsys):
    assert main(["up", "--accept-smaller"]) == 2
    assert "--until-capacity" in capsys.readouterr().err


def test_a_command_without_pulumi_says_where_it_comes_from(capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main(["status"]) == 1
    assert capsys.readouterr().err.startswith("infra_py: The `pulumi` command is not on PATH. Install it from https://")


@pytest.mark.parametrize(
    ("text", "span"),
    [("90m", timedelta(minutes=90)), ("72h", timedelta(hours=72)), ("3d", timedelta(days=3))],
)
def test_spans(text, span):
    assert Span().convert(text, None, None) == span


@pytest.mark.parametrize("text", ["", "0h", "72", "-1h", "1w", "1.5h", "forever"])
def test_a_text_that_is_not_a_span_shows_one(text):
    with pytest.raises(click.UsageError, match="72h"):
        Span().convert(text, None, None)
