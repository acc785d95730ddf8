"""`lifetracer connect google`."""

import os
import secrets
import sys
import threading
import webbrowser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from service.cli.common import Context, pass_context, print_note, print_result
from service.cli.connect.calendars import choose
from service.cli.connect.storing import FORGET_OPTION, advise, forget_stored, keep, stored_before
from service.connect.check import check
from service.connect.google import PERMISSIONS_PAGE
from service.connect.google.client_file import OAuthClient, oauth_client
from service.errors import InputError
from service.settings import Settings

# Ports that no service is registered for (RFC 6335).
FIRST_PORT, LAST_PORT = 49152, 65535


@click.command(short_help="Connect a Google account by consent in the browser.")
@click.option(
    "--client",
    "client_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help='The downloaded file of an OAuth client of type "Desktop app" (default: GOOGLE_CLIENT_ID and '
    "GOOGLE_CLIENT_SECRET, or else the client that is stored).",
)
@click.option("--calendar", "calendars", multiple=True, metavar="ID", help="A calendar to read; also several times.")
@click.option("--all", "every", is_flag=True, help="Read all calendars of the account's list.")
@click.option("--no-browser", is_flag=True, help="The browser is on another computer: show the link, read the address.")
@FORGET_OPTION
@pass_context
def google(
    context: Context,
    client_file: Path | None,
    calendars: tuple[str, ...],
    *,
    every: bool,
    no_browser: bool,
    forget: bool,
) -> None:
    """Connect to Google Calendar: you allow it once in the browser, to read calendars and nothing else.

    It needs an OAuth client of your own, made in a few minutes in the Google Cloud console; docs/connect.md shows each
    step. The browser opens Google's page, and Google leads back to a page on this computer.

    On a server, use --no-browser: open the link on any computer. The page after the consent does not open there; paste
    its address, from the browser's address bar, into the terminal.
    """
    if forget:
        forget_stored(context, "gcal", f"To withdraw the permission at Google too, open {PERMISSIONS_PAGE}.")
        return
    if calendars and every:
        raise click.UsageError("--all leaves nothing for --calendar to choose; drop one of them.")
    stored, settings = stored_before(context, "gcal"), context.settings()
    client = oauth_client(client_file, settings, stored)
    token = _refresh_token(client, settings, by_paste=no_browser or not _has_browser())
    values = {
        "GOOGLE_CLIENT_ID": client.id,
        "GOOGLE_CLIENT_SECRET": client.secret,
        "GOOGLE_REFRESH_TOKEN": token,
    }
    account = check("gcal", values, print_note)
    chosen = choose(account["calendars"], wanted=calendars, every=every, before=_ids(stored))
    names = [calendar["id"] for calendar in chosen]
    keep(context, "gcal", {**values, "GOOGLE_CALENDAR_IDS": ",".join(names)}, account["account"])
    print_result(f"Connected to Google Calendar as {account['account']}.")
    for calendar in account["calendars"]:
        print_result(f"  {'reads' if calendar['id'] in names else 'leaves out'} {_shown(calendar)}")
    if os.environ.get("GOOGLE_CALENDAR_IDS"):
        print_note("GOOGLE_CALENDAR_IDS in the environment here wins over the chosen calendars; unset it to use them.")
    advise("gcal")


def _ids(stored: Mapping[str, str]) -> list[str]:
    return [name for name in stored.get("GOOGLE_CALENDAR_IDS", "").split(",") if name]


def _shown(calendar: Mapping[str, Any]) -> str:
    return calendar["id"] if calendar["name"] == calendar["id"] else f"{calendar['name']} ({calendar['id']})"


def _refresh_token(client: OAuthClient, settings: Settings, *, by_paste: bool) -> str:
    # Its libraries cost half a second, which every other command would pay.
    from service.connect.google.consent import Consent  # noqa: PLC0415
    from service.connect.google.loopback import HOST, Loopback  # noqa: PLC0415

    if by_paste:
        port = FIRST_PORT + secrets.randbelow(LAST_PORT - FIRST_PORT + 1)
        return _pasted(Consent(client, f"http://{HOST}:{port}/", settings))
    with Loopback() as loopback:
        consent = Consent(client, loopback.address, settings)
        print_note(
            "Allow LifeTracer to read your calendars in the browser that opens. If none opens, open:\n\n"
            f"{consent.link}\n"
        )
        print_note("Waiting for the browser (Ctrl+C ends this) ...")
        # A browser named by BROWSER is waited for to its end, but it needs our page before.
        threading.Thread(target=webbrowser.open, args=(consent.link,), daemon=True).start()
        return loopback.receive(consent.refresh_token)


def _pasted(consent: Any) -> str:
    """Return the refresh token for the address that the person pastes; a wrong address can be corrected."""
    from service.connect.google.consent import AddressError  # noqa: PLC0415 as above

    print_note(
        "Open this link in a browser on any computer, and allow LifeTracer to read your calendars:\n\n"
        f"{consent.link}\n\nThe page after that does not open. Copy its whole address from the browser's address "
        "bar; it begins with http://127.0.0.1:"
    )
    while True:
        try:
            return str(consent.refresh_token(_line("Address")))
        except AddressError as error:
            if not sys.stdin.isatty():
                raise
            print_note(f"{error}")


def _line(prompt: str) -> str:
    if sys.stdin.isatty():
        # Not shown: the code in it would stay in the terminal's history, and a long line would fill the screen.
        return str(click.prompt(f"{prompt} (not shown)", hide_input=True, err=True))
    line = sys.stdin.readline()
    if not line:
        raise InputError("Standard input ended before the address came; paste it there, or use a terminal.")
    return line


def _has_browser() -> bool:
    """Return whether a browser with windows can open here; a text browser in the terminal cannot show the page."""
    return bool(
        sys.platform in {"darwin", "win32"}
        or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"))
    )
