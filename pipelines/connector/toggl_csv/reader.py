"""Reading a Toggl detailed report strictly: every row right, or one sentence that says where it is not."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from pipelines.connector.input_file import line_of, read_bytes
from pipelines.connector.toggl_csv.row import check_row
from pipelines.stage import BadInputError

NEEDED = ("User", "Email", "Description", "Start date", "Start time", "End date", "End time", "Duration")
# Exports of some plans and ages leave these out.
OPTIONAL = ("Client", "Project", "Task", "Billable", "Tags")
COLUMNS = (*NEEDED, *OPTIONAL)

EXPORT = "in Toggl: Reports, Detailed, Export, CSV"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class Export:
    """A report that was read without a fault.

    Attributes:
        rows: each row by column name, with all of COLUMNS; a column that the file lacks is empty.
        skipped_by_clock: lines with a wall time that does not exist in the zone.
    """

    rows: list[dict[str, str]]
    skipped_by_clock: list[int]


def read_export(path: Path, zone: ZoneInfo) -> Export:
    """Read and check a whole file.

    Args:
        path: the file.
        zone: of its wall times.

    Raises:
        BadInputError: with the file, the line, the column and the value that is wrong.
    """
    text = _text(path)
    rows: list[dict[str, str]] = []
    skipped_by_clock: list[int] = []
    header: list[str] | None = None
    for line, cells in _records(path, text):
        if header is None:
            header = _header(path, cells)
            continue
        if len(cells) != len(header):
            raise BadInputError(
                f"{path}, line {line}: {len(cells)} fields where the header has {len(header)}; the row was broken by "
                f"another program, so export the file again ({EXPORT})."
            )
        row = dict.fromkeys(COLUMNS, "") | dict(zip(header, cells, strict=True))
        if not check_row(f"{path}, line {line}", row, zone):
            skipped_by_clock.append(line)
        rows.append(row)
    if header is None:
        raise BadInputError(f"{path} is empty; export it again ({EXPORT}).")
    if not rows:
        raise BadInputError(
            f"{path} has a header but no entry, so there is nothing to import; choose a longer period ({EXPORT})."
        )
    return Export(rows, skipped_by_clock)


def _text(path: Path) -> str:
    content = read_bytes(path, "exported CSV")
    if content.startswith(UTF_16):
        raise BadInputError(
            f'{path} is UTF-16, not UTF-8, as Excel\'s "Unicode text" is; import the file as Toggl exported it, or '
            "save it as CSV UTF-8."
        )
    nul = content.find(b"\0")
    if nul >= 0:
        raise BadInputError(
            f"{path}, line {line_of(content, nul)}: it holds a NUL byte, so it is damaged or no text; export it again "
            f"({EXPORT})."
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # utf-8-sig counts from behind the byte order mark.
        at = error.start + len(content) - len(error.object)
        raise BadInputError(
            f"{path}, line {line_of(content, at)}: byte 0x{content[at]:02x} is not UTF-8; import the file as Toggl "
            "exported it, or convert it (iconv -f WINDOWS-1252 -t UTF-8)."
        ) from None


def _records(path: Path, text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with the physical line on which it begins; a quoted field may hold line breaks."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise BadInputError(
                f"{path}, line {line}: not CSV ({error}); a quote may be missing in the row that begins there; export "
                f"the file again ({EXPORT})."
            ) from None
        if cells is None:
            return
        if cells:
            yield line, cells
        line = reader.line_num + 1


def _header(path: Path, cells: list[str]) -> list[str]:
    names = [cell.strip() for cell in cells]
    missing = [name for name in NEEDED if name not in names]
    if missing and len(names) == 1 and any(mark in names[0] for mark in ";\t"):
        raise BadInputError(
            f"{path}, line 1: the columns are not separated by commas; import the file as Toggl exported it."
        )
    if missing:
        raise BadInputError(
            f"{path}, line 1: not a detailed report of Toggl, as it lacks {_list(missing)}; a summary report has no "
            f"single entries ({EXPORT})."
        )
    twice = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    if twice:
        raise BadInputError(f"{path}, line 1: {_list(twice)} stands there more than once; export the file again.")
    return names


def _list(names: list[str]) -> str:
    return ("the column " if len(names) == 1 else "the columns ") + ", ".join(f'"{name}"' for name in names)
