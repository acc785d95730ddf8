"""The records of a CSV text: its separator, its header, and each record with the line on which it begins."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.connector.toggl_csv.columns import ESSENTIAL, canonical_names, cleaned, recognised

SEPARATORS = ",;\t|"
# Excel writes such a first line, and reads it to find the separator.
_SEP_LINE = re.compile(r'"?sep=(.)"?[,;\t|]*\s*', re.IGNORECASE)
# A broken quote swallows following lines, so they are read again. A file with more of them is not a CSV.
MAX_RESTARTS = 1_000
_BROKEN = "the row was broken by another program"


@dataclass(frozen=True, slots=True)
class Record:
    """One row.

    Attributes:
        line: the physical line on which it begins, from 1.
        cells: text by canonical column name, empty for `-`; columns of other names keep theirs.
    """

    line: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that cannot be imported.

    Attributes:
        line: its number, from 1.
        reason: what is wrong, as the end of a sentence that begins with the line.
        cells: its text by column, where the line could be split.
    """

    line: int
    reason: str
    cells: dict[str, str] | None = None


@dataclass(frozen=True)
class Header:
    """The header of a CSV.

    Attributes:
        line: its physical line.
        next_line: index of the line behind it.
        separator: between two cells.
        cells: as they stand there.
    """

    line: int
    next_line: int
    separator: str
    cells: list[str]


def split_lines(text: str) -> list[str]:
    """Return the physical lines with their ends; only CR and LF end one."""
    return list(io.StringIO(text, newline=""))


def read_header(lines: Sequence[str]) -> Header | None:
    """Return the header, split by the separator that yields the most known columns; None in an empty file."""
    first = next((at for at, line in enumerate(lines) if line.strip(f"{SEPARATORS} \r\n")), None)
    if first is None:
        return None
    separators = SEPARATORS
    if announced := _SEP_LINE.fullmatch(lines[first]):
        separators = announced[1] + SEPARATORS
        first += 1
    found = [header for separator in separators if (header := _split_header(lines, first, separator))]
    # The first of equals counts: the one that the file announces, or else the comma.
    return max(found, key=lambda header: recognised(header.cells), default=None)


def _split_header(lines: Sequence[str], first: int, separator: str) -> Header | None:
    reader = csv.reader(lines[first:], delimiter=separator, strict=True)
    try:
        cells = next(reader, None)
    except csv.Error:
        return None
    return Header(first + 1, first + reader.line_num, separator, cells) if cells else None


def read_records(lines: Sequence[str], header: Header) -> tuple[list[Record], list[BadLine]]:
    """Return the records behind a header, and the lines that cannot be split into its columns.

    Rows without any text are left out. A record that cannot be split costs the line on which it begins: reading goes
    on with the next line, as a broken quote joins lines that have nothing to do with each other.
    """
    splitter = _Splitter(lines, header)
    position, restarts = header.next_line, 0
    while position < len(lines) and restarts <= MAX_RESTARTS:
        position = splitter.read(position)
        restarts += 1
    if position < len(lines):
        reason = "too many broken quotes before this line; the rest of the file is not read"
        splitter.bad_lines.append(BadLine(position + 1, reason))
    return splitter.records, splitter.bad_lines


class _Splitter:
    """Splits lines into records, from any line on."""

    def __init__(self, lines: Sequence[str], header: Header) -> None:
        self._lines, self._separator = lines, header.separator
        self._names = canonical_names(header.cells)
        # Most texts occur again and again; one copy of each is enough.
        self._texts: dict[str, str] = {}
        self.records: list[Record] = []
        self.bad_lines: list[BadLine] = []

    def read(self, position: int) -> int:
        """Read on from a line; return the index of the line to restart from, at the end the number of lines."""
        lines = (self._lines[at] for at in range(position, len(self._lines)))
        reader = csv.reader(lines, delimiter=self._separator, strict=True)
        while True:
            at = position + reader.line_num
            try:
                cells = next(reader, None)
            except csv.Error as error:
                self.bad_lines.append(BadLine(at + 1, f"not CSV ({error}); a quote may be missing"))
                return at + 1
            if cells is None:
                return len(self._lines)
            if not any(cell.strip() for cell in cells):
                continue
            if (fitted := _fit(cells, self._names)) is not None:
                once = self._texts.setdefault
                self.records.append(Record(at + 1, {name: once(text, text) for name, text in cleaned(fitted).items()}))
                continue
            reason = f"{len(cells)} fields where the header has {len(self._names)}; {_BROKEN}"
            self.bad_lines.append(BadLine(at + 1, reason))
            if position + reader.line_num > at + 1:
                return at + 1


def _fit(cells: list[str], names: list[str]) -> dict[str, str] | None:
    """Return the cells by column; None when they do not fit.

    Spreadsheets add empty cells at the end of a row and leave out empty ones.
    """
    if len(cells) > len(names) and any(cell.strip() for cell in cells[len(names) :]):
        return None
    if len(cells) < len(names) and not ESSENTIAL.isdisjoint(names[len(cells) :]):
        return None
    row = dict(zip(names, cells, strict=False)) | dict.fromkeys(names[len(cells) :], "")
    row.pop("", None)
    return row
