"""Recognition of files that are not a detailed report of Toggl, so that a message can name what they are."""

from collections.abc import Sequence

DETAILED = "in Toggl: Reports, Detailed, Export, CSV"

_BEGINNINGS = (
    (b"%PDF", f"is a PDF; export the same report as CSV ({DETAILED})"),
    (
        b"\xd0\xcf\x11\xe0",
        f"is an Excel workbook; export the report as CSV ({DETAILED}), or save the sheet as CSV UTF-8",
    ),
    (b"\x1f\x8b", "is compressed with gzip; unpack it first (gunzip)"),
    (b"BEGIN:VCALENDAR", "is an iCalendar file; import it with `lifetracer import ics FILE`"),
    (b"<", f"is a web page or XML, not CSV; export the report ({DETAILED})"),
    (b"{", f"is JSON, not CSV; export the report ({DETAILED})"),
    (b"[", f"is JSON, not CSV; export the report ({DETAILED})"),
)
WORKBOOK = _BEGINNINGS[1][1]


def kind_of_content(content: bytes) -> str | None:
    """Return what a file is by its first bytes, as the end of a sentence; None where it may be CSV."""
    beginning = content[:64].removeprefix(b"\xef\xbb\xbf").lstrip()
    return next((kind for start, kind in _BEGINNINGS if beginning.startswith(start)), None)


def kind_of_header(cells: Sequence[str]) -> str | None:
    """Return what a CSV is by its header, as the end of a sentence; None when it is not a known kind."""
    names = {" ".join(cell.split()).lower() for cell in cells}
    for kind, is_kind in _KINDS:
        if is_kind(names):
            return kind
    return None


def _is_clockify(names: set[str]) -> bool:
    return bool(names & {"duration (h)", "duration (decimal)", "time (h)", "time (decimal)"})


def _is_harvest(names: set[str]) -> bool:
    return {"date", "hours", "notes"} <= names


def _is_import_template(names: set[str]) -> bool:
    return {"email", "start date", "start time", "duration"} <= names and not names & {"end time", "stop time"}


def _is_weekly(names: set[str]) -> bool:
    weekdays = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"}
    return len({name.split(" ")[0] for name in names} & weekdays) == len(weekdays)


def _is_summary(names: set[str]) -> bool:
    lengths = {"duration", "registered time", "time", "duration %"}
    return bool(names & lengths) and "start date" not in names and "start time" not in names


def _is_list(names: set[str]) -> bool:
    return "name" in names and not names & {"duration", "start date"}


_DETAILED_REPORT = f"export a detailed report ({DETAILED})"
_KINDS = (
    ("is a report of Clockify; only reports of Toggl Track are imported", _is_clockify),
    ("is a report of Harvest; only reports of Toggl Track are imported", _is_harvest),
    (f"is a template for importing time into Toggl; {_DETAILED_REPORT}, with start and end", _is_import_template),
    (f"is a weekly report of Toggl, which has no single entries; {_DETAILED_REPORT}", _is_weekly),
    (f"is a summary report of Toggl, which has no single entries; {_DETAILED_REPORT}", _is_summary),
    (f"is a list of projects, clients, tags or members, not of entries; {_DETAILED_REPORT}", _is_list),
)
