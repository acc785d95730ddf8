"""Warnings of a preview: settings that are allowed, and surprise."""

from collections.abc import Iterator
from ipaddress import IPv4Network

from infra_py.settings import Settings
from infra_py.settings.network import OWN_ADDRESS
from infra_py.settings.networks import describe, is_documentation, is_open, special_range

# The Always Free allowance as reported since 2026-06; before that it was 4 OCPU and 24 GB.
FREE_OCPUS, FREE_MEMORY_GB = 2, 12
FREE_VOLUMES_GB = 200
VERCEL_INBOUND = IPv4Network("76.76.21.0/24")


def collect_warnings(settings: Settings) -> list[str]:
    return [*_cost(settings), *_access(settings), *_console(settings), *_loss(settings)]


def _cost(settings: Settings) -> Iterator[str]:
    if settings.ocpus > FREE_OCPUS or settings.memory_gb > FREE_MEMORY_GB:
        yield (
            f"{settings.ocpus} OCPU and {settings.memory_gb} GB are above the Always Free allowance as reported since "
            f"2026-06 ({FREE_OCPUS} OCPU, {FREE_MEMORY_GB} GB): Oracle may charge for them or refuse them. "
            "Pulumi.free.yaml fits the allowance."
        )
    volumes = settings.boot_volume_gb + settings.data_volume_gb
    if volumes > FREE_VOLUMES_GB:
        yield f"{volumes} GB of volumes are above the {FREE_VOLUMES_GB} GB that are free: Oracle charges for the rest."


def _access(settings: Settings) -> Iterator[str]:
    # Not a problem: such a stack is closed to everyone, which does no harm, suits a preview and a trial without a
    # cloud, and is changed by the next `up`.
    if is_documentation(settings.my_ip):
        yield (
            f"myIp={settings.my_ip} is an example address of documents, which no computer has: neither you nor the "
            f"release step will reach the machine by SSH. Use your public address, {OWN_ADDRESS}."
        )

    if not settings.deploy and not settings.ssh_private_key_path.is_file():
        yield (
            "The file of sshPrivateKeyPath is not on this computer, so nothing can compare it with sshPublicKeyPath: "
            "make sure that you have it, because no other key opens the machine."
        )


def _console(settings: Settings) -> Iterator[str]:
    for network in settings.console_cidrs:
        if is_open(network):
            yield (
                f"The API is open to the whole internet ({network}); TLS and the key are all that guard it. "
                "Narrower consoleCidrs are safer."
            )
        elif network.overlaps(VERCEL_INBOUND):
            yield (
                f"consoleCidrs: {VERCEL_INBOUND} is where Vercel receives requests, not where its functions call from: "
                "this range lets no console on Vercel in. Use the addresses of Vercel's Static IPs, or the console "
                "that the gateway serves, through an SSH tunnel."
            )
        elif is_documentation(network):
            yield f"consoleCidrs: {network} is a range of examples in documents, which no computer has."
        elif special := special_range(network):
            yield (
                f"consoleCidrs: {network} {describe(network, special)}: it lets in a network that is connected to the "
                "VCN, and nothing from the internet."
            )


def _loss(settings: Settings) -> Iterator[str]:
    if settings.allow_replacement:
        yield (
            "allowReplacement is on: a changed domain, image, SSH key or user_data replaces the machine or its boot "
            "disk in this run. Set it back to false afterwards."
        )
    if not settings.data_volume_gb:
        yield "dataVolumeGb=0: the data lives on the boot volume and is lost with the machine."
    elif not settings.protect_data:
        yield "protectData is off: the data volume can be deleted, with all that is on it."
