"""Notes on an import, in sentences: everything worth reporting besides its counts."""

from collections.abc import Callable, Sequence

from pipelines.connector.toggl_csv.columns import END_DATE
from pipelines.connector.toggl_csv.export import Export, Part
from pipelines.connector.toggl_csv.people import MAX_LISTED, Person, counted
from pipelines.connector.toggl_csv.row import Entry

MAX_NAMED = 5


def of_file(export: Export, timezone: str) -> list[str]:
    """Return notes on a file: what was skipped or left out, and rows whose times needed a rule."""
    name = export.path.name
    encodings = dict.fromkeys(part.table.encoding for part in export.parts)
    read_as = [encoding for encoding in encodings if encoding != "UTF-8"]
    found = [f"Left out: {sentence}" for sentence in export.other_tables]
    if read_as:
        found.append(f"{name} is not UTF-8; it was read as {' and '.join(read_as)}.")
    found += _bad_lines(export)
    if export.left_out:
        others = "; ".join(map(str, export.left_out[:MAX_LISTED]))
        found.append(
            f"Left out, as they are other people's: {others}{'; …' if len(export.left_out) > MAX_LISTED else ''}."
        )
    found += _of_entries(
        export,
        lambda entry: entry.is_skipped_by_clock,
        f"a time that the clock of {timezone} skips in spring, moved on by the gap",
        "--timezone may not be the zone of the export",
    )
    found += _of_entries(
        export,
        lambda entry: entry.duration_disagrees,
        "a duration that is unreadable or not the time from start to end",
        "an exact duration counts before the end, and the end before any other duration",
    )
    found += _of_entries(
        export,
        lambda entry: entry.is_rounded,
        "a duration in decimal hours and no end",
        "its length is only known as rounded",
    )
    found += _of_entries(
        export,
        lambda entry: entry.ended_at is None,
        "no end, as its timer was running",
        "it ends at the latest end in the file",
    )
    found += _of_entries(
        export,
        lambda entry: entry.ended_at == entry.started_at and not entry.cells[END_DATE],
        "no end and a duration of zero",
        "it counts 0",
    )
    return found


def of_people(person: Person, owner: Person, adopted: int, others: Sequence[tuple[Person, int]]) -> list[str]:
    """Return notes on whose the entries are, where the file does not say it, and on other people in the database.

    Args:
        person: whom the file names.
        owner: whose its entries are.
        adopted: number of stored entries that named no one and are now the owner's.
        others: other people in the database, with the number of their entries.
    """
    found = []
    if owner.key != person.key:
        found.append(f"The file does not name {owner} by address; its entries are imported as theirs.")
    if adopted:
        found.append(
            f"{counted(adopted, 'entry', 'entries')} of earlier files that did not name {owner} are now theirs."
        )
    if others:
        listed = "; ".join(f"{other}, {counted(count, 'entry', 'entries')}" for other, count in others[:MAX_LISTED])
        found.append(
            f"The database holds entries of other people, too: {listed}. One person counts; "
            "to choose: lifetracer settings set person NAME"
        )
    return found


def of_kept(count: int) -> list[str]:
    """Return a note on stored entries that were not deleted because of skipped lines."""
    if not count:
        return []
    entries = "1 earlier entry is" if count == 1 else f"{count:,} earlier entries are"
    return [f"{entries} not deleted, as the skipped lines may be these."]


def _bad_lines(export: Export) -> list[str]:
    bad = [(part, line) for part in export.parts for line in part.bad_lines]
    if not bad:
        return []
    named = "; ".join(f"{_line(export, part, line.line)}: {line.reason}" for part, line in bad[:MAX_NAMED])
    total = len(bad) + sum(len(part.entries) for part in export.parts)
    more = f"; and {len(bad) - MAX_NAMED} more" if len(bad) > MAX_NAMED else ""
    return [f"Skipped {counted(len(bad), 'line', 'lines')} of {total:,} ({named}{more})."]


def _of_entries(export: Export, applies: Callable[[Entry], bool], what: str, why: str) -> list[str]:
    found = [(part, entry.line) for part in export.parts for entry in part.entries if applies(entry)]
    if not found:
        return []
    rows = "1 row has" if len(found) == 1 else f"{len(found):,} rows have"
    lines = ", ".join(_line(export, part, line) for part, line in found[:MAX_NAMED])
    return [f"{rows} {what} ({lines}{', …' if len(found) > MAX_NAMED else ''}): {why}."]


def _line(export: Export, part: Part, line: int) -> str:
    """Return a line for a message; in an archive with the name of its file."""
    inside = part.table.place.removeprefix(f"{export.path}").removeprefix(", ")
    return f"{inside}, line {line}" if inside else f"line {line}"
