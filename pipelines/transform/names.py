"""The keys of names: `core.name_keys` holds each name of the raw data with its key before the models join them."""

from pathlib import Path
from typing import LiteralString

import psycopg

from naming import category_key
from pipelines.transform.tables import writing

# Names of projects, clients, tags, programs and events, and descriptions, as the staging models read them. The file is
# part of this package, so its text is as trusted as a literal.
NEW_NAMES: LiteralString = Path(__file__).with_name("new_names.sql").read_text(encoding="utf-8")


def fold(connection: psycopg.Connection) -> int:
    """Add the names that have no key yet, in one transaction.

    Returns:
        How many names were added.

    Raises:
        ConfigurationError: when the database lacks the table or the right to write it.
    """
    with writing(connection, "core.name_keys"):
        names = [name for (name,) in connection.execute(NEW_NAMES)]
        with connection.cursor() as cursor, cursor.copy("copy core.name_keys (name, category_key) from stdin") as copy:
            for name in names:
                copy.write_row((name, category_key(name)))
        if names:
            connection.execute("analyze core.name_keys")
    return len(names)
