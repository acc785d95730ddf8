"""Asking the gateway over TLS, sure that it is ours: its certificate has to be the pinned one, byte for byte."""

import http.client
import json
import ssl
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from cryptography import x509

SECONDS = 10
LARGEST_ANSWER = 65_536
NOT_OURS = "another certificate than the machine's own answers: somebody is in between, or the machine was replaced"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What one path said.

    Attributes:
        path: such as /health.
        is_well: whether it answered 200 with our certificate.
        version: what runs there; None when it did not say.
        problem: why it is not well; empty when it is.
    """

    path: str
    is_well: bool
    version: str | None = None
    problem: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return it for programs."""
        return asdict(self)


def ask(url: str, path: str, certificate_pem: str, *, seconds: float = SECONDS) -> Answer:
    """Ask one path of the gateway.

    Args:
        url: such as https://203.0.113.7:3000.
        path: such as /ready.
        certificate_pem: the only certificate that is accepted, whatever name or end it carries.
        seconds: how long connecting, and each read, may take.
    """
    parts = urlsplit(url)
    connection = http.client.HTTPSConnection(
        parts.hostname or "", parts.port or 443, context=_context(), timeout=seconds
    )
    try:
        connection.connect()
        shown = connection.sock.getpeercert(binary_form=True)
        # Before a single byte is sent.
        if shown != ssl.PEM_cert_to_DER_cert(certificate_pem.strip()):
            return Answer(path=path, is_well=False, problem=NOT_OURS)
        connection.request("GET", path, headers={"Accept": "application/json", "Connection": "close"})
        response = connection.getresponse()
        body = _json(response.read(LARGEST_ANSWER))
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Answer(path=path, is_well=False, problem=_reason(error))
    finally:
        connection.close()
    is_well = response.status == http.HTTPStatus.OK
    problem = "" if is_well else f"HTTP {response.status} {body.get('detail') or body.get('title') or ''}".strip()
    return Answer(path=path, is_well=is_well, version=body.get("version"), problem=problem)


def days_left(certificate_pem: str, now: datetime | None = None) -> int | None:
    """Return the days until the certificate ends (browsers care, this command does not); None when it is none."""
    try:
        end = x509.load_pem_x509_certificate(certificate_pem.encode()).not_valid_after_utc
    except ValueError:
        return None
    return (end - (now or datetime.now(UTC))).days


def _context() -> ssl.SSLContext:
    """Return a context that checks no name and no issuer: comparing the whole certificate is stricter than both."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _json(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _reason(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "no answer in time: the console ranges (consoleCidrs) or the machine keep it away"
    return f"no answer ({' '.join(str(error).split()) or type(error).__name__})"
