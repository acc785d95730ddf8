"""Reading a file that a person exported: its tables of entries, whatever its encoding, separator and columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.connector.input_file import UTF_8_BOM, encoding_advice, line_of, possible_encodings, read_bytes
from pipelines.connector.toggl_csv.archive import is_archive, unpack
from pipelines.connector.toggl_csv.columns import canonical_names, missing_columns, quoted, recognised
from pipelines.connector.toggl_csv.other_files import DETAILED, kind_of_content, kind_of_header
from pipelines.connector.toggl_csv.records import BadLine, Header, Record, read_header, read_records, split_lines
from pipelines.stage import BadInputError

# They are read without a question when nothing else decodes the file.
CODECS = {"UTF-16": "utf-16", "UTF-16LE": "utf-16-le", "UTF-16BE": "utf-16-be", "CP932": "cp932"}


@dataclass(frozen=True)
class Table:
    """One CSV of entries.

    Attributes:
        place: its path, and in an archive its name there.
        columns: the header's names, canonical where they are those of a detailed report.
        records: the rows.
        bad_lines: lines that could not be split into columns.
        encoding: by the name that iconv takes.
    """

    place: str
    columns: frozenset[str]
    records: list[Record]
    bad_lines: list[BadLine]
    encoding: str


def read_tables(path: Path) -> tuple[list[Table], list[str]]:
    """Read a CSV, or each CSV in a ZIP.

    Returns:
        The tables, and a sentence for each CSV of the archive that is not a detailed report.

    Raises:
        BadInputError: when there is no detailed report of Toggl in the file.
    """
    content = read_bytes(path, "exported CSV")
    if not is_archive(content):
        return [_read_table(str(path), content)], []
    tables, refusals = [], []
    for name, data in unpack(path, content):
        try:
            tables.append(_read_table(f"{path}, {name}", data))
        except BadInputError as error:
            refusals.append(error)
    if not tables:
        raise refusals[0]
    return tables, [str(refusal) for refusal in refusals]


def _read_table(place: str, content: bytes) -> Table:
    if kind := kind_of_content(content):
        raise BadInputError(f"{place} {kind}.")
    text, encoding = _decode(place, content)
    lines = split_lines(text)
    header = read_header(lines)
    if header is None:
        raise BadInputError(f"{place} is empty; export it again ({DETAILED}).")
    names = _check_header(place, header)
    records, bad_lines = read_records(lines, header)
    if not (records or bad_lines):
        raise BadInputError(
            f"{place} has a header but no entry, so there is nothing to import; choose a longer period ({DETAILED})."
        )
    return Table(place, frozenset(filter(None, names)), records, bad_lines, encoding)


def _decode(place: str, content: bytes) -> tuple[str, str]:
    """Return the text and its encoding. Bytes that are not UTF-8 in a file that is become lone surrogates."""
    # A NUL byte is legal UTF-8, and every second byte of UTF-16.
    at = content.find(b"\0", 0, 1024)
    if at < 0:
        try:
            return content.decode("utf-8-sig"), "UTF-8"
        except UnicodeDecodeError as error:
            # utf-8-sig counts from behind the byte order mark.
            at = error.start + len(content) - len(error.object)
    possible = possible_encodings(content)
    if not possible or _is_mostly_utf_8(content):
        return content.removeprefix(UTF_8_BOM).decode("utf-8", "surrogateescape"), "UTF-8"
    if len(possible) == 1 and (codec := CODECS.get(possible[0])):
        return content.decode(codec).removeprefix("\ufeff"), possible[0]
    raise BadInputError(
        f"{place}, line {line_of(content, at)}: byte 0x{content[at]:02x} is not UTF-8 text, {encoding_advice(content)}."
    )


def _is_mostly_utf_8(content: bytes) -> bool:
    """Return whether a file that does not decode as a whole is UTF-8 with a few broken lines."""
    if content.startswith(UTF_8_BOM):
        return True
    valid = broken = 0
    for line in content.splitlines():
        if not line.isascii():
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                broken += 1
            else:
                valid += 1
    return valid > broken


def _check_header(place: str, header: Header) -> list[str]:
    """Return the header's canonical names.

    Raises:
        BadInputError: when it is not the header of a detailed report.
    """
    names = canonical_names(header.cells)
    if not all(name.isprintable() for name in names):
        raise BadInputError(
            f"{place}, line {header.line}: a column name holds characters that no report has; export the file again "
            f"({DETAILED})."
        )
    if kind := kind_of_header(header.cells):
        raise BadInputError(f"{place} {kind}.")
    if missing := missing_columns(names):
        raise BadInputError(f"{place}, line {header.line}: {_lack(header.cells, missing)}.")
    twice = [name for name in dict.fromkeys(names) if name and names.count(name) > 1]
    if twice:
        raise BadInputError(
            f"{place}, line {header.line}: {quoted(twice)} stands there more than once; export the file again."
        )
    return names


def _lack(cells: Sequence[str], missing: list[str]) -> str:
    if recognised(cells):
        return (
            f"the report lacks {quoted(missing)}, without which an entry has no place in the day; show the columns "
            f"of start and stop in the report and export it again ({DETAILED})"
        )
    return f"not a detailed report of Toggl, as it lacks {quoted(missing)}; export one ({DETAILED})"
