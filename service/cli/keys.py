"""`lifetracer keys`: the keys of callers."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import click
import msgspec
from rich.table import Table

from service.auth import api_keys
from service.auth.api_keys import SCOPES, KeyScope
from service.cli.common import Context, dump, pass_context, print_note, print_result, print_table
from service.database.pool import Pool
from service.database.session import Database
from service.errors import InputError
from service.schemas.base import Answer

_FOR = re.compile(r"([1-9][0-9]{0,4})([hd])")


class ApiKey(Answer):
    """A key without itself and its digest."""

    id: str
    name: str
    scope: KeyScope
    state: str
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime | None
    revoked_at: datetime | None


class ApiKeys(Answer):
    """Keys, newest first."""

    keys: list[ApiKey]


@click.group(
    epilog="""
\b
  lifetracer keys make grafana --scope read
  lifetracer keys make phone --scope run --expires 90d
  lifetracer keys make vercel --scope console
  lifetracer keys revoke grafana
"""
)
def keys() -> None:
    """Make, list and revoke keys of the HTTP API.

    Each scope includes those before it: read looks (GET, /metrics); run also starts and stops jobs and decides
    proposals (POST); edit also changes targets, category rules, schedules, settings, reports and connections (PUT,
    DELETE); console also serves the sign-in of a console; admin does everything, such as making links into the console.
    The key of LIFETRACER_API_KEY, or of the file api-key in the data directory, is an admin key and not listed here.
    """


@keys.command()
@click.argument("name")
@click.option("--scope", type=click.Choice(SCOPES), default="read", show_default=True, help="What it allows.")
@click.option("--expires", metavar="WHEN", help="After 90d or 12h, or at 2027-01-31 (UTC); by default never.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@pass_context
def make(context: Context, name: str, scope: KeyScope, expires: str | None, *, as_json: bool) -> None:
    """Make a key and show it, once: only a digest of it is kept."""
    if not re.fullmatch(r"[\w.-]{1,64}", name):
        raise InputError(f"{name!r} is no name for a key; use 1 to 64 letters, digits, dots, dashes and underscores.")
    expires_at = None if expires is None else expiry(expires, datetime.now(UTC))

    async def work(_: Database, pool: Pool) -> tuple[dict[str, Any], str]:
        async with pool.connection() as connection:
            return await api_keys.make(connection, name=name, scope=scope, expires_at=expires_at)

    row, key = context.with_database(work)
    if as_json:
        dump({"id": row["id"], "name": name, "scope": scope, "expiresAt": _iso(row["expires_at"]), "key": key})
        return
    until = f" until {row['expires_at']:%Y-%m-%d %H:%M} UTC" if expires_at else ""
    print_note(f"The key {name} (scope {scope}) works from now on{until}. Keep it: it is not shown again.")
    print_result(key)


@keys.command(name="list")
@click.option("--all", "every", is_flag=True, help="Revoked and expired ones too.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@pass_context
def list_(context: Context, *, every: bool, as_json: bool) -> None:
    """List the keys; none of them is shown."""

    async def work(_: Database, pool: Pool) -> list[dict[str, Any]]:
        async with pool.connection() as connection:
            return await api_keys.list_keys(connection)

    now = datetime.now(UTC)
    found = [{**row, "state": _state(row, now)} for row in context.with_database(work)]
    shown = [row for row in found if every or row["state"] == "in use"]
    if as_json:
        dump(msgspec.to_builtins(ApiKeys(keys=[ApiKey(**row) for row in shown])))
        return
    table = Table("key", "name", "scope", "state", "created", "last used", "expires", box=None)
    for row in shown:
        times = [_minute(row[name]) for name in ("created_at", "last_used_at", "expires_at")]
        table.add_row(row["id"], row["name"], row["scope"], row["state"], *times)
    print_table(table)


@keys.command()
@click.argument("key", metavar="NAME|ID")
@pass_context
def revoke(context: Context, key: str) -> None:
    """Revoke a key: every gateway refuses it from now on, and open log streams of it end within seconds."""

    async def work(_: Database, pool: Pool) -> dict[str, Any] | None:
        async with pool.connection() as connection:
            return await api_keys.revoke(connection, key)

    row = context.with_database(work)
    if row is None:
        raise InputError(f"There is no key {key} in use; `lifetracer keys list` shows them.")
    print_result(f"{row['name']} ({row['id']}) is revoked.")


def expiry(text: str, now: datetime) -> datetime:
    """Return the instant that `90d`, `12h` or a date stands for.

    Raises:
        InputError: when it stands for none, or for one that has passed.
    """
    try:
        if shaped := _FOR.fullmatch(text):
            at = now + int(shaped[1]) * (timedelta(hours=1) if shaped[2] == "h" else timedelta(days=1))
        else:
            at = datetime.fromisoformat(text)
            at = at.replace(tzinfo=UTC) if at.tzinfo is None else at
    except ValueError:
        raise InputError(f"{text} is no time; write 90d, 12h, 2027-01-31 or 2027-01-31T12:00+09:00.") from None
    if at <= now:
        raise InputError(f"{text} has passed; a key must be usable for a while.")
    return at


def _state(row: dict[str, Any], now: datetime) -> str:
    if row["revoked_at"] is not None:
        return "revoked"
    return "expired" if row["expires_at"] is not None and row["expires_at"] <= now else "in use"


def _minute(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M}" if at else ""


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
