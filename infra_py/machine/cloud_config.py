"""What the virtual machine is told at its birth: cloud-config that brings the gateway up without any hand work.

user_data is ignored after creation (a change of it would replace the machine), so it holds only what a first boot
needs. Whatever changes later reaches a living machine through `infra_py.components.release`. It holds no secret: any
process of the machine can read it.
"""

import base64
import gzip
import json
from dataclasses import dataclass

from infra_py.machine.files import Machine, machine_env, machine_files

# Oracle's limit for all metadata of an instance together; a quarter is left for the SSH key and for what others add.
LIMIT = 32_000
ROOM = 8_000

# Byte 9 of a gzip header names the system that wrote it: "unknown" on all of them.
OS_BYTE = slice(9, 10)


@dataclass(frozen=True, kw_only=True)
class Boot(Machine):
    """What the machine needs to know to bring the gateway up by itself."""


def user_data(boot: Boot) -> str:
    """Return `metadata["user_data"]`: base64 of gzip of cloud-config. The same text for the same `boot`.

    Raises:
        ValueError: when it would not fit into an instance's metadata.
    """
    packed = bytearray(gzip.compress(cloud_config(boot).encode(), compresslevel=9, mtime=0))
    packed[OS_BYTE] = b"\xff"
    text = base64.b64encode(packed).decode("ascii")
    if len(text) > LIMIT - ROOM:
        raise ValueError(f"user_data is {len(text)} bytes; Oracle takes {LIMIT} for all metadata of an instance.")
    return text


def cloud_config(boot: Boot) -> str:
    """Return the cloud-config as text (JSON, which is YAML).

    The units lie in systemd's directory from the first second and are wanted by a drop-in, not by a link that a
    command would have to make: a reboot in the middle of the first boot goes on with it.
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
            # Waits until it is through, and so does `cloud-init status --wait`.
            ["systemctl", "start", "lifetracer-bootstrap.service"],
        ],
    }
    return "#cloud-config\n" + json.dumps(config, indent=1) + "\n"


def _file(path: str, content: str, *, mode: str = "0644") -> dict[str, str]:
    return {"path": path, "permissions": mode, "content": content}
