"""The values that must not reach a log, in every spelling in which a program may print them."""

import base64
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import quote

from psycopg.conninfo import conninfo_to_dict

SECRET_ENDINGS = ("_TOKEN", "_SECRET", "_PASSWORD", "_KEY")
# A shorter one would redact ordinary words, and guards nothing.
SHORTEST = 6
# Its value is a path, and the file's text as a whole is never printed on one line.
KEY_FILE = "GOOGLE_SERVICE_ACCOUNT_FILE"

# Tokens that are made during a run are not known here; services repeat them as they received them.
_AUTHORIZATION = re.compile(r"\b(Basic|Bearer)(\s+|%20|\+)[\w.~+/%-]{6,}=*", re.IGNORECASE)


def secrets_of(environ: Mapping[str, str]) -> tuple[str, ...]:
    """Return the secrets of a stage's environment: tokens, those in files, the password inside the database URL."""
    values = [value for name, value in environ.items() if name.endswith(SECRET_ENDINGS)]
    files = [path for name, path in environ.items() if name.removesuffix("_FILE").endswith(SECRET_ENDINGS)]
    values += [text for path in files if (text := _content(path))]
    values += _private_key(environ.get(KEY_FILE))
    values.append(str(conninfo_to_dict(environ["DATABASE_URL"]).get("password") or ""))
    found = {spelling for value in values if len(value) >= SHORTEST for spelling in _spellings(value)}
    return tuple(sorted(found, key=len, reverse=True))


def redact(text: str, secrets: Iterable[str]) -> str:
    """Replace every secret, and whatever stands in a header of authorization."""
    for secret in secrets:
        text = text.replace(secret, "[secret]")
    return _AUTHORIZATION.sub(r"\1 [secret]", text)


def _spellings(value: str) -> set[str]:
    """Return the value as it is, as in a URL, as in JSON, and as the user of basic authentication."""
    spellings = {value, quote(value, safe=""), json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1]}
    coded = value.encode()
    # Only whole groups of three bytes are coded without what follows them, `:` and the password.
    basic = base64.b64encode(coded[: len(coded) // 3 * 3]).decode()
    return spellings | ({basic, quote(basic, safe="")} if len(basic) >= SHORTEST else set())


def _private_key(path: str | None) -> list[str]:
    """Return the lines of a service account's private key; the first and last are the same for every key."""
    try:
        lines = json.loads(_content(path) or "")["private_key"].splitlines() if path else []
    except (ValueError, TypeError, KeyError, AttributeError):
        return []
    return [line for line in lines if not line.startswith("-")]


def _content(path: str) -> str | None:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return None
