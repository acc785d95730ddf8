"""Where the project is, which stack is meant, and the stack opened by Pulumi's Automation API."""

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

import click
from pulumi.automation import CommandError, LocalWorkspace, Stack, StackNotFoundError

from infra_py.cli.engine import Engine
from infra_py.cli.errors import CommandFailed
from infra_py.cli.pulumi_errors import describe_error

PROJECT = "lifetracer"
DEFAULT_STACK = "prod"
PROJECT_FILE = "Pulumi.yaml"
NOTES = ".lifetracer"
PASSPHRASE = "PULUMI_CONFIG_PASSPHRASE"  # noqa: S105 the name of a variable


def project_dir() -> Path:
    """Return the folder with Pulumi.yaml: this one or one above it, as `pulumi` looks for it, or LifeTracer's own.

    Raises:
        CommandFailed: when there is none.
    """
    here = Path.cwd()
    for folder in (here, *here.parents, Path(__file__).resolve().parents[2]):
        if (folder / PROJECT_FILE).is_file():
            return folder
    raise CommandFailed(f"There is no {PROJECT_FILE} here. Change into LifeTracer's folder first.")


@dataclass(frozen=True)
class Project:
    """The project on this computer, and the engine that works on it."""

    directory: Path
    engine: Engine

    def note(self, name: str) -> Path:
        """Return the path of a small file of this command's own, beside the project and outside of git."""
        return self.directory / NOTES / name

    def settings_file(self, stack: str) -> Path:
        """Return the file with a stack's configuration."""
        return self.directory / f"Pulumi.{stack}.yaml"

    def stack_name(self, given: str | None) -> str:
        """Return the stack that is meant: the given one, the selected one, or `prod`."""
        if given:
            return given
        try:
            return self.pulumi("stack", "--show-name") or DEFAULT_STACK
        except CommandError:
            return DEFAULT_STACK

    def pulumi(self, *args: str) -> str:
        """Run a `pulumi` command in the project and return what it printed."""
        return self.engine.run(list(args), str(self.directory), {}).stdout.strip()

    def workspace(self) -> LocalWorkspace:
        """Return the Automation API's view of the folder."""
        return LocalWorkspace(work_dir=str(self.directory), pulumi_command=self.engine)

    def verify_passphrase(self, name: str) -> None:
        """Check the passphrase before anything is changed: `pulumi` itself does so only when it needs it.

        Raises:
            CommandFailed: when it is wrong.
        """
        file = self.settings_file(name)
        if not file.is_file():
            return
        copy = self.note(f"passphrase-{name}.yaml")
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, copy)
        try:
            self.pulumi("config", "set", "--secret", "probe", "1", "--stack", name, "--config-file", str(copy))
        except CommandError as error:
            raise CommandFailed(describe_error(error)) from error
        finally:
            copy.unlink(missing_ok=True)

    def open(self, name: str, *, create: bool = False) -> Stack:
        """Open a stack.

        Args:
            name: which.
            create: make it when there is none of this name.

        Raises:
            CommandFailed: when it cannot be opened.
        """
        ask_passphrase(self.settings_file(name))
        workspace = self.workspace()
        try:
            return Stack.select(name, workspace)
        except StackNotFoundError as error:
            if not create:
                raise CommandFailed(f"There is no stack {name} yet. `python -m infra_py up` makes it.") from error
        except CommandError as error:
            raise CommandFailed(describe_error(error)) from error
        try:
            return Stack.create(name, workspace)
        except CommandError as error:
            raise CommandFailed(describe_error(error)) from error


def ask_passphrase(settings_file: Path) -> None:
    """Ask for the passphrase once, where a person is there and the stack needs one; the engine never asks."""
    if PASSPHRASE in os.environ or f"{PASSPHRASE}_FILE" in os.environ or not sys.stdin.isatty():
        return
    try:
        text = settings_file.read_text(encoding="utf-8")
    except OSError:
        text = ""
    if "secretsprovider:" in text:
        return
    is_new = "encryptionsalt:" not in text
    prompt = f"Passphrase for the secrets of {settings_file.name}{' (new)' if is_new else ''}"
    os.environ[PASSPHRASE] = click.prompt(
        prompt, hide_input=True, default="", show_default=False, confirmation_prompt=is_new, err=True
    )
