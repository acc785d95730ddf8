"""`lifetracer connect`: store the credentials of an account, checked and encrypted."""

import os
import sys
from collections.abc import Mapping
from datetime import datetime

import click

from service.cli.common import Context, pass_context, say, tell
from service.connect.check import check
from service.credentials import store
from service.credentials.environment import credential_states
from service.credentials.secret_key import place_of_key, secret_key
from service.database.pool import Pool
from service.database.session import Database
from service.errors import InputError
from service.jobs.registry import SOURCES, missing

TOGGL_PAGE = "https://track.toggl.com/profile"
FORGET = click.option("--forget", is_flag=True, help="Delete the stored credentials.")


@click.group(
    epilog="""
\b
  lifetracer connect toggl                 asks for the API token, without showing it
  lifetracer connect toggl < token.txt     reads it from a file
  lifetracer connect google --client client_secret.json
  lifetracer connect toggl --forget
"""
)
def connect() -> None:
    """Connect LifeTracer to your account at Toggl Track or Google Calendar.

    The credentials are checked with one call and kept in the database, encrypted with the key in the file secret-key of
    the data directory (or LIFETRACER_SECRET_KEY). A variable such as TOGGL_API_TOKEN wins over what is stored;
    `lifetracer sources` shows which is used.
    """


@connect.command(short_help="Connect a Toggl Track account by its API token.")
@FORGET
@pass_context
def toggl(context: Context, *, forget: bool) -> None:
    """Check an API token of Toggl Track and store it.

    The token is at the foot of https://track.toggl.com/profile. It is prompted for without being shown, or read from
    standard input when that is not a terminal; never give it as an argument, where other programs can read it.
    """
    if forget:
        _forget(context, "toggl", f"To make the token useless everywhere, reset it at {TOGGL_PAGE}.")
        return
    values = {"TOGGL_API_TOKEN": _token()}
    context.settings()
    account = check("toggl", values, tell)
    keep(context, "toggl", values, account["account"])
    say(f"Connected to Toggl Track as {account['account']}.")
    for workspace in account["workspaces"]:
        left_out = "" if workspace["read"] else ", left out by TOGGL_WORKSPACE_IDS"
        say(f"  workspace {workspace['id']} ({workspace['name']}{left_out})")
    if account["quota_remaining"] is not None:
        say(f"  quota: {account['quota_remaining']} calls left{_until(account['quota_resets_at'])}")
    advise("toggl")


def _token() -> str:
    if sys.stdin.isatty():
        token = click.prompt(f"API token, from the foot of {TOGGL_PAGE} (not shown)", hide_input=True, err=True)
    else:
        token = sys.stdin.readline()
    token = token.strip()
    if not token or not token.isascii() or not token.isprintable() or " " in token:
        raise InputError(
            f"That is not an API token; copy the token from the foot of {TOGGL_PAGE}, without anything around it."
        )
    return str(token)


def _until(resets_at: str | None) -> str:
    return f", full again at {datetime.fromisoformat(resets_at):%H:%M} UTC" if resets_at else ""


def keep(context: Context, service: str, values: Mapping[str, str], account: str) -> None:
    """Encrypt and store the credentials of a source, and report what else uses another key."""
    settings = context.settings()
    key = secret_key(settings, make=True)
    assert key is not None

    async def work(_: Database, pool: Pool) -> list[str]:
        async with pool.connection() as connection:
            await store.put(connection, service, values, account=account, key=key)
            states = await credential_states(connection, os.environ)
        return [state.problem for state in states.values() if state.problem]

    for problem in context.with_database(work):
        tell(problem)
    tell(f"Stored in the database, encrypted with the key in {place_of_key(settings)}.")


def advise(service: str) -> None:
    """Name the next command, and a variable that wins over what was stored."""
    source = SOURCES[service]
    if missing(source, os.environ) is None:
        names = {name for names in source.credentials for name in names}
        found = sorted(name for name in os.environ if {name, name.removesuffix("_FILE")} & names)
        tell(f"{', '.join(found)} in the environment here wins over what is stored; unset it to use this account.")
    tell(f"Next: lifetracer run connector {service} --wait")


def _forget(context: Context, service: str, remaining: str) -> None:
    async def work(_: Database, pool: Pool) -> bool:
        async with pool.connection() as connection:
            return await store.forget(connection, service)

    if context.with_database(work):
        say(f"The stored credentials of {service} are deleted; what was read with them stays.")
        tell(remaining)
    else:
        tell(f"There are no stored credentials of {service}; nothing was changed.")
