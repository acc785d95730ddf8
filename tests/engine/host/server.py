"""A language host for Python programs: the engine starts it, and it runs the program in a process of its own.

Written for the tests from the protocol in Pulumi's pip package, because the real host is in no package registry. What a
program prints, how it ends and which message that gives is as with the real one.
"""

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import language_pb2, language_pb2_grpc, plugin_pb2

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from tests.engine import plugin

RUNNER = Path(__file__).with_name("runner.py")
# The runner's exit code for a failure that it has already logged.
LOGGED = 32
# How long a program may take to end after SIGINT.
GRACE_SECONDS = 5


class Host(language_pb2_grpc.LanguageRuntimeServicer):
    """Runs one program at a time, as the engine does.

    Attributes:
        engine: the address at which the engine takes the program's log.
    """

    def __init__(self, engine: str) -> None:
        self.engine = engine
        self._program: subprocess.Popen[bytes] | None = None

    def Handshake(self, request: Any, context: Any) -> Any:
        self.engine = request.engine_address
        return language_pb2.LanguageHandshakeResponse()

    def GetPluginInfo(self, request: Any, context: Any) -> Any:
        return plugin_pb2.PluginInfo()

    def GetRequiredPackages(self, request: Any, context: Any) -> Any:
        """Name no package: the stand-ins for providers are on PATH."""
        return language_pb2.GetRequiredPackagesResponse()

    def Run(self, request: Any, context: Any) -> Any:
        python, environ = interpreter(request.info, context)
        environ["PULUMI_CONFIG"] = json.dumps(dict(request.config))
        environ["PULUMI_CONFIG_SECRET_KEYS"] = json.dumps(list(request.configSecretKeys))
        # Its output is the host's own: a line of stdout is information for the engine, a line of stderr an error.
        self._program = subprocess.Popen(
            [python, "-u", RUNNER, self._arguments(request), request.info.entry_point, *request.args],
            stdin=subprocess.DEVNULL,
            env=environ,
        )
        context.add_callback(self.interrupt)
        code = self._program.wait()
        if code == LOGGED:
            return language_pb2.RunResponse(bail=True)
        if code != 0:
            # Go has -1 for every signal.
            return language_pb2.RunResponse(error=f"program exited with non-zero exit code: {max(code, -1)}")
        return language_pb2.RunResponse()

    def Cancel(self, request: Any, context: Any) -> Any:
        self.interrupt()
        return empty_pb2.Empty()

    def interrupt(self) -> None:
        """Stop the program, by force where it does not end by itself."""
        program = self._program
        if program is None or program.poll() is not None:
            return
        program.send_signal(signal.SIGINT)
        force = threading.Timer(GRACE_SECONDS, program.kill)
        force.daemon = True
        force.start()

    def _arguments(self, request: Any) -> str:
        return json.dumps(
            {
                "monitor": request.monitor_address,
                "engine": self.engine,
                "project": request.project,
                "root_directory": request.info.root_directory,
                "stack": request.stack,
                "pwd": request.pwd,
                "dry_run": request.dryRun,
                "parallel": request.parallel,
                "organization": request.organization,
            }
        )


def interpreter(info: Any, context: Any) -> tuple[str, dict[str, str]]:
    """Return the Python of the program's virtual environment, and the variables of a shell that has activated it."""
    environ = dict(os.environ)
    options = dict(info.options)
    if not options.get("virtualenv"):
        return environ.get("PULUMI_PYTHON_CMD") or "python3", environ
    folder = Path(info.root_directory, options["virtualenv"])
    python = folder / "bin" / "python"
    if not python.exists():
        context.abort(
            grpc.StatusCode.UNKNOWN, f"The virtual environment {folder}, named in Pulumi.yaml, does not exist"
        )
    environ.pop("PYTHONHOME", None)
    environ |= {"VIRTUAL_ENV": str(folder), "PATH": f"{python.parent}{os.pathsep}{environ['PATH']}"}
    return str(python), environ


if __name__ == "__main__":
    host = Host(sys.argv[-1])
    plugin.serve(
        lambda server: language_pb2_grpc.add_LanguageRuntimeServicer_to_server(host, server),
        host.engine,
        stop=host.interrupt,
        grace=GRACE_SECONDS,
    )
