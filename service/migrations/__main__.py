"""`python -m service.migrations`: migrate schema `gateway`."""

import os
import sys

import psycopg

from schema_migrations import EditedMigrationError, FailedMigrationError
from service import settings
from service.errors import UserError
from service.migrations import upgrade


def main() -> int:
    """Migrate the database of DATABASE_URL; what a person has to act on ends as one sentence."""
    try:
        url = settings.load().database_url
        if url is None:
            sys.stderr.write("DATABASE_URL is not set; `lifetracer migrate` finds the embedded database.\n")
            return os.EX_CONFIG
        upgrade(url)
    except UserError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    except (EditedMigrationError, FailedMigrationError) as error:
        sys.stderr.write(f"{error}\n")
        return os.EX_CONFIG
    except psycopg.OperationalError as error:
        sys.stderr.write(f"The database cannot be migrated now: {' '.join(str(error).split())}\n")
        return os.EX_TEMPFAIL
    return os.EX_OK


if __name__ == "__main__":
    raise SystemExit(main())
