"""Links into the console: 256 random bits, for one sign-in within ten minutes. Only a digest is kept."""

import secrets
from datetime import datetime, timedelta
from pathlib import Path

from service.auth.api_keys import digest_of
from service.database.pool import Connection
from service.database.statements import statements

LIFETIME = timedelta(minutes=10)
_SQL = statements(Path(__file__).with_name("console.sql"))


async def make_link(connection: Connection, *, now: datetime) -> tuple[str, datetime]:
    """Make a link. Return its token, which is not kept, and when it expires."""
    token, expires_at = secrets.token_urlsafe(32), now + LIFETIME
    await connection.execute(_SQL["delete_links"], [now])
    await connection.execute(_SQL["insert_link"], {"digest": digest_of(token), "now": now, "expires_at": expires_at})
    return token, expires_at


async def redeem_link(connection: Connection, token: str, *, now: datetime) -> bool:
    """Use up a link; return False where it is unknown, used or expired."""
    cursor = await connection.execute(_SQL["redeem_link"], {"digest": digest_of(token), "now": now})
    return await cursor.fetchone() is not None
