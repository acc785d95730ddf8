"""The language host of the tests treats a program as the real one does."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import grpc
import pytest

from tests.engine import evidence, installed
from tests.fakes.oci.cloud import Cloud

pytestmark = installed.NEEDS_ENGINE


class Stack:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.said: list[tuple[str, str]] = []
        (path / "state").mkdir()
        (path / "program").mkdir()
        options = f"{{name: python, options: {{virtualenv: {sys.prefix}}}}}"
        (path / "Pulumi.yaml").write_text(f"name: small\nmain: program\nruntime: {options}\n")
        self.environ = {
            **os.environ,
            **installed.environment(logs=path / "logs"),
            "PATH": installed.search_path(),
            "PULUMI_HOME": str(path / "home"),
            "PULUMI_BACKEND_URL": (path / "state").as_uri(),
            "PULUMI_CONFIG_PASSPHRASE": "of the test",
            "PULUMI_DEBUG_COMMANDS": "true",
        }
        self.pulumi("stack", "init", "test")

    def pulumi(self, *arguments: str) -> int:
        command = ["pulumi", *arguments, "--non-interactive", "--color=never"]
        done = subprocess.run(
            command, cwd=self.path, env=self.environ, check=False, capture_output=True, text=True, timeout=60
        )
        printed = done.stdout + done.stderr
        events = self.path / "events.json"
        evidence.COMMANDS.append(
            evidence.Command(
                argv=command, code=done.returncode, printed=printed, logs=self.path / "logs", events=events
            )
        )
        return done.returncode

    def up(self, program: str) -> int:
        """Run a program; what it said is in `said`, as pairs of severity and message."""
        (self.path / "program" / "__main__.py").write_text(program)
        code = self.pulumi("up", "--yes", "--skip-preview", "--event-log", str(self.path / "events.json"))
        lines = (self.path / "events.json").read_text().splitlines()
        diagnostics = [event["diagnosticEvent"] for event in map(json.loads, lines) if "diagnosticEvent" in event]
        found = [(one["severity"], one["message"].strip()) for one in diagnostics]
        self.said = [pair for pair in found if pair[0] != "debug" and pair[1]]
        return code

    def outputs(self) -> object:
        state = json.loads((self.path / "state/.pulumi/stacks/small/test.json").read_text())
        return state["checkpoint"]["latest"]["resources"][0]["outputs"]


@pytest.fixture
def stack(tmp_path: Path) -> Stack:
    return Stack(tmp_path)


PROGRAM = """
import os, sys, pulumi
pulumi.export("secret", pulumi.Config().require_secret("word").apply(len))
pulumi.export("where", [os.getcwd(), pulumi.get_project(), pulumi.get_stack(), pulumi.get_organization()])
pulumi.export("python", sys.prefix)
print("one line")
print("another", file=sys.stderr)
"""


def test_a_program_runs_in_its_folder_with_its_configuration(stack):
    assert stack.pulumi("config", "set", "--secret", "word", "swordfish") == 0
    assert stack.up(PROGRAM) == 0
    outputs = stack.outputs()
    assert outputs["where"] == [str(stack.path / "program"), "small", "test", "organization"]
    assert outputs["python"] == sys.prefix
    assert "ciphertext" in outputs["secret"]
    assert ("info#err", "another") in stack.said
    assert ("info", "one line") in stack.said


def test_an_exception_is_one_error_with_the_frames_of_the_program(stack):
    assert stack.up("def f():\n    raise ValueError('of mine')\nf()\n") == 1
    ((severity, text),) = stack.said
    assert severity == "error"
    assert text.startswith("Program failed with an unhandled exception:\nTraceback (most recent call last):\n")
    assert text.endswith("ValueError: of mine")
    assert text.count("  File ") == 2


def test_a_run_error_is_its_text_and_the_exit_code(stack):
    assert stack.up("import pulumi\nraise pulumi.RunError('Not like this.')\n") == 1
    assert stack.said == [
        ("error", "Not like this."),
        ("error", "an unhandled error occurred: program exited with non-zero exit code: 1"),
    ]


def test_a_virtual_environment_that_does_not_exist_is_named(stack):
    file = stack.path / "Pulumi.yaml"
    file.write_text(file.read_text().replace(sys.prefix, "nowhere"))
    assert stack.up("") == 1
    assert f"The virtual environment {stack.path / 'nowhere'}" in str(stack.said)


PLUGINS = [
    installed.LAUNCHER,
    installed.FAKES / "oci/pulumi-resource-oci",
    installed.FAKES / "command/pulumi-resource-command",
]


@pytest.fixture(autouse=True)
def cloud(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAKE_OCI_CLOUD", str(tmp_path / "cloud.json"))
    Cloud.make(tmp_path / "cloud.json")


@pytest.fixture
def engine() -> Iterator[tuple[grpc.Server, str]]:
    """Something that listens, as the engine does."""
    server = grpc.server(ThreadPoolExecutor(1))
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    yield server, f"127.0.0.1:{port}"
    server.stop(None)


@contextmanager
def start(plugin: Path, address: str) -> Iterator[subprocess.Popen[str]]:
    """Start a plugin as the engine does, and end it with the block whatever happens in it."""
    python = {"FAKE_OCI_PYTHON": sys.executable, "FAKE_COMMAND_PYTHON": sys.executable}
    environ = {**os.environ, **installed.environment(), **python}
    pipe = subprocess.PIPE
    with subprocess.Popen([plugin, address], env=environ, text=True, stdout=pipe, stderr=pipe) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize("plugin", PLUGINS, ids=lambda path: path.name)
@pytest.mark.parametrize("how", ["SIGINT", "the engine's end"])
def test_a_plugin_ends_in_order(engine, plugin, how):
    server, address = engine
    with start(plugin, address) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert int(process.stdout.readline()) > 0
        if how == "SIGINT":
            process.send_signal(signal.SIGINT)
        else:
            server.stop(None).wait()
        assert process.wait(30) == 0
        assert process.stdout.read() == ""
        # Once the engine has gone, what gRPC's own library logs there reaches no person.
        assert how == "the engine's end" or process.stderr.read() == ""


@pytest.mark.parametrize("plugin", PLUGINS, ids=lambda path: path.name)
def test_a_plugin_ends_when_the_engine_has_ended_before_reading_its_port(engine, plugin):
    server, address = engine
    server.stop(None).wait()
    with start(plugin, address) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        process.stderr.close()
        process.wait(30)
