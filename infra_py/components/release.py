"""Send a running machine its version, settings and secrets over SSH; they never replace the machine itself.

Trust on first use: the first command, which carries no secret, accepts any host key at the new address, and every later
command, in this run and in the next ones, accepts that key only. An attacker between the PC and the machine in its
first minutes can impersonate it; compare `ssh-keyscan` from elsewhere with the stack's state if that matters to you.
The key is read again when the machine is replaced, or when the way to it (address, SSH key) changes.
"""

import base64
import io
import shlex
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pulumi
from pulumi_command import remote

from infra_py.machine.files import Machine, machine_env, machine_files

# A refused dial is tried again after 5 s at most, an unanswered one after 15 s: 6 to 20 minutes for a machine to
# start its sshd. Without a bound the provider waits forever (pulumi-command issue 199).
DIALS = 60
DIAL_SECONDS = 15

HOST_KEY = "cut -d ' ' -f 1,2 /etc/ssh/ssh_host_ed25519_key.pub"

# Self-contained: the release script is in the document, so the files of an older version on the machine do not matter.
# The document is unpacked in memory (/run), readable by root only, and is gone when the script ends. Nothing
# secret is in an argv.
UNPACK_AND_RUN = """
umask 077
document=$(mktemp -d /run/lifetracer-release.$$.XXXXXX) || exit 75
trap 'rm -rf "$document"' EXIT
base64 -d | tar -x -C "$document" 2>/dev/null
if [ ! -e "$document/whole" ]; then echo "The document arrived cut off; run pulumi up again." >&2; exit 65; fi
bash "$document/vm/release" "$document"
""".strip()
RELEASE = f"sudo -n bash -c {shlex.quote(UNPACK_AND_RUN)}"


@dataclass(frozen=True, kw_only=True)
class Handover(Machine):
    """The content of a release: the wanted state of the machine, and the secrets.

    `secrets` go by the name of their environment variable (`TOGGL_API_TOKEN`, …); an empty one is left out,
    and is removed from the machine where it was there before. `registry_auth` is `user:token` of a private image's
    registry. `data_gb` is the size of the data volume in GB: when it has grown, the file system has to follow.
    """

    data_gb: int
    registry_auth: str | None = field(default=None, repr=False)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)


class Release(pulumi.ComponentResource):
    """Two commands over SSH: the first reads the host key, the second pins it and sends the release.

    The second runs again when the release changes: its standard input is compared as a whole, so no digest of
    secrets has to be in the state unencrypted. Neither does anything when it is deleted. Its progress (standard error)
    is shown while it runs; its standard output is the certificate.
    """

    api_certificate: pulumi.Output[str]
    """PEM of the certificate that the gateway serves; what a console pins."""

    def __init__(
        self,
        name: str,
        *,
        host: pulumi.Input[str],
        instance_id: pulumi.Input[str],
        private_key_path: Path,
        user: str,
        port: int,
        handover: Handover,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        """Declare both commands.

        Args:
            name: of the resource.
            host: the public address; it also goes into the certificate.
            instance_id: with a new one the host key is read again.
            private_key_path: the private half of the machine's SSH key.
            user: the account that logs in; may use sudo without a password.
            port: of sshd.
            handover: the content of the release.
            opts: of the resource.

        Raises:
            ValueError: when the key cannot be read; the message names the setting.
        """
        super().__init__("lifetracer:infra:Release", name, None, opts)
        connection = partial(
            remote.ConnectionArgs,
            host=host,
            port=port,
            user=user,
            private_key=pulumi.Output.secret(_private_key(private_key_path)),
            dial_error_limit=DIALS,
            per_dial_timeout=DIAL_SECONDS,
        )
        host_key = self._read_host_key(f"{name}-host-key", connection(), instance_id)
        handed: pulumi.Output[str] = pulumi.Output.from_input(host).apply(
            lambda address: pulumi.Output.secret(document(handover, address))
        )
        hand_over = self._hand_over(f"{name}-hand-over", connection(host_key=host_key.stdout), handed)
        # A certificate is public, whatever the command that printed it had on its standard input.
        self.api_certificate = pulumi.Output.unsecret(hand_over.stdout)
        self.register_outputs({"api_certificate": self.api_certificate})

    def _read_host_key(
        self, name: str, connection: remote.ConnectionArgs, instance_id: pulumi.Input[str]
    ) -> remote.Command:
        return remote.Command(
            name,
            connection=connection,
            create=HOST_KEY,
            triggers=[instance_id],
            logging=remote.Logging.NONE,
            add_previous_output_in_env=False,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _hand_over(self, name: str, connection: remote.ConnectionArgs, handed: pulumi.Output[str]) -> remote.Command:
        return remote.Command(
            name,
            connection=connection,
            create=RELEASE,
            stdin=handed,
            logging=remote.Logging.STDERR,
            add_previous_output_in_env=False,
            opts=pulumi.ResourceOptions(
                parent=self,
                additional_secret_outputs=["stdin"],
                # A first boot may take 45 minutes, a build on the machine 50.
                custom_timeouts=pulumi.CustomTimeouts(create="2h", update="2h"),
            ),
        )


def document(handover: Handover, address: str, *, ready_seconds: int = 300) -> str:
    """Return the standard input of the release script: a tar archive in base64.

    The same text for the same values, on every PC. Not compressed: another version of zlib would make another text of
    the same values, and so a release without a reason.

    Args:
        handover: the content of the release.
        address: the machine's public address.
        ready_seconds: how long the wanted version may take until it is ready.
    """
    files = {f"vm/{name}": content for name, content in machine_files().items()}
    files["machine.env"] = machine_env(handover, address=address, data_gb=handover.data_gb, ready_seconds=ready_seconds)
    files |= {f"secrets/{name}": value for name, value in sorted(handover.secrets.items()) if value}
    if handover.registry_auth:
        files["registry"] = handover.registry_auth
    # Last, so that its absence shows that a document was cut off.
    files["whole"] = ""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, content in files.items():
            data = content.encode()
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            entry.mode = 0o600
            archive.addfile(entry, io.BytesIO(data))
    return base64.b64encode(packed.getvalue()).decode("ascii")


def _private_key(path: Path) -> str:
    try:
        return path.expanduser().read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not a key"
        raise ValueError(
            f"sshPrivateKeyPath = {path} cannot be read ({reason}); name the key that goes with sshPublicKeyPath."
        ) from error
