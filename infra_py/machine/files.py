"""The files on the machine: its scripts and units (`infra_py/machine/vm/`), and its wanted state (machine.env)."""

import shlex
from dataclasses import dataclass
from pathlib import Path

FILES = Path(__file__).resolve().parent / "vm"


@dataclass(frozen=True, kw_only=True)
class Machine:
    """The wanted state of the machine, without secrets.

    Exactly one of `container_image` and `source_repository` (with `source_ref`) is set. With `image_is_private` the
    first boot prepares everything and leaves the image to the first release, which has the password of the registry.
    `data_device` is the consistent device path of the data volume's attachment; None keeps the data on the boot
    volume. `names` are further DNS names of the certificate. The public address is not here: the release
    adds it, because it is unknown when the machine is made.
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
        """Refuse a state without exactly one source of the image.

        Raises:
            ValueError: when there is none, or more than one.
        """
        if bool(self.container_image) == bool(self.source_repository and self.source_ref):
            raise ValueError("Name either container_image, or source_repository with source_ref.")


def machine_files() -> dict[str, str]:
    """Return the machine's own files by name, with the line ends of Linux on every PC."""
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(FILES.iterdir()) if path.is_file()}


def machine_env(machine: Machine, *, address: str = "", data_gb: int = 0, ready_seconds: int = 300) -> str:
    """Render /etc/lifetracer/machine.env, which the scripts of the machine read as shell variables.

    Args:
        machine: its wanted state.
        address: its public address; empty at the first boot, when it is unknown.
        data_gb: size of the data volume in GB, so that a release follows when it grows; 0 at the first boot.
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
