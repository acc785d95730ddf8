"""`python -m pipelines.connector`: the connector stage. Each folder beside this file is a source with its command."""

import importlib
import pkgutil
import sys

import psycopg

from pipelines import connector, stage
from pipelines import settings as settings_module
from pipelines.connector.command import STAGE, Parser
from pipelines.database import with_stored_settings
from pipelines.stage import ConfigurationError


def main() -> None:
    """Do what the arguments say.

    Raises:
        StageError: with the sentence for the user.
    """
    arguments = _parser().parse_args()
    settings = settings_module.load()
    if arguments.needs_database:
        settings = with_stored_settings(settings, stage=STAGE)
    try:
        arguments.run(settings, arguments)
    except (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName) as error:
        raise ConfigurationError("The connector's tables are missing; run `lifetracer migrate`.") from error


def _parser() -> Parser:
    parser = Parser(prog="python -m pipelines.connector", description="Load what was logged into schema raw.")
    # The checks of credentials run before there may be a database.
    parser.set_defaults(needs_database=True)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=Parser)
    for module in pkgutil.iter_modules(connector.__path__):
        if module.ispkg:
            importlib.import_module(f"{connector.__name__}.{module.name}.command").register(commands)
    return parser


if __name__ == "__main__":
    sys.exit(stage.run(main))
