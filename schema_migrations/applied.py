"""What was applied to a database. Every function works inside the caller's transaction."""

from collections.abc import Mapping
from typing import Any

import psycopg

from schema_migrations import statements


def revision(connection: psycopg.Connection[Any], schema: str) -> str | None:
    """Return the revision of a schema, or None where nothing was migrated yet."""
    if not _exists(connection, f"{schema}.schema_version"):
        return None
    connection.execute(statements.IN_SCHEMA, [schema])
    row = connection.execute(statements.REVISION).fetchone()
    return row[0] if row else None


def digests(connection: psycopg.Connection[Any], schema: str) -> dict[str, str]:
    """Return the recorded digest of each revision; nothing where only releases before digests have migrated."""
    if not _exists(connection, f"{schema}.schema_digests"):
        return {}
    connection.execute(statements.IN_SCHEMA, [schema])
    return dict(connection.execute(statements.DIGESTS).fetchall())


def record(connection: psycopg.Connection[Any], schema: str, brought: Mapping[str, str]) -> None:
    """Record the digests of applied revisions that have none.

    What a release without digests has applied is taken to be what is here.
    """
    connection.execute(statements.IN_SCHEMA, [schema])
    connection.execute(statements.CREATE_DIGESTS)
    for name, digest in brought.items():
        connection.execute(statements.RECORD, [name, digest, name])


def _exists(connection: psycopg.Connection[Any], table: str) -> bool:
    row = connection.execute(statements.EXISTS, [table]).fetchone()
    return bool(row and row[0])
