"""Toggl exports made by hand."""

from pathlib import Path

HEADER = (
    "User,Email,Client,Project,Task,Description,Billable,Start date,Start time,End date,End time,Duration,Tags,"
    "Amount ()"
)
BOM = b"\xef\xbb\xbf"


def row(day: str, start: str = "09:00:00", end: str = "10:00:00", *, text: str = "work", **fields: str) -> str:
    """One line of an export; `fields` replaces columns by name, with `_` for a blank."""
    columns = {
        "User": "ann",
        "Email": "ann@example.invalid",
        "Client": "",
        "Project": "Home: garden",
        "Task": "",
        "Description": text,
        "Billable": "No",
        "Start date": day,
        "Start time": start,
        "End date": day,
        "End time": end,
        "Duration": "01:00:00",
        "Tags": "",
        "Amount": "",
    }
    columns |= {name.replace("_", " "): value for name, value in fields.items()}
    return ",".join('"' + value.replace('"', '""') + '"' for value in columns.values())


def table(*lines: str, separator: str = ",") -> str:
    """Lines of a CSV, of which cells stand between bars: `a|b`; the first is the header."""
    return "".join(f"{separator.join(line.split('|'))}\n" for line in lines)


def write(path: Path, *rows: str, header: str = HEADER, bom: bool = True) -> Path:
    """Write an export as Toggl does and return its path."""
    path.write_bytes((BOM if bom else b"") + "".join(f"{line}\n" for line in (header, *rows)).encode())
    return path
