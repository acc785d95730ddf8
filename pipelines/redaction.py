"""Secrets of this process that no message may repeat, also when a service repeats them in its answers.

The job engine redacts the log by the secrets that it passes to a stage; it does not know those that a stage receives
itself, such as access tokens, nor one of which an excerpt holds only a part.
"""

import base64
import json
from urllib.parse import quote

# A shorter one would hide ordinary words, and guards nothing.
SHORTEST = 6
_hidden: set[str] = set()


def hide(*secrets: str | None) -> None:
    """Replace these from now on in everything that `redacted` returns, as they are and as in a URL or in JSON."""
    for secret in secrets:
        if secret and len(secret) >= SHORTEST:
            _hidden.update({secret, quote(secret, safe=""), json.dumps(secret, ensure_ascii=False)[1:-1]})


def hide_basic(user: str, password: str) -> None:
    """Hide the user of basic authentication, and the header's value."""
    hide(user, base64.b64encode(f"{user}:{password}".encode()).decode())


def redacted(text: str) -> str:
    """Return the text without hidden secrets; to be called before a text is cut."""
    for secret in sorted(_hidden, key=len, reverse=True):
        text = text.replace(secret, "[secret]")
    return text
