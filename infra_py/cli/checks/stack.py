"""The place of Pulumi's state, and the configuration of the stack."""

import json
import os
import shutil
import tempfile
from pathlib import Path

from pulumi.automation import CommandError

from infra_py.cli.checks.finding import Finding, from_sentence, ok, problem, warning
from infra_py.cli.configuration import Configuration, configuration
from infra_py.cli.errors import CommandFailed
from infra_py.cli.project import Project, ask_passphrase
from infra_py.cli.pulumi_errors import describe_error
from infra_py.settings import SettingsError
from infra_py.settings.warnings import collect_warnings

STATE = "state"
STACK = "stack"
LOGIN = "pulumi login --local"


def backend(project: Project) -> list[Finding]:
    """Check whether Pulumi has a place for its state."""
    try:
        url = str(json.loads(project.pulumi("whoami", "--json")).get("url") or "")
    except (CommandError, ValueError) as error:
        return [problem(STATE, describe_error(error) if isinstance(error, CommandError) else str(error), LOGIN)]
    if url.startswith("file:"):
        return [ok(STATE, f"kept on this computer, in {url}: keep a copy, because `destroy` needs it.")]
    return [ok(STATE, f"kept at {url}.")]


def read(project: Project, name: str) -> tuple[Configuration | None, list[Finding]]:
    """Read a stack's configuration; None when that fails."""
    if not project.settings_file(name).is_file():
        fix = f"pulumi stack init {name} (ready ones: {_ready(project.directory)})"
        return None, [problem(STACK, f"There is no Pulumi.{name}.yaml.", fix)]
    ask_passphrase(project.settings_file(name))
    try:
        found = configuration(project, name)
        _try_passphrase(project, name)
    except CommandFailed as error:
        again = "Then run this again: the settings were not checked."
        return None, [
            problem(STACK, str(error), f"pulumi stack init {name}" if "no such stack" in str(error) else again)
        ]
    return found, []


def _try_passphrase(project: Project, name: str) -> None:
    """Encrypt a word in a copy of the configuration, which fails with a wrong passphrase even where no secret is set.

    Raises:
        CommandFailed: when the passphrase is missing or wrong.
    """
    with tempfile.TemporaryDirectory(prefix="lifetracer-") as folder:
        copy = Path(folder) / f"Pulumi.{name}.yaml"
        shutil.copyfile(project.settings_file(name), copy)
        try:
            project.pulumi("config", "set", "--secret", "--config-file", str(copy), "--stack", name, "probe", "word")
        except CommandError as error:
            raise CommandFailed(describe_error(error)) from error


def settings(found: Configuration, project: Project, name: str) -> list[Finding]:
    """Check every setting, as the program does."""
    try:
        read_ = found.settings(project)
    except SettingsError as error:
        setting = f"`pulumi config set NAME VALUE --stack {name}` sets it"
        return [from_sentence(STACK, sentence, command=setting) for sentence in error.problems]
    size = f"{read_.ocpus} OCPU, {read_.memory_gb} GB"
    meant = f"Leave it if it is meant; otherwise change it by `pulumi config set NAME VALUE --stack {name}`."
    return [
        ok(STACK, f"{name}: {size}, secrets encrypted by {_encrypted_by()}."),
        *(warning(STACK, sentence, meant) for sentence in collect_warnings(read_)),
    ]


def _encrypted_by() -> str:
    return "a passphrase" if any(name.startswith("PULUMI_CONFIG_PASSPHRASE") for name in os.environ) else "its provider"


def _ready(folder: Path) -> str:
    return ", ".join(sorted(path.name.split(".")[1] for path in folder.glob("Pulumi.*.yaml")))
