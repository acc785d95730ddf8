"""What lies on the machine: its own files (`infra_py/machine/vm/`) and the one that says what it should be."""

import shlex
from dataclasses import dataclass
from pathlib import Path

FILES = Path(__file__).resolve().parent / "vm"


@dataclass(frozen=True, kw_only=True)
class Machine:
    """What the machine should be. No secret is among it.

    Exactly one of `container_image` and `source_repository` (with `source_ref`) is set. With `image_is_private` the
    first boot prepares everything and leaves the image to the first release, which alone has the registry's password.
    `data_device` is the consistent device path of the data volume's attachment; None keeps the data on the boot
    volume. `names` are further DNS names of the certificate. The public address is not here: the machine cannot know
    it, and the release adds it.
    """

    container_image: str | None = None
    source_repository: str | None = None
    source_ref: str | None = None
    image_is_private: bool = False
    api_port: int
    timezone: str
    country: str
    language: str
    data_device: str | None = None
    names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what no machine could be.

        Raises:
            ValueError: when there is not exactly one source of the image.
        """
        if bool(self.container_image) == bool(self.source_repository and self.source_ref):
            raise ValueError("Name either container_image, or source_repository with source_ref.")


def machine_files() -> dict[str, str]:
    """Return the machine's own files by name, with the line ends of Linux whatever the PC's are."""
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(FILES.iterdir()) if path.is_file()}


def machine_env(machine: Machine, *, address: str = "", data_gb: int = 0, ready_seconds: int = 300) -> str:
    """Render /etc/lifetracer/machine.env, which the scripts of the machine read as shell.

    Args:
        machine: what it should be.
        address: its public address, once somebody knows it.
        data_gb: size of the data volume, so that a release follows when it grows; 0 at birth, where it is not known.
        ready_seconds: how long a version may take until `/health` and `/ready` answer.
    """
    values = {
        "CONTAINER_IMAGE": machine.container_image or "",
        "SOURCE_REPOSITORY": machine.source_repository or "",
        "SOURCE_REF": machine.source_ref or "",
        "IMAGE_IS_PRIVATE": "yes" if machine.image_is_private else "no",
        "API_PORT": str(machine.api_port),
        "TIMEZONE": machine.timezone,
        "COUNTRY": machine.country,
        "LANGUAGE_CODE": machine.language,
        "DATA_DEVICE": machine.data_device or "",
        "DATA_GB": str(data_gb),
        "CERTIFICATE_NAMES": " ".join(machine.names),
        "ADDRESS": address,
        "READY_SECONDS": str(ready_seconds),
    }
    return "".join(f"{name}={shlex.quote(value)}\n" for name, value in values.items())
