"""Forms of this site only: a token for each form of a session, and the origin that the browser reports."""

import hashlib
import hmac
import secrets

from starlette.datastructures import Headers

from console.access.sessions import Session


class Forms:
    """Makes and checks the tokens of forms."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def token(self, session: Session, action: str) -> str:
        """Return a token for the form that is sent to a path; each one is new, so that a form is done once."""
        salt = secrets.token_hex(8)
        return f"{salt}.{self._digest(session, action, salt)}"

    def is_valid(self, session: Session, action: str, given: object) -> bool:
        """Return whether a form of this session was sent."""
        if not isinstance(given, str):
            return False
        salt, _, digest = given.partition(".")
        return hmac.compare_digest(self._digest(session, action, salt).encode(), digest.encode())

    def _digest(self, session: Session, action: str, salt: str) -> str:
        text = f"form\0{session.seed}\0{action}\0{salt}".encode()
        return hmac.new(self._secret, text, hashlib.sha256).hexdigest()


def is_same_origin(headers: Headers, origin: str) -> bool:
    """Return whether the browser reports that a page of this site sends the request.

    Browsers without `Sec-Fetch-Site` send `Origin` with every POST.
    """
    if (site := headers.get("sec-fetch-site")) is not None:
        return site in {"same-origin", "none"}
    return headers.get("origin") == origin
