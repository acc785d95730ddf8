"""What the commands of all sources share; each source has its own in `<source>/command.py`."""

import argparse
from datetime import date
from typing import NoReturn, TypeAlias

from pipelines.stage import BadInputError

STAGE = "connector"


class Parser(argparse.ArgumentParser):
    """Reports a mistake in the arguments as every stage reports its errors: one sentence, as a JSON line."""

    def error(self, message: str) -> NoReturn:
        raise BadInputError(f"{self.prog}: {message}; see --help.")


Commands: TypeAlias = "argparse._SubParsersAction[Parser]"  # noqa: SLF001 argparse has no public name for it


def add_dry_run(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dry-run", action="store_true", help="write nothing; show what would be done")


def day(text: str) -> date:
    """Read a day of an argument."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not a day; write it as 2026-01-31") from None
