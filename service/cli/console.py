"""`lifetracer console` and `lifetracer open`: the ways into the console."""

import ssl
import sys
import webbrowser

import click
import httpx2

from console.access.password import hash_of
from service.auth.admin_key import kept_key
from service.cli.common import Context, pass_context, print_note, print_result
from service.cli.mount import OFF
from service.errors import InputError, UnavailableError
from service.settings import Settings, local_origin

LINKS = "/api/console/links"
TIMEOUT_SECONDS = 10.0
NOT_FOUND = 404


@click.group(short_help="Set the console's password.")
def console() -> None:
    """Set up the console, the pages that `lifetracer serve` has beside the API.

    `lifetracer open` opens it on this machine without a password. From other machines it needs one.
    """


@console.command()
def password() -> None:
    """Ask for a password twice, and print the line that sets it.

    Only a hash of it is printed; nothing is kept. From a pipe the password is read once.
    """
    if sys.stdin.isatty():
        given = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    else:
        given = sys.stdin.readline().rstrip("\n")
    try:
        line = f"CONSOLE_PASSWORD_HASH='{hash_of(given)}'"
    except ValueError as error:
        raise InputError(str(error)) from None
    print_note("Put this line into the environment of `lifetracer serve`, and restart it:")
    print_result(line)


@click.command(name="open", short_help="Open the console in the browser.")
@click.option("--print", "only_print", is_flag=True, help="Print the link, and open nothing.")
@click.option("--url", help="Address of the gateway (default: that of LIFETRACER_HOST and LIFETRACER_PORT).")
@pass_context
def open_(context: Context, url: str | None, *, only_print: bool) -> None:
    """Get a link from the running gateway that opens the console once within ten minutes, and open it."""
    settings = context.settings()
    link = make_link(settings, (url or local_origin(settings)).rstrip("/"))
    if only_print or not webbrowser.open(link):
        print_result(link)


def make_link(settings: Settings, origin: str) -> str:
    """Return a new link of the gateway at an address.

    Raises:
        UnavailableError: when the gateway does not answer, or serves no console.
    """
    headers = {"Authorization": f"Bearer {kept_key(settings)}"}
    verify: ssl.SSLContext | bool = True
    if settings.tls_certificate:
        verify = ssl.create_default_context(cafile=str(settings.tls_certificate))
    try:
        with httpx2.Client(
            base_url=origin, headers=headers, timeout=TIMEOUT_SECONDS, trust_env=False, verify=verify
        ) as client:
            made = client.post(LINKS, json={})
            page = client.get("/sign-in")
    except httpx2.TransportError as error:
        raise UnavailableError(
            f"Nothing answers at {origin} ({error}); start the gateway with `lifetracer serve`."
        ) from None
    try:
        answer = made.json()
        if made.is_error:
            raise UnavailableError(f"The gateway at {origin} makes no link: {answer['detail']}")
        token = answer["token"]
    except (ValueError, KeyError, TypeError):
        raise UnavailableError(f"{origin} answers, but not as a gateway of LifeTracer.") from None
    if page.status_code == NOT_FOUND:
        raise UnavailableError(OFF)
    if page.is_error:
        raise UnavailableError(f"The console at {origin} answers {page.status_code} {page.reason_phrase}.")
    return f"{origin}/enter/{token}"
