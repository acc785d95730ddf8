"""The availability domains of the region, listed by Oracle's provider: no other library of Oracle's is needed.

A program without resources runs once in the engine, in a temporary folder with a temporary state. Its provider has the
configuration of the stack's.
"""

import json
import re
import secrets
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pulumi
from pulumi.automation import (
    CommandError,
    LocalWorkspaceOptions,
    ProjectBackend,
    ProjectSettings,
    create_stack,
)

from infra_py.cli.diagnosis import diagnose
from infra_py.cli.engine import Engine
from infra_py.cli.errors import CommandFailed
from infra_py.cli.events import Events
from infra_py.cli.lost_events import losses
from infra_py.cli.pulumi_errors import describe_error

OUTPUT = "domains"
HUMP = re.compile(r"(?<=[a-z0-9])([A-Z])")


def availability_domains(engine: Engine, provider: Mapping[str, str], tenancy: str) -> list[str]:
    """Return the names of the domains of the provider's region.

    Args:
        engine: runs the program.
        provider: the `oci:` part of the stack's configuration, without that prefix.
        tenancy: OCID.

    Raises:
        CommandFailed: when they cannot be listed, with the cause.
    """

    def program() -> None:
        # Slow to import, and only needed here.
        import pulumi_oci as oci  # noqa: PLC0415

        arguments: dict[str, Any] = {
            HUMP.sub(r"_\1", name).lower(): pulumi.Output.secret(value) for name, value in provider.items()
        }
        account = oci.Provider("account", **arguments)
        found = oci.identity.get_availability_domains_output(
            compartment_id=tenancy, opts=pulumi.InvokeOutputOptions(provider=account)
        )
        pulumi.export(OUTPUT, found.availability_domains.apply(lambda items: [item.name for item in items]))

    events = Events()
    with tempfile.TemporaryDirectory(prefix="lifetracer-") as folder:
        try:
            with losses(events):
                done = create_stack(
                    "lookup", project_name="lifetracer-lookup", program=program, opts=_apart(Path(folder), engine)
                ).up(on_event=events, show_secrets=False)
        except CommandError as error:
            refusal = diagnose(events.failures(), events.run_errors())
            raise CommandFailed(
                f"The availability domains cannot be listed. {refusal.sentence() if refusal else describe_error(error)}"
            ) from error
    names = done.outputs[OUTPUT].value
    return list(json.loads(names) if isinstance(names, str) else names)


def _apart(folder: Path, engine: Engine) -> LocalWorkspaceOptions:
    """Return a workspace that shares only the engine and its plugins with the person's own."""
    state = folder / "state"
    state.mkdir()
    url = state.as_uri()
    return LocalWorkspaceOptions(
        work_dir=str(folder),
        project_settings=ProjectSettings(
            "lifetracer-lookup", "python", main=str(folder), backend=ProjectBackend(url=url)
        ),
        env_vars={"PULUMI_BACKEND_URL": url, "PULUMI_CONFIG_PASSPHRASE": secrets.token_urlsafe()},
        pulumi_command=engine,
    )
