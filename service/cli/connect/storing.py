"""Storing and forgetting credentials, with the sentences that every source needs."""

import os
from collections.abc import Mapping

import click

from service.cli.common import Context, print_note, print_result
from service.connect.storing import overriding, store_credentials
from service.credentials import store
from service.credentials.environment import credential_states, stored_values
from service.credentials.secret_key import place_of_key
from service.database.pool import Pool
from service.database.session import Database
from service.errors import ConfigurationError

FORGET_OPTION = click.option("--forget", is_flag=True, help="Delete the stored credentials.")


def stored_before(context: Context, service: str) -> Mapping[str, str]:
    """Return what is stored of a source; nothing where this machine cannot decrypt it."""

    async def work(_: Database, pool: Pool) -> Mapping[str, str]:
        async with pool.connection() as connection:
            try:
                return await stored_values(connection, service, os.environ) or {}
            except ConfigurationError:
                return {}  # it is about to be replaced

    return context.with_database(work)


def keep(context: Context, service: str, values: Mapping[str, str], account: str) -> None:
    """Encrypt and store the credentials of a source, and report what else uses another key."""
    settings = context.settings()

    async def work(_: Database, pool: Pool) -> list[str]:
        # Not before the embedded database, which makes the data directory so that its account can enter it.
        async with pool.connection() as connection:
            await store_credentials(connection, settings, service, values, account=account)
            states = await credential_states(connection, os.environ)
        return [state.problem.text for state in states.values() if state.problem]

    for problem in context.with_database(work):
        print_note(problem)
    print_note(f"Stored in the database, encrypted with the key in {place_of_key(settings)}.")


def advise(service: str) -> None:
    """Name the next command, and a variable that wins over what was stored."""
    if found := overriding(service):
        print_note(
            f"{', '.join(found)} in the environment here wins over what is stored; unset it to use this account."
        )
    print_note(f"Next: lifetracer run connector {service} --wait")


def forget_stored(context: Context, service: str, remaining: str) -> None:
    """Delete the stored credentials of a source; `remaining` says what is left to do at the service."""

    async def work(_: Database, pool: Pool) -> bool:
        async with pool.connection() as connection:
            return await store.forget(connection, service)

    if context.with_database(work):
        print_result(f"The stored credentials of {service} are deleted; what was read with them stays.")
        print_note(remaining)
    else:
        print_note(f"There are no stored credentials of {service}; nothing was changed.")
