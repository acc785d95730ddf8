"""`python -m service.migrations`: migrate schema `gateway`."""

import sys

import psycopg

from service.errors import UserError
from service.migrations import upgrade


def main() -> int:
    """Migrate; a mistake of the user's ends as one sentence."""
    try:
        upgrade()
    except UserError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    except psycopg.OperationalError as error:
        sys.stderr.write(f"The database cannot be migrated now: {' '.join(str(error).split())}\n")
        return 75
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
