"""A stack on the real engine: its own home, state, cloud and project folder, which a test may copy and go on from."""

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra_py.settings import PROJECT_DIR
from tests.engine import evidence, installed
from tests.fakes.oci.cloud import Cloud

STACK = "organization/lifetracer/test"


@dataclass(frozen=True, kw_only=True)
class Run:
    """One call of the engine, by its events."""

    code: int
    events: list[dict[str, Any]]
    printed: str

    def operations(self) -> dict[str, list[str]]:
        """Return what was planned or done to each resource that does not stay as it is, in order."""
        done: dict[str, list[str]] = {}
        for event in self.events:
            if step := event.get("resourcePreEvent"):
                name, operation = step["metadata"]["urn"].rpartition("::")[2], step["metadata"]["op"]
                if operation not in {"same", "read"}:
                    done.setdefault(name, []).append(operation)
        return done

    def changes(self) -> dict[str, int]:
        """Return the summary without what stays the same."""
        summary = next(event["summaryEvent"] for event in reversed(self.events) if "summaryEvent" in event)
        return {kind: count for kind, count in summary.get("resourceChanges", {}).items() if kind != "same"}

    def said(self, severity: str) -> str:
        diagnostics = [event["diagnosticEvent"] for event in self.events if "diagnosticEvent" in event]
        return "\n".join(one["message"] for one in diagnostics if one["severity"] == severity)


@dataclass(frozen=True, kw_only=True)
class World:
    """Where everything of one stack lives. `home` is shared between copies; it only is read."""

    path: Path
    home: Path
    addresses: Path

    @property
    def cloud(self) -> Cloud:
        return Cloud(self.path / "cloud.json")

    @property
    def state_file(self) -> Path:
        return self.path / "state" / ".pulumi" / "stacks" / "lifetracer" / "test.json"

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    @property
    def events(self) -> Path:
        return self.path / "events.json"

    def make(self, **settings: Any) -> "World":
        """Begin with an empty cloud and a new stack."""
        (self.path / "state").mkdir(parents=True)
        Cloud.make(self.path / "cloud.json")
        shutil.copy(PROJECT_DIR / "Pulumi.yaml", self.path)
        (self.path / "infra_py").symlink_to(PROJECT_DIR / "infra_py")
        (self.path / ".venv").symlink_to(sys.prefix)
        self._pulumi("stack", "init", STACK)
        self.set(**settings)
        return self

    def copy(self, path: Path) -> "World":
        """Go on elsewhere from how things are here."""
        shutil.copytree(self.path, path, symlinks=True, ignore=shutil.ignore_patterns("logs"))
        return World(path=path, home=self.home, addresses=self.addresses)

    def set(self, **settings: Any) -> None:
        texts = [f"{name}={value if isinstance(value, str) else json.dumps(value)}" for name, value in settings.items()]
        if texts:
            self._pulumi(
                "config", "set-all", "--stack", STACK, *(part for text in texts for part in ("--plaintext", text))
            )

    def set_secret(self, **secrets: str) -> None:
        pairs = [f"{name}={value}" for name, value in secrets.items()]
        self._pulumi("config", "set-all", "--stack", STACK, *(part for pair in pairs for part in ("--secret", pair)))

    def preview(self) -> Run:
        return self._run("preview")

    def up(self) -> Run:
        return self._run("up", "--yes", "--skip-preview")

    def refresh(self) -> Run:
        return self._run("refresh", "--yes", "--skip-preview")

    def destroy(self) -> Run:
        """Destroy as a person does, with the preview: only that refuses protected data before anything is gone."""
        return self._run("destroy", "--yes")

    def outputs(self) -> dict[str, Any]:
        state = json.loads(self.state_file.read_text(encoding="utf-8"))
        resources = state["checkpoint"]["latest"]["resources"]
        # A provider may be registered before it.
        stack = next(one for one in resources if one["type"] == "pulumi:pulumi:Stack")
        return dict(stack["outputs"])

    def _run(self, verb: str, *flags: str) -> Run:
        self.events.unlink(missing_ok=True)
        done = self._call(verb, "--stack", STACK, "--event-log", str(self.events), *flags)
        lines = self.events.read_text(encoding="utf-8").splitlines() if self.events.exists() else []
        events = [json.loads(line) for line in lines]
        return Run(code=done.returncode, events=events, printed=done.stdout + done.stderr)

    def _pulumi(self, *arguments: str) -> None:
        done = self._call(*arguments)
        assert done.returncode == 0, done.stdout + done.stderr

    def _call(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        environ = {
            **installed.environment(logs=self.logs),
            "PATH": installed.search_path("oci", "command"),
            "HOME": str(self.home),
            "PULUMI_HOME": str(self.home / ".pulumi"),
            "PULUMI_BACKEND_URL": f"file://{self.path / 'state'}",
            "PULUMI_CONFIG_PASSPHRASE": "a passphrase of the test",
            # As the Automation API does it: this brings --event-log.
            "PULUMI_DEBUG_COMMANDS": "true",
            "FAKE_OCI_CLOUD": str(self.path / "cloud.json"),
            "FAKE_OCI_PYTHON": sys.executable,
            "FAKE_COMMAND_PYTHON": sys.executable,
            "FAKE_COMMAND_ADDRESSES": str(self.addresses),
            "FAKE_COMMAND_PAUSES": "0",
        }
        command = ["pulumi", *arguments, "--non-interactive", "--color", "never"]
        done = subprocess.run(command, cwd=self.path, env=environ, check=False, capture_output=True, text=True)
        evidence.COMMANDS.append(
            evidence.Command(
                argv=command,
                code=done.returncode,
                printed=done.stdout + done.stderr,
                logs=self.logs,
                events=self.events,
            )
        )
        return done
