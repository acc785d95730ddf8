"""Reading a file that a person names: its bytes, and in which encoding they are text."""

import re
from pathlib import Path

from pipelines.stage import BadInputError

UTF_8_BOM = b"\xef\xbb\xbf"
UTF_16_BOMS = (b"\xff\xfe", b"\xfe\xff")
# In the order of the advice: names that iconv takes, and those that Python takes.
ENCODINGS = (
    ("UTF-8", "utf-8-sig"),
    ("UTF-16", "utf-16"),
    ("UTF-16LE", "utf-16-le"),
    ("UTF-16BE", "utf-16-be"),
    ("CP932", "cp932"),
    ("WINDOWS-1252", "cp1252"),
)
# NUL, C1 controls, private use and noncharacters: no program writes them into a text, but Python's codecs decode odd
# bytes to them.
_NOT_TEXT = re.compile("[\x00\x80-\x9f\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff]")
_ASCII = re.compile(r"[\x20-\x7e\r\n\t]")


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


def possible_encodings(content: bytes) -> list[str]:
    """Return the encodings that decode all of the content to text, by the names that iconv takes.

    The candidates are UTF-8, UTF-16 (with a byte order mark, or without one where most characters are ASCII), CP932
    (Shift_JIS as Windows writes it) and Windows-1252. Windows-1252 decodes nearly everything: its presence in the
    list is weak evidence.
    """
    return [name for name, codec in ENCODINGS if _is_text(content, name, codec)]


def encoding_advice(content: bytes) -> str:
    """Return what to do with a file that is not UTF-8, as the end of a sentence; it names only what decodes."""
    names = [name for name in possible_encodings(content) if name != "UTF-8"]
    if not names:
        return "and UTF-16, CP932 and WINDOWS-1252 do not decode it either, so it is damaged; export it again"
    commands = " or ".join(f"iconv -f {name} -t UTF-8" for name in names)
    # Windows-1252 has a character for nearly every byte, so it is never more than a guess.
    guess = " (a guess; check the names afterwards)" if names == ["WINDOWS-1252"] else ""
    choice = " or ".join(names)
    return f"but it may be {choice}{guess}; export it as UTF-8, or convert it ({commands})"


def _is_text(content: bytes, name: str, codec: str) -> bool:
    has_utf_16_bom = content.startswith(UTF_16_BOMS)
    if name == "UTF-16" and not has_utf_16_bom:
        return False
    if name in {"UTF-16LE", "UTF-16BE"} and (has_utf_16_bom or b"\0" not in content):
        return False
    try:
        text = content.decode(codec)
    except UnicodeDecodeError:
        return False
    if name == "UTF-8":
        return "\0" not in text
    if name in {"UTF-16LE", "UTF-16BE"} and 2 * len(_ASCII.findall(text)) < len(text):
        # In the wrong byte order ASCII becomes rare ideographs, which are text, too.
        return False
    return not _NOT_TEXT.search(text)
