"""Failures of the `pulumi` command that have no events: each names its cause."""

import signal

import pytest
from pulumi.automation import CommandError, CommandResult

from infra_py.cli.pulumi_errors import describe_error


def failure(*, stdout: str = "", stderr: str = "", code: int = 255) -> CommandError:
    return CommandError(CommandResult(stdout=stdout, stderr=stderr, code=code))


def test_an_error_that_is_not_known_is_quoted():
    assert describe_error(failure(stdout="a lot", stderr="error: the moon is full")) == "pulumi: the moon is full"


def test_a_killed_command_has_its_signal():
    text = describe_error(failure(stderr="", code=-signal.SIGKILL))
    assert "ended by SIGKILL" in text
    assert "out of memory" in text
    assert "ended by signal 99" in describe_error(failure(code=-99))


@pytest.mark.parametrize(
    "stderr",
    [
        "panic: runtime error: invalid memory address\n\ngoroutine 1 [running]:\nmain.main()\n",
        "fatal error: all goroutines are asleep - deadlock!\n\ngoroutine 1 [select]:\n",
    ],
)
def test_a_crashed_command_has_the_first_line_of_its_panic(stderr):
    text = describe_error(failure(stdout="Updating (free):", stderr=stderr, code=2))
    assert f"({stderr.splitlines()[0]})" in text
    assert "goroutine 1" not in text
    assert "bug in Pulumi" in text


def test_an_exit_code_comes_with_the_last_line_and_a_way_to_see_more():
    text = describe_error(failure(stderr="warning: one\nlisten tcp: no ports left\n\n", code=7))
    assert text.startswith("The `pulumi` command ended with exit code 7: listen tcp: no ports left. ")
    assert "`pulumi up --logtostderr -v=7`" in text


def test_a_silent_failure_says_so():
    assert "ended with exit code 1 and reported no reason" in describe_error(failure(stdout="Updating (free):", code=1))
