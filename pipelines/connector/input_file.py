"""Reading a file that a person names: its bytes, or one sentence why not."""

from pathlib import Path

from pipelines.stage import BadInputError


def read_bytes(path: Path, what: str) -> bytes:
    """Return what the file holds.

    Args:
        path: the file.
        what: what it should be, for the messages, such as `.ics file`.

    Raises:
        BadInputError: when it cannot be read.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise BadInputError(f"{path} does not exist; give the path of the {what}.") from None
    except IsADirectoryError:
        raise BadInputError(f"{path} is a directory; give the path of the {what} in it.") from None
    except OSError as error:
        raise BadInputError(f"{path} cannot be read ({error.strerror}); check its permissions.") from None


def line_of(content: bytes, at: int) -> int:
    """Return the number of the line that holds this byte, from 1."""
    return content.count(b"\n", 0, at) + 1
