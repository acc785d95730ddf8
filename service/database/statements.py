"""Reads the named statements of an SQL file."""

import re
from pathlib import Path
from typing import LiteralString, cast

_NAME = re.compile(r"^-- name: (\w+)\n", re.MULTILINE)


def statements(file: Path) -> dict[str, LiteralString]:
    """Return the statements of a file by the names in their lines `-- name: …`.

    Only files of this package are read, so their text is as trusted as a literal.
    """
    parts = _NAME.split(file.read_text(encoding="utf-8"))
    return {name: cast("LiteralString", text.strip()) for name, text in zip(parts[1::2], parts[2::2], strict=True)}
