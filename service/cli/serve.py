"""`lifetracer serve`."""

import dataclasses
import sys
from datetime import UTC, datetime
from functools import partial
from urllib.parse import urlsplit

import anyio
import click

from service.auth.admin_key import FILE_NAME, admin_key, check_key
from service.auth.console_links import make_link
from service.cli.common import Context, pass_context, print_note
from service.cli.mount import OFF, console_choices, may_start, pages
from service.database.pool import CONNECTION_ERRORS, Pool
from service.database.session import find
from service.gateway import Gateway, check_tls, listen, unencrypted
from service.observe import logs, tracing
from service.observe.logs import announce
from service.settings import is_loopback, origin_of


@click.command(short_help="Run the gateway: console, API, worker and scheduler.")
@click.option("--host", help="Address to listen on (LIFETRACER_HOST, default 127.0.0.1).")
@click.option("--port", type=click.IntRange(0, 65535), help="Port (LIFETRACER_PORT, default 3000; 0 = any free one).")
@click.option("--no-schedules", is_flag=True, help="Start nothing by schedule here.")
@pass_context
def serve(context: Context, host: str | None, port: int | None, *, no_schedules: bool) -> None:
    """Run the gateway: console, HTTP API, worker and scheduler in one process, until SIGINT or SIGTERM.

    Jobs are accepted with 202 and run as child processes. The API needs the key as a bearer token:

    \b
      curl -H "Authorization: Bearer $(cat DATA_DIR/api-key)" -X POST http://127.0.0.1:3000/api/pipeline
    """  # noqa: D301 click wants the control character
    settings = context.settings()
    logs.configure(settings.log_format)
    tracing.set_up()
    settings = dataclasses.replace(settings, host=host or settings.host, port=settings.port if port is None else port)
    key_from_environment = settings.api_key is not None
    check_key(settings)
    check_tls(settings)
    chosen = console_choices()
    if (warning := unencrypted(settings)) is not None:
        announce(warning)
    with listen(settings) as listening:
        found = find(settings)
        secret = admin_key(settings)
        address = origin_of(settings, port=listening.getsockname()[1])
        key = "LIFETRACER_API_KEY" if key_from_environment else str(settings.data_dir / FILE_NAME)
        announcement = f"LifeTracer listens on {address} (key: {key})."
        has_console = may_start(settings, chosen)
        gateway = Gateway(
            settings=settings,
            database=found,
            announce=announce,
            announcement=announcement,
            schedules=not no_schedules,
            pages=pages(settings, chosen, key=secret, address=address) if has_console else None,
            greet=partial(_greet, address) if has_console else None,
        )
        if not has_console:
            announce(OFF)
        code = anyio.run(gateway.run, listening)
    sys.exit(code)


async def _greet(address: str, pool: Pool) -> None:
    """Print a link into the console on a terminal; a log must not have one."""
    without_link = f"Console: {address} (`lifetracer open` signs you in)"
    if not sys.stderr.isatty() or not is_loopback(urlsplit(address).hostname or ""):
        announce(without_link)
        return
    try:
        async with pool.connection() as connection:
            token, _ = await make_link(connection, now=datetime.now(UTC))
    except CONNECTION_ERRORS:
        announce(without_link)  # the database has gone again; the gateway waits for it
    else:
        print_note(f"Console: {address}/enter/{token} (once, within ten minutes)")
