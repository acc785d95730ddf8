"""The files in a ZIP archive that a person names, bounded against archives that unpack to more than fits."""

import zipfile
import zlib
from io import BytesIO
from pathlib import Path, PurePath

from pipelines.connector.input_file import read_bytes
from pipelines.stage import BadInputError

MIB = 1024 * 1024
MOST_FILES = 100
MOST_BYTES = 64 * MIB
SIGNATURE = b"PK\x03\x04"
# An archive without a file.
EMPTY_SIGNATURE = b"PK\x05\x06"


def read_files(path: Path, suffix: str, *, most_bytes: int | None = None) -> list[tuple[PurePath, bytes]]:
    """Return the file, or the files of this kind in it where it is a ZIP archive, with their names for messages.

    Args:
        path: the file that the person named.
        suffix: of the files that count, such as `.ics`.
        most_bytes: the limit of their total size; by default `MOST_BYTES`.

    Raises:
        BadInputError: when it cannot be read, holds no such file, or holds too much.
    """
    most_bytes = MOST_BYTES if most_bytes is None else most_bytes
    content = read_bytes(path, f"{suffix} file")
    if not content.startswith((SIGNATURE, EMPTY_SIGNATURE)):
        if len(content) > most_bytes:
            raise BadInputError(f"{path} has {len(content) // MIB} MiB, more than {most_bytes // MIB}; split it.")
        return [(path, content)]
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return _members(path, archive, suffix, most_bytes)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise BadInputError(f"{path} is a damaged ZIP archive ({error}); download it again.") from None


def _members(path: Path, archive: zipfile.ZipFile, suffix: str, most_bytes: int) -> list[tuple[PurePath, bytes]]:
    members = [member for member in archive.infolist() if _counts(member.filename, suffix)]
    if not members:
        raise BadInputError(f"{path} is a ZIP archive without {suffix} files; give the path of one that has some.")
    if len(members) > MOST_FILES:
        raise BadInputError(f"{path} has {len(members)} {suffix} files, more than {MOST_FILES}; unpack it.")
    files: list[tuple[PurePath, bytes]] = []
    left = most_bytes
    for member in members:
        if member.flag_bits & 1:
            raise BadInputError(f"{path} is protected by a password; unpack it and give the path of the {suffix} file.")
        with archive.open(member) as file:
            # The sizes that the archive states may be wrong, so the bytes themselves are counted.
            content = file.read(left + 1)
        left -= len(content)
        if left < 0:
            raise BadInputError(f"{path} unpacks to more than {most_bytes // MIB} MiB; unpack it and split it.")
        files.append((path / member.filename, content))
    return files


def _counts(name: str, suffix: str) -> bool:
    """Return whether a member is of the kind, and not what macOS adds to archives."""
    parts = PurePath(name).parts
    return name.lower().endswith(suffix) and "__MACOSX" not in parts and not parts[-1].startswith(".")
