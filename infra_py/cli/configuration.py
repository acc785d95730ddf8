"""The configuration of a stack: read as in the program, and written where the search for capacity found a machine."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pulumi.automation import CommandError

from infra_py import settings
from infra_py.cli.errors import CommandFailed
from infra_py.cli.project import PROJECT, Project
from infra_py.cli.pulumi_errors import describe_error
from infra_py.cli.sizes import Size
from infra_py.settings import Settings, SettingsError
from infra_py.settings.oci_config import DEFAULT_PROFILE, read_profile

PROVIDER = "oci:"


@dataclass(frozen=True)
class Configuration:
    """The configuration of a stack, with secrets decrypted in memory only.

    Attributes:
        values: LifeTracer's settings by plain names.
        encrypted: the names of those that are kept as Pulumi secrets.
        provider: the settings of Oracle's provider by plain names.
    """

    values: Mapping[str, str]
    encrypted: frozenset[str]
    provider: Mapping[str, str]

    @property
    def profile_name(self) -> str:
        """The profile of `~/.oci/config` that the provider uses."""
        return self.provider.get("configFileProfile", DEFAULT_PROFILE)

    def settings(self, project: Project) -> Settings:
        """Read the settings.

        Raises:
            SettingsError: with all problems.
        """
        return settings.read(
            self.values,
            profile=read_profile(self.profile_name),
            encrypted=self.encrypted,
            project_dir=project.directory,
        )


def configuration(project: Project, stack: str) -> Configuration:
    """Read the configuration of a stack.

    Raises:
        CommandFailed: when it cannot be read or decrypted.
    """
    try:
        # Of the workspace and not of an opened stack: that would select it.
        values = project.workspace().get_all_config(stack)
    except CommandError as error:
        raise CommandFailed(describe_error(error)) from error
    own = {key.removeprefix(f"{PROJECT}:"): value for key, value in values.items() if key.startswith(f"{PROJECT}:")}
    return Configuration(
        values={name: value.value for name, value in own.items()},
        encrypted=frozenset(name for name, value in own.items() if value.secret),
        provider={key.removeprefix(PROVIDER): value.value for key, value in values.items() if key.startswith(PROVIDER)},
    )


def usable(found: Configuration, project: Project) -> Settings:
    """Read the settings.

    Raises:
        CommandFailed: with one line for each problem, when they cannot be used.
    """
    try:
        return found.settings(project)
    except SettingsError as error:
        raise CommandFailed("The stack's configuration cannot be used:\n" + "\n".join(error.problems)) from error


def write(project: Project, stack: str, values: Mapping[str, str], *, into: Path | None = None) -> None:
    """Write plain values into a stack's configuration, or into a copy of it; comments in the file stay.

    Raises:
        CommandFailed: when the engine refuses.
    """
    place = ["--config-file", str(into)] if into else []
    try:
        for name, value in values.items():
            project.pulumi("config", "set", f"{PROJECT}:{name}", "--plaintext", "--stack", stack, *place, "--", value)
    except CommandError as error:
        raise CommandFailed(describe_error(error)) from error


def placement(domain: str, size: Size, settings_: Settings) -> dict[str, str]:
    """Return the values that put the machine in this domain, and its size where it is not the configured one."""
    found = {"availabilityDomain": domain}
    if size != Size(settings_.ocpus, settings_.memory_gb):
        found |= {"ocpus": f"{size.ocpus:g}", "memoryGb": f"{size.memory_gb:g}"}
    return found
