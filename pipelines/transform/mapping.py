"""The person's own category mapping: a CSV file that is checked line by line and put into `raw.category_mapping`."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import psycopg

from pipelines.stage import BadInputError, ConfigurationError
from pipelines.transform.tables import writing

COLUMNS = ("match_type", "match_value", "personal_category")
MATCH_TYPES = ("project_name", "project_color", "client_name")
COLOR = re.compile(r"#?[0-9a-fA-F]{6}")
# Time without an entry; no entry may be put there.
RESERVED = "Untracked"


class Row(NamedTuple):
    """One rule of the mapping, with the line of the file at which it begins."""

    line: int
    match_type: str
    match_value: str
    personal_category: str


def read(path: Path) -> list[Row]:
    """Read a mapping file: UTF-8, a header with at least the three columns, one rule per row.

    Raises:
        BadInputError: naming file, line and column of the first mistake.
        ConfigurationError: when the file cannot be opened.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise ConfigurationError(
            f"LIFETRACER_CATEGORIES={path} cannot be read ({error.strerror}); point it at a readable file."
        ) from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise BadInputError(f"{path}, line {line}: not UTF-8; save the file as UTF-8.") from error
    rows = list(_rows(path, text))
    if not rows:
        raise BadInputError(
            f"{path} holds no rule; add rows of {', '.join(COLUMNS)}, or unset LIFETRACER_CATEGORIES to use the "
            "mapping that ships."
        )
    return rows


def store(connection: psycopg.Connection, rows: list[Row]) -> None:
    """Make the table hold exactly these rows, in one transaction; the same rows are not written again.

    Raises:
        ConfigurationError: when the database lacks the table or the right to write it.
    """
    with writing(connection, "raw.category_mapping"):
        known = connection.execute(
            "select line, match_type, match_value, personal_category from raw.category_mapping order by line"
        ).fetchall()
        if known == rows:
            return
        connection.execute("delete from raw.category_mapping")
        copy_sql = "copy raw.category_mapping (line, match_type, match_value, personal_category) from stdin"
        with connection.cursor() as cursor, cursor.copy(copy_sql) as copy:
            for row in rows:
                copy.write_row(row)


def _rows(path: Path, text: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        places = _places(path, next(reader, []))
        seen: dict[tuple[str, str], int] = {}
        line = reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                row = _row(path, line, [cells[place] if place < len(cells) else "" for place in places])
                first = seen.setdefault(row[1:3], line)
                if first != line:
                    raise BadInputError(
                        f"{path}, line {line}, column match_value: line {first} has the same match; keep one of them."
                    )
                yield row
            line = reader.line_num + 1
    except csv.Error as error:
        raise BadInputError(
            f"{path}, line {reader.line_num}: not CSV ({error}); quote values that hold quotes."
        ) from error


def _places(path: Path, header: list[str]) -> list[int]:
    names = [name.strip().lower() for name in header]
    missing = [name for name in COLUMNS if name not in names]
    if missing:
        raise BadInputError(
            f"{path}, line 1: column {missing[0]} is missing; the first line must name {', '.join(COLUMNS)}."
        )
    return [names.index(name) for name in COLUMNS]


def _row(path: Path, line: int, cells: list[str]) -> Row:
    match_type, value, category = (cell.strip() for cell in cells)
    match_type = match_type.lower()

    def refuse(column: str, problem: str) -> BadInputError:
        return BadInputError(f"{path}, line {line}, column {column}: {problem}")

    if match_type not in MATCH_TYPES:
        raise refuse("match_type", f"must be one of {', '.join(MATCH_TYPES)}.")
    for column, text in (("match_value", value), ("personal_category", category)):
        if not text or "\0" in text:
            raise refuse(column, "must not be empty or hold a NUL character.")
    if match_type == "project_color":
        if not COLOR.fullmatch(value):
            raise refuse("match_value", "must be a colour of six hexadecimal digits, such as 0b83d9.")
        value = f"#{value.removeprefix('#').lower()}"
    if category == RESERVED:
        raise refuse("personal_category", f"{RESERVED} is kept for time without an entry; choose another name.")
    return Row(line, match_type, value, category)
