"""Content lines of an iCalendar file: unfolded as bytes, then decoded (RFC 5545, 3.1)."""

import re
from collections.abc import Iterator
from pathlib import PurePath
from typing import NamedTuple

from pipelines.connector.input_file import UTF_8_BOM, UTF_16_BOMS, encoding_advice, possible_encodings
from pipelines.stage import BadInputError

EXPORT = "export it again; in Google Calendar: Settings, Import & export"
# Damaged lines for each that is valid UTF-8 and not ASCII.
MOST_DAMAGED = 10
_FRAME = re.compile(rb"(?:BEGIN|END):V(?:CALENDAR|EVENT|TODO|JOURNAL|FREEBUSY|TIMEZONE|ALARM)", re.IGNORECASE)
_NAME = re.compile(r"\s*([A-Za-z0-9-]+)\s*[;:]")


class Line(NamedTuple):
    """One content line.

    Attributes:
        number: of its first physical line in the file, from 1.
        name: of the property, in upper case; empty where the line is not a property.
        text: the whole line, unfolded.
        is_damaged: whether some of its bytes were not UTF-8; they stand in `text` as U+FFFD.
    """

    number: int
    name: str
    text: str
    is_damaged: bool = False

    @property
    def value(self) -> str:
        """The text after the first colon: the value of a line without parameters."""
        return self.text.partition(":")[2].strip()


def read_lines(content: bytes, file: PurePath) -> list[Line]:
    """Return the content lines of a file.

    In a file that is UTF-8 elsewhere, bytes of a line that are not UTF-8 become U+FFFD.

    Raises:
        BadInputError: when the file is empty or in another encoding, with the encodings that decode it.
    """
    unfolded = list(_unfold(_as_utf_8(content)))
    if not b"".join(line for _, line in unfolded).strip():
        raise BadInputError(f"{file} is empty; {EXPORT}.")
    return list(_decode(unfolded, file))


def _as_utf_8(content: bytes) -> bytes:
    """Return UTF-16, which its byte order mark or its NULs show, as UTF-8, and anything else as it is."""
    if content.startswith(UTF_16_BOMS):
        return content.decode("utf-16", "replace").encode()
    if b"\0" in content:
        names = possible_encodings(content)
        for name in ("UTF-16LE", "UTF-16BE"):
            if name in names:
                return content.decode(name).encode()
    return content.removeprefix(UTF_8_BOM)


def _unfold(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the number and the bytes of each content line; a fold may be inside a character."""
    parts: list[bytes] = []
    first = 0
    for number, physical in enumerate(content.split(b"\n" if b"\n" in content else b"\r"), 1):
        line = physical.rstrip(b"\r")
        if not line:
            continue
        # The frame of a component is whole, so what follows belongs to no line.
        if parts and line[:1] in {b" ", b"\t"} and not (len(parts) == 1 and _FRAME.fullmatch(parts[0])):
            parts.append(line[1:])
            continue
        if parts:
            yield first, b"".join(parts)
        parts, first = [line], number
    if parts:
        yield first, b"".join(parts)


def _decode(unfolded: list[tuple[int, bytes]], file: PurePath) -> Iterator[Line]:
    damaged = {number for number, line in unfolded if _first_bad_byte(line) is not None}
    if damaged:
        _refuse_other_encoding(unfolded, damaged, file)
    for number, line in unfolded:
        # The database cannot hold NUL.
        text = line.decode("utf-8", "replace").replace("\0", "\ufffd")
        match = _NAME.match(text)
        yield Line(number, match[1].upper() if match else "", text, number in damaged)


def _first_bad_byte(line: bytes) -> int | None:
    try:
        line.decode()
    except UnicodeDecodeError as error:
        return error.start
    at = line.find(b"\0")
    return None if at < 0 else at


def _refuse_other_encoding(unfolded: list[tuple[int, bytes]], damaged: set[int], file: PurePath) -> None:
    """Refuse a file that is not UTF-8 at all, if there is another encoding for it.

    Raises:
        BadInputError: with the first line and byte, and the encodings.
    """
    encoded = sum(not line.isascii() for number, line in unfolded if number not in damaged)
    content = b"\n".join(line for _, line in unfolded)
    # By chance a line of another encoding is valid UTF-8, but not one in ten.
    if len(damaged) > MOST_DAMAGED * encoded and possible_encodings(content):
        number, line = next((number, line) for number, line in unfolded if number in damaged)
        byte = line[_first_bad_byte(line) or 0]
        raise BadInputError(f"{file}, line {number}: byte 0x{byte:02x} is not UTF-8, {encoding_advice(content)}.")
