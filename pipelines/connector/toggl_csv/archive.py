"""The CSV files in a ZIP archive, within bounds."""

import io
import zipfile
import zlib
from pathlib import Path

from pipelines.connector.toggl_csv.other_files import WORKBOOK
from pipelines.stage import BadInputError

SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")
# A small archive may unpack to any size.
MAX_BYTES = 128 * 1024 * 1024
MAX_FILES = 200
MAX_LISTED = 5


def is_archive(content: bytes) -> bool:
    """Return whether the content is a ZIP archive."""
    return content.startswith(SIGNATURES)


def unpack(path: Path, content: bytes) -> list[tuple[str, bytes]]:
    """Return name and content of each CSV file in an archive, by name.

    Raises:
        BadInputError: when the archive is damaged, encrypted or too large, or holds no CSV.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _read(path, archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise BadInputError(f"{path} is a ZIP that cannot be unpacked ({error}); download it again.") from None


def _read(path: Path, archive: zipfile.ZipFile) -> list[tuple[str, bytes]]:
    names = archive.namelist()
    if "[Content_Types].xml" in names:
        raise BadInputError(f"{path} {WORKBOOK}.")
    members = sorted((info for info in archive.infolist() if _is_csv(info)), key=lambda info: info.filename)
    if not members:
        listed = ", ".join(names[:MAX_LISTED]) + (", …" if len(names) > MAX_LISTED else "")
        raise BadInputError(f"{path} is a ZIP without a CSV file (it holds {listed or 'nothing'}).")
    if len(members) > MAX_FILES:
        raise BadInputError(f"{path} holds {len(members)} CSV files, more than {MAX_FILES}; import them in parts.")
    if any(info.flag_bits & 1 for info in members):
        raise BadInputError(f"{path} is encrypted; unpack it and import the CSV files in it.")
    found, left = [], MAX_BYTES
    for info in members:
        with archive.open(info) as member:
            # The size that the archive states is not to be trusted.
            data = member.read(left + 1)
        left -= len(data)
        if left < 0:
            raise BadInputError(
                f"{path} unpacks to more than {MAX_BYTES // 1024**2} MiB; unpack it and import its files one by one."
            )
        found.append((info.filename, data))
    return found


def _is_csv(info: zipfile.ZipInfo) -> bool:
    name = info.filename
    # macOS puts a file of attributes beside each file.
    hidden = name.startswith("__MACOSX/") or name.rsplit("/", 1)[-1].startswith(".")
    return not info.is_dir() and not hidden and name.lower().endswith((".csv", ".tsv", ".txt"))
