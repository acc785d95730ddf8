"""Starts the gateway of the image with HTTPS, and a client of it."""

import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx2

from .certificate import self_signed
from .running import PATIENCE_SECONDS, Container, api_key, hand_over


class Served:
    """A container with a key and a certificate of its own, and a client that trusts exactly that certificate."""

    def __init__(self, root: Path, configuration: Mapping[str, Any], folder: Path) -> None:
        certificate, private = self_signed()
        key = api_key()
        environ = {
            "LIFETRACER_TLS_CERT": hand_over(folder, "cert.pem", certificate),
            "LIFETRACER_TLS_KEY": hand_over(folder, "key.pem", private),
            "LIFETRACER_API_KEY_FILE": hand_over(folder, "LIFETRACER_API_KEY", key),
        }
        self.container = Container(root, configuration, folder, environ)
        trust = ssl.create_default_context(cadata=certificate.decode())
        trust.verify_flags &= ~ssl.VERIFY_X509_STRICT
        self.client = httpx2.Client(
            base_url=f"https://127.0.0.1:{self.container.port}",
            headers={"Authorization": f"Bearer {key.decode()}"},
            verify=trust,
            trust_env=False,
            timeout=PATIENCE_SECONDS,
        )
