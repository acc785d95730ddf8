"""`lifetracer serve`."""

import dataclasses
import sys

import anyio
import click

from service.auth.admin_key import FILE_NAME, admin_key, check_key
from service.cli.common import Context, pass_context
from service.database.session import find
from service.gateway import Gateway, check_tls, listen, unencrypted
from service.observe import logs, tracing
from service.observe.logs import announce


@click.command(short_help="Run the gateway: API, worker and scheduler.")
@click.option("--host", help="Address to listen on (LIFETRACER_HOST, default 127.0.0.1).")
@click.option("--port", type=click.IntRange(0, 65535), help="Port (LIFETRACER_PORT, default 3000; 0 = any free one).")
@click.option("--no-schedules", is_flag=True, help="Start nothing by schedule here.")
@pass_context
def serve(context: Context, host: str | None, port: int | None, *, no_schedules: bool) -> None:
    """Run the gateway: HTTP API, worker and scheduler in one process, until SIGINT or SIGTERM.

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
    if (warning := unencrypted(settings)) is not None:
        announce(warning)
    with listen(settings) as listening:
        found = find(settings)
        admin_key(settings)
        scheme = "https" if settings.tls_certificate else "http"
        address = f"{scheme}://{_bracketed(settings.host)}:{listening.getsockname()[1]}"
        key = "LIFETRACER_API_KEY" if key_from_environment else str(settings.data_dir / FILE_NAME)
        announcement = f"LifeTracer listens on {address} (key: {key})."
        gateway = Gateway(
            settings=settings, database=found, announce=announce, announcement=announcement, schedules=not no_schedules
        )
        code = anyio.run(gateway.run, listening)
    sys.exit(code)


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
