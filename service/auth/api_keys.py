"""Keys that people make for callers: shown once, kept as a digest, of one scope each.

A key is `lt_<id>_<secret>`. The id finds the row; the digest of the whole key is compared in constant time. SHA-256 is
enough: the secret is 256 random bits, so nobody can guess on, and a slow hash would only cost every request.
"""

import hashlib
import hmac
import re
import secrets
from datetime import datetime
from typing import Literal, get_args

from psycopg.errors import UniqueViolation
from psycopg.rows import DictRow

from service.database.pool import Connection, all_rows, one
from service.errors import InputError

KeyScope = Literal["read", "run", "edit", "console", "admin"]
# Each includes those before it.
SCOPES: tuple[KeyScope, ...] = get_args(KeyScope)
_SHAPE = re.compile(r"lt_([0-9a-f]{12})_[A-Za-z0-9_-]{43}")
_NOBODY = bytes(32)


def includes(scope: KeyScope, needed: KeyScope) -> bool:
    """Return whether a key of `scope` may do what needs `needed`."""
    return SCOPES.index(scope) >= SCOPES.index(needed)


def is_well_formed(key: str) -> bool:
    """Return whether a text can be a key at all; only then is it worth a look into the database."""
    return _SHAPE.fullmatch(key) is not None


def digest_of(key: str) -> bytes:
    """Return what is kept of a key."""
    return hashlib.sha256(key.encode("utf-8", "surrogateescape")).digest()


async def make(
    connection: Connection, *, name: str, scope: KeyScope, expires_at: datetime | None = None
) -> tuple[DictRow, str]:
    """Make a key. Return its row, and the key itself, which nobody can show again.

    Raises:
        InputError: when a key of this name is in use.
    """
    key_id = secrets.token_hex(6)
    key = f"lt_{key_id}_{secrets.token_urlsafe(32)}"
    try:
        row = await one(
            connection,
            "insert into api_keys (id, name, scope, digest, expires_at) values (%s, %s, %s, %s, %s) returning *",
            key_id,
            name,
            scope,
            digest_of(key),
            expires_at,
        )
    except UniqueViolation as error:
        raise InputError(f"There is a key named {name} already; revoke it first, or choose another name.") from error
    assert row is not None
    return row, key


async def list_keys(connection: Connection) -> list[DictRow]:
    """Return every key's row without its digest, newest first, revoked ones too."""
    return await all_rows(
        connection,
        "select id, name, scope, created_at, last_used_at, expires_at, revoked_at from api_keys "
        "order by created_at desc, id",
    )


async def revoke(connection: Connection, name_or_id: str) -> DictRow | None:
    """Revoke a key that is in use, from now on everywhere; None when there is none."""
    return await one(
        connection,
        "update api_keys set revoked_at = now() where revoked_at is null and (name = %s or id = %s) returning *",
        name_or_id,
        name_or_id,
    )


async def find(connection: Connection, key: str) -> DictRow | None:
    """Return `id`, `name` and `scope` of a key that may be used now.

    Every key is looked up each time it is used, so a revoked one ends at once on every gateway.
    """
    shaped = _SHAPE.fullmatch(key)
    if shaped is None:
        return None
    row = await one(
        connection,
        "select id, name, scope, digest, coalesce(last_used_at < now() - interval '10 minutes', true) as note_use "
        "from api_keys where id = %s and revoked_at is null and (expires_at is null or expires_at > now())",
        shaped[1],
    )
    # Compared also where there is no such key, so that the time taken does not tell which ids exist.
    if not hmac.compare_digest(row["digest"] if row else _NOBODY, digest_of(key)) or row is None:
        return None
    if row["note_use"]:
        await connection.execute("update api_keys set last_used_at = now() where id = %s", [row["id"]])
    return row


async def is_usable(connection: Connection, key_id: str) -> bool:
    """Return whether a key that was accepted before may still be used."""
    row = await one(
        connection,
        "select from api_keys where id = %s and revoked_at is null and (expires_at is null or expires_at > now())",
        key_id,
    )
    return row is not None
