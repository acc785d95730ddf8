"""The stack: read the settings, wire the components, export the outputs."""

from collections.abc import Mapping
from pathlib import Path

import pulumi

from infra_py.components import firewall, lookups
from infra_py.components.guardrails import Guardrails
from infra_py.components.network import Network
from infra_py.components.release import Handover, Release
from infra_py.components.server import DATA_DEVICE, Server
from infra_py.machine import cloud_config
from infra_py.settings import PROJECT, Settings, SettingsError, oci_config, read
from infra_py.settings.warnings import collect_warnings

USER = "opc"


def build() -> None:
    """Declare every resource of the stack to the running Pulumi engine.

    Raises:
        RunError: with all problems, when a setting cannot be used; no request has gone to the cloud then.
    """
    settings = stack_settings()
    for warning in collect_warnings(settings):
        pulumi.log.warn(warning)
    tags = {"project": PROJECT, "stack": pulumi.get_stack()}
    server = _server(settings, _network(settings, tags), tags)
    Guardrails(
        "guardrails",
        tenancy_id=settings.tenancy_id,
        compartment_id=settings.compartment_id,
        budget_monthly=settings.budget_monthly,
        budget_email=settings.budget_email,
        quota_guard=settings.quota_guard,
        ocpus=settings.ocpus,
        memory_gb=settings.memory_gb,
        tags=tags,
    )
    if settings.deploy:
        pulumi.export("api_certificate", release(settings, server).api_certificate)
    pulumi.export("vm_public_ip", server.public_ip)
    pulumi.export("vm_private_ip", server.private_ip)
    pulumi.export("api_url", pulumi.Output.format("https://{0}:{1}", server.public_ip, settings.api_port))
    pulumi.export("ssh_config", server.public_ip.apply(lambda address: ssh_config(settings, address)))


def stack_settings() -> Settings:
    """Read the settings from the configuration that the language host passes on.

    Raises:
        RunError: with all problems.
    """
    config, encrypted = pulumi.runtime.get_config_env(), pulumi.runtime.get_config_secret_keys_env()
    mine = f"{PROJECT}:"
    try:
        return read(
            {name.removeprefix(mine): value for name, value in config.items() if name.startswith(mine)},
            profile=oci_config.read_profile(config.get("oci:configFileProfile") or oci_config.DEFAULT_PROFILE),
            encrypted={name.removeprefix(mine) for name in encrypted},
        )
    except SettingsError as error:
        lines = "".join(f"\n- {problem}" for problem in error.problems)
        raise pulumi.RunError(f"The settings of this stack cannot be used:{lines}") from None


def _network(settings: Settings, tags: Mapping[str, str]) -> Network:
    rules = firewall.rules(ssh_source=settings.my_ip, api_port=settings.api_port, api_sources=settings.console_cidrs)
    return Network(
        "network",
        compartment_id=settings.compartment_id,
        vcn_cidr=settings.vcn_cidr,
        subnet_cidr=settings.subnet_cidr,
        rules=rules,
        allow_replacement=settings.allow_replacement,
        tags=tags,
    )


def _server(settings: Settings, network: Network, tags: Mapping[str, str]) -> Server:
    return Server(
        "server",
        compartment_id=settings.compartment_id,
        availability_domain=settings.availability_domain
        or lookups.first_availability_domain(tenancy_id=settings.tenancy_id),
        image_id=settings.image_id or lookups.newest_image(compartment_id=settings.compartment_id),
        subnet_id=network.subnet_id,
        ssh_public_key=settings.ssh_public_key,
        user_data=cloud_config.user_data(boot(settings)),
        ocpus=settings.ocpus,
        memory_gb=settings.memory_gb,
        boot_volume_gb=settings.boot_volume_gb,
        data_volume_gb=settings.data_volume_gb,
        reserved_ip=settings.reserved_ip,
        protect_data=settings.protect_data,
        allow_replacement=settings.allow_replacement,
        tags=tags,
    )


def boot(settings: Settings) -> cloud_config.Boot:
    return cloud_config.Boot(
        container_image=settings.container_image,
        source_repository=settings.source_repository,
        source_ref=settings.source_ref,
        image_is_private=settings.registry_auth is not None,
        api_port=settings.api_port,
        timezone=settings.timezone,
        country=settings.country,
        language=settings.language,
        data_device=DATA_DEVICE if settings.data_volume_gb else None,
    )


def release(settings: Settings, server: Server) -> Release:
    """Declare the release of version, settings and secrets to the running machine."""
    secrets = {
        "TOGGL_API_TOKEN": settings.toggl_api_token,
        "GOOGLE_CLIENT_ID": settings.google_client_id,
        "GOOGLE_CLIENT_SECRET": settings.google_client_secret,
        "GOOGLE_REFRESH_TOKEN": settings.google_refresh_token,
        "DATABASE_URL": settings.database_url,
        "LIFETRACER_API_KEY": settings.api_key,
    }
    return Release(
        "release",
        # Children of a component do not inherit its dependencies, so the wait is in the value.
        host=server.complete_ip,
        instance_id=server.instance_id,
        private_key_path=settings.ssh_private_key_path,
        user=USER,
        port=firewall.SSH_PORT,
        handover=Handover(
            container_image=settings.container_image,
            source_repository=settings.source_repository,
            source_ref=settings.source_ref,
            registry_auth=settings.registry_auth,
            api_port=settings.api_port,
            timezone=settings.timezone,
            country=settings.country,
            language=settings.language,
            data_device=DATA_DEVICE if settings.data_volume_gb else None,
            data_gb=settings.data_volume_gb,
            secrets={name: value for name, value in secrets.items() if value},
        ),
    )


def ssh_config(settings: Settings, address: str) -> str:
    """Return the block for ~/.ssh/config that makes `ssh lifetracer` and VS Code Remote work."""
    key = settings.ssh_private_key_path
    if key.is_relative_to(Path.home()):
        key = Path("~") / key.relative_to(Path.home())
    return "\n".join(
        [
            "Host lifetracer",
            f"    HostName {address}",
            f"    User {USER}",
            f'    IdentityFile "{key.as_posix()}"',
            "    IdentitiesOnly yes",
            "",
        ]
    )
