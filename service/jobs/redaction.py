"""The values that must not reach a log, in every spelling in which a program may print them."""

import base64
import json
import re
from array import array
from collections.abc import Iterable, Mapping
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

SECRET_ENDINGS = ("_TOKEN", "_SECRET", "_PASSWORD", "_KEY")
# A shorter one would redact parts of ordinary words; a password is also found by its place in a URL.
SHORTEST = 6
# Its value is a path to a JSON file.
KEY_FILE = "GOOGLE_SERVICE_ACCOUNT_FILE"
REPLACEMENT = "[secret]"

# Tokens that are made during a run are not known here; services repeat them as they received them.
_AUTHORIZATION = re.compile(r"\b(Basic|Bearer)(\s+|%20|\+)[\w.~+/%-]{6,}=*", re.IGNORECASE)
_URL_PASSWORD = re.compile(r"(://[^\s/:@\"']*:)[^\s/@\"']+(?=@)")
# Of a URL, of JSON and of Python's `repr`: a byte, a character of two bytes, or a character by its letter.
_ESCAPE = re.compile(rb"%([0-9A-Fa-f]{2})|\\x([0-9A-Fa-f]{2})|\\u([0-9A-Fa-f]{4})|\\([\"'/\\bfnrt])")
_LETTERS = {b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t"}


def secrets_of(environ: Mapping[str, str]) -> tuple[str, ...]:
    """Return the secrets of a stage's environment: tokens, those in files, the password inside the database URL.

    Each line of one with several lines is a secret. They are given without the escapes of a URL or of JSON, which
    `redact` undoes.
    """
    values = [value for name, value in environ.items() if name.endswith(SECRET_ENDINGS)]
    files = [path for name, path in environ.items() if name.removesuffix("_FILE").endswith(SECRET_ENDINGS)]
    values += [text for path in files if (text := _content(path))]
    values += _private_key(environ.get(KEY_FILE))
    values.append(str(conninfo_to_dict(environ["DATABASE_URL"]).get("password") or ""))
    lines = [line.strip() for value in values for line in (value, *value.splitlines())]
    found = {spelling for line in lines if len(line) >= SHORTEST for spelling in _spellings(line)}
    return tuple(sorted(found, key=len, reverse=True))


def redact(text: str, secrets: Iterable[str]) -> str:
    """Replace every secret, also one with escapes, and the credentials in headers of authorization and in URLs.

    To be called before a text is cut: a part of a secret is not found.
    """
    for secret in secrets:
        text = text.replace(secret, REPLACEMENT)
    if "%" in text or "\\" in text:
        text = _redact_escaped(text, secrets)
    return _URL_PASSWORD.sub(rf"\1{REPLACEMENT}", _AUTHORIZATION.sub(rf"\1 {REPLACEMENT}", text))


def _redact_escaped(text: str, secrets: Iterable[str]) -> str:
    """Replace the secrets of which any character may be escaped, in a URL, in JSON or by Python's `repr`."""
    raw = text.encode("utf-8", "surrogatepass")
    plain, places = _unescaped(raw)
    spans = []
    for secret in secrets:
        wanted = secret.encode("utf-8", "surrogatepass")
        at = plain.find(wanted)
        while at >= 0:
            spans.append((places[at], places[at + len(wanted)]))
            at = plain.find(wanted, at + len(wanted))
    kept: list[bytes] = []
    end = 0
    for start, stop in sorted(spans):
        if start >= end:
            kept += [raw[end:start], REPLACEMENT.encode()]
        end = max(end, stop)
    return b"".join([*kept, raw[end:]]).decode("utf-8", "surrogatepass") if spans else text


def _unescaped(raw: bytes) -> tuple[bytes, "array[int]"]:
    """Return the bytes without escapes, and the place in `raw` of each of them and of the end."""
    plain, places, end = bytearray(), array("Q"), 0
    for escape in _ESCAPE.finditer(raw):
        plain += raw[end : escape.start()]
        places.extend(range(end, escape.start()))
        meant = _meaning(escape)
        plain += meant
        places.extend([escape.start()] * len(meant))
        end = escape.end()
    plain += raw[end:]
    places.extend(range(end, len(raw) + 1))
    return bytes(plain), places


def _meaning(escape: "re.Match[bytes]") -> bytes:
    of_url, of_byte, of_character, letter = escape.groups()
    if byte := of_url or of_byte:
        return bytes([int(byte, 16)])
    if of_character:
        return chr(int(of_character, 16)).encode("utf-8", "surrogatepass")
    return _LETTERS.get(letter, letter)


def _spellings(value: str) -> set[str]:
    """Return the value as it is, in a form, in JSON, and as the user of basic authentication."""
    coded = value.encode()
    # Only whole groups of three bytes are coded without what follows them, `:` and the password.
    basic = base64.b64encode(coded[: len(coded) // 3 * 3]).decode()
    # As JSON inside JSON: one level of escapes is left when the other is undone.
    inner = {json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1]}
    form = {value.replace(" ", "+")}
    # JSON escapes a character beyond 0xFFFF as two surrogates.
    units = value.encode("utf-16-be", "surrogatepass")
    surrogates = {"".join(chr(int.from_bytes(units[at : at + 2])) for at in range(0, len(units), 2))}
    return {value} | inner | form | surrogates | ({basic} if len(basic) >= SHORTEST else set())


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
