"""Pairs of SSH keys on disk, as ssh-keygen leaves them."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

Key = Ed25519PrivateKey | RSAPrivateKey | EllipticCurvePrivateKey
PASSPHRASE = "a passphrase that nobody may see"


@dataclass
class Pair:
    public: Path
    private: Path

    @property
    def config(self) -> dict[str, str]:
        """The settings that name the pair."""
        return {"sshPublicKeyPath": str(self.public), "sshPrivateKeyPath": str(self.private)}


def write_pair(
    folder: Path,
    key: Key,
    *,
    public_of: Key | None = None,
    passphrase: str = "",
    form: PrivateFormat = PrivateFormat.OpenSSH,
) -> Pair:
    pair = Pair(folder / "key.pub", folder / "key")
    # The format of OpenSSH is encrypted by its own program below: `cryptography` needs another package for that.
    by_keygen = form is PrivateFormat.OpenSSH
    encryption = BestAvailableEncryption(passphrase.encode()) if passphrase and not by_keygen else NoEncryption()
    pair.private.write_bytes(key.private_bytes(Encoding.PEM, form, encryption))
    pair.private.chmod(0o600)
    if passphrase and by_keygen:
        subprocess.run(["ssh-keygen", "-q", "-p", "-P", "", "-N", passphrase, "-f", pair.private], check=True)
    line = (public_of or key).public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH)
    pair.public.write_bytes(line + b" me@home\n")
    return pair
