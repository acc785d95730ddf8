"""Starts the gateway of the image with HTTPS, and a client of it."""

import logging
import ssl
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx2

from .certificate import self_signed
from .running import PATIENCE_SECONDS, Container, api_key, hand_over, until

log = logging.getLogger(__name__)


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
        began = time.monotonic()
        self.container = Container(root, configuration, folder, environ)
        log.info("The gateway listens after %.0f s.", time.monotonic() - began)
        trust = ssl.create_default_context(cadata=certificate.decode())
        trust.verify_flags &= ~ssl.VERIFY_X509_STRICT
        self.client = httpx2.Client(
            base_url=f"https://127.0.0.1:{self.container.port}",
            headers={"Authorization": f"Bearer {key.decode()}"},
            verify=trust,
            trust_env=False,
            timeout=PATIENCE_SECONDS,
        )

    def finish(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Post a job and return it once it has ended."""
        began = time.monotonic()
        answer = self.client.post(path, json=body)
        assert answer.status_code == httpx2.codes.ACCEPTED, answer.text
        job = f"/api/jobs/{answer.json()['jobId']}"
        # An emulated gateway would be busy with a poll at any shorter interval.
        final: dict[str, Any] = until(
            lambda: (now := self.client.get(job).json())["status"] not in {"queued", "running"} and now,
            every_seconds=1,
        )
        log.info("%s: %s after %.0f s", path, final["status"], time.monotonic() - began)
        return final
