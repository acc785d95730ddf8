"""`lifetracer connect toggl`."""

import sys
from datetime import datetime

import click

from service.cli.common import Context, pass_context, print_note, print_result
from service.cli.connect.storing import FORGET_OPTION, advise, forget_stored, keep
from service.connect.check import check
from service.errors import InputError

TOGGL_PAGE = "https://track.toggl.com/profile"


@click.command(short_help="Connect a Toggl Track account by its API token.")
@FORGET_OPTION
@pass_context
def toggl(context: Context, *, forget: bool) -> None:
    """Check an API token of Toggl Track and store it.

    The token is at the foot of https://track.toggl.com/profile. It is prompted for without being shown, or read from
    standard input when that is not a terminal; never give it as an argument, where other programs can read it.
    """
    if forget:
        forget_stored(context, "toggl", f"To make the token useless everywhere, reset it at {TOGGL_PAGE}.")
        return
    values = {"TOGGL_API_TOKEN": _token()}
    context.settings()
    account = check("toggl", values, print_note)
    keep(context, "toggl", values, account["account"])
    print_result(f"Connected to Toggl Track as {account['account']}.")
    for workspace in account["workspaces"]:
        left_out = "" if workspace["read"] else ", left out by TOGGL_WORKSPACE_IDS"
        print_result(f"  workspace {workspace['id']} ({workspace['name']}{left_out})")
    if account["quota_remaining"] is not None:
        print_result(f"  quota: {account['quota_remaining']} calls left{_until(account['quota_resets_at'])}")
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
