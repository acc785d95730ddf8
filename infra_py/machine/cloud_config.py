"""The cloud-config of the first boot: the gateway comes up without manual work.

Changes of user_data are ignored after creation (they would replace the machine), so it holds only the input of a first
boot. Later changes reach a running machine through `infra_py.components.release`. It holds no secret: any process of
the machine can read it.
"""

import base64
import gzip
import json
from dataclasses import dataclass

from infra_py.machine.files import Machine, machine_env, machine_files

# Oracle's limit for all metadata of an instance together; a quarter is left for the SSH key and for other entries.
METADATA_LIMIT_BYTES = 32_000
RESERVED_BYTES = 8_000

# Byte 9 of a gzip header names the system that wrote it: "unknown" on all of them.
OS_BYTE = slice(9, 10)


@dataclass(frozen=True, kw_only=True)
class Boot(Machine):
    """The input of the first boot."""


def user_data(boot: Boot) -> str:
    """Return `metadata["user_data"]`: base64 of gzip of cloud-config; the same text for the same `boot`.

    Raises:
        ValueError: when it would not fit into an instance's metadata.
    """
    packed = bytearray(gzip.compress(cloud_config(boot).encode(), compresslevel=9, mtime=0))
    packed[OS_BYTE] = b"\xff"
    text = base64.b64encode(packed).decode("ascii")
    if len(text) > METADATA_LIMIT_BYTES - RESERVED_BYTES:
        raise ValueError(
            f"user_data has {len(text)} bytes; Oracle accepts {METADATA_LIMIT_BYTES} for all metadata of an instance."
        )
    return text


def cloud_config(boot: Boot) -> str:
    """Return the cloud-config as text (JSON, which is YAML).

    The units are in systemd's directory from the first second, and a drop-in wants them, not a link that a command
    would have to make: after a reboot in the middle of the first boot it continues.
    """
    files = machine_files()
    units = "/etc/systemd/system"
    written = [
        _file("/etc/lifetracer/machine.env", machine_env(boot)),
        *(_file(f"/usr/libexec/lifetracer/{name}", content, mode="0755") for name, content in files.items()),
        *(
            _file(f"{units}/{name}", files[name])
            for name in ("lifetracer-bootstrap.service", "lifetracer-bootstrap.timer")
        ),
        _file(f"{units}/multi-user.target.d/lifetracer.conf", files["bootstrap.conf"]),
    ]
    config = {
        "write_files": written,
        "runcmd": [
            ["systemctl", "daemon-reload"],
            ["systemctl", "start", "lifetracer-bootstrap.timer"],
            # Waits until it has finished, and so does `cloud-init status --wait`.
            ["systemctl", "start", "lifetracer-bootstrap.service"],
        ],
    }
    return "#cloud-config\n" + json.dumps(config, indent=1) + "\n"


def _file(path: str, content: str, *, mode: str = "0644") -> dict[str, str]:
    return {"path": path, "permissions": mode, "content": content}
