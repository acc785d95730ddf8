"""`python -m service.container`: the command line as a container starts it.

The only difference: a gateway without a chosen key makes one. Inside a container it must listen on every address of the
container, or no published port leads to it, so `auth.admin_key.check_key` would refuse the first `docker compose up`.
Who reaches it is decided by how the port is published. See docs/decisions/0012-key-of-a-container.md.
"""

import os
import sys

from service import settings as service_settings
from service.auth.admin_key import FILE_NAME, kept_key
from service.cli import main as run_command_line
from service.cli.common import print_note
from service.errors import ConfigurationError


def choose_key() -> None:
    """Make the key file of the data directory unless a key is set or the file is there, and say where it is.

    Raises:
        ConfigurationError: when it cannot be made.
    """
    try:
        settings = service_settings.load()
    except ConfigurationError:
        return  # `serve` finds the same and more, and reports all of it together
    if settings.api_key:
        return
    path = settings.data_dir / FILE_NAME
    made = not path.exists()
    kept_key(settings)
    os.environ["LIFETRACER_API_KEY_FILE"] = str(path)
    print_note(
        f"The API key {'was made' if made else 'is'} in {path}; with compose: docker compose exec gateway cat {path}"
    )


def main() -> None:
    """Run the command line."""
    if sys.argv[1:2] == ["serve"] and not {"-h", "--help"} & set(sys.argv):
        try:
            choose_key()
        except ConfigurationError as error:
            print_note(f"lifetracer: {error}")
            sys.exit(error.exit_code)
    run_command_line()


if __name__ == "__main__":
    main()
