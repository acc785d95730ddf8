"""The columns of a detailed report, by the names that Toggl's old and new reports give them."""

from collections.abc import Sequence

# The canonical names are those of the old report: stored rows and their keys are made of them.
USER, EMAIL, DESCRIPTION = "User", "Email", "Description"
START_DATE, START_TIME, END_DATE, END_TIME = "Start date", "Start time", "End date", "End time"
DURATION = "Duration"
CLIENT, PROJECT, TASK, BILLABLE, TAGS = "Client", "Project", "Task", "Billable", "Tags"
COLUMNS = (
    USER,
    EMAIL,
    DESCRIPTION,
    START_DATE,
    START_TIME,
    END_DATE,
    END_TIME,
    DURATION,
    CLIENT,
    PROJECT,
    TASK,
    BILLABLE,
    TAGS,
)
# Without these a row has no start, no length or no person.
ESSENTIAL = frozenset({USER, EMAIL, START_DATE, START_TIME, END_DATE, END_TIME, DURATION})

_NOTHING = ("", "-")
_ALIASES = {"member": USER, "e-mail": EMAIL, "stop date": END_DATE, "stop time": END_TIME}
_NAMES = {column.lower(): column for column in COLUMNS} | _ALIASES


def canonical_names(cells: Sequence[str]) -> list[str]:
    """Return the header's names, those of a detailed report in their canonical form."""
    # Programs that join files leave byte order marks inside.
    names = [" ".join(cell.replace("\ufeff", "").split()) for cell in cells]
    return [_NAMES.get(name.lower(), name) for name in names]


def cleaned(cells: dict[str, str]) -> dict[str, str]:
    """Return a row's cells with `-` as what it means in a report: nothing."""
    return {name: "" if text.strip() in _NOTHING and name in COLUMNS else text for name, text in cells.items()}


def recognised(cells: Sequence[str]) -> int:
    """Return how many of the cells name a column of a detailed report."""
    return len(set(canonical_names(cells)) & set(COLUMNS))


def missing_columns(names: Sequence[str]) -> list[str]:
    """Return the columns that a header lacks, without which its rows have no start or no end."""
    missing = [name for name in (START_DATE, START_TIME) if name not in names]
    if DURATION not in names:
        missing += [name for name in (END_DATE, END_TIME) if name not in names]
    return missing


def quoted(names: Sequence[str]) -> str:
    """Return column names for a message."""
    return ("the column " if len(names) == 1 else "the columns ") + ", ".join(f'"{name}"' for name in names)
