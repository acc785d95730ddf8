"""Category rules as a CSV file: one rule a row, with the columns match_type, match_value and personal_category."""

import csv
import io
from collections.abc import Iterable, Iterator

from naming.rules import InvalidRuleError, Rule, checked

COLUMNS = ("match_type", "match_value", "personal_category")


class RuleFileError(ValueError):
    """A file that cannot be used; the message names the line and the column of the first mistake."""


def read(content: bytes) -> list[Rule]:
    """Read a file: UTF-8, a header with at least the three columns in any order, one rule per row.

    Two spellings of one name may both have a rule, as in files from before names were folded; the first one decides.

    Raises:
        RuleFileError: with the first mistake.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise RuleFileError(f"line {line}: not UTF-8; save the file as UTF-8.") from error
    return list(_rules(text))


def written(rules: Iterable[Rule]) -> str:
    """Return the text of a file that `read` reads as the same rules."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rules)
    return text.getvalue()


def _rules(text: str) -> Iterator[Rule]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        places = _places(next(reader, []))
        seen: dict[tuple[str, str], int] = {}
        line = reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rule = _rule(line, [cells[place] if place < len(cells) else "" for place in places])
                first = seen.setdefault((rule.match_type, rule.match_value), line)
                if first != line:
                    raise RuleFileError(
                        f"line {line}, column match_value: line {first} has the same match; keep one of them."
                    )
                yield rule
            line = reader.line_num + 1
    except csv.Error as error:
        raise RuleFileError(f"line {reader.line_num}: not CSV ({error}); quote values that hold quotes.") from error


def _places(header: list[str]) -> list[int]:
    names = [name.strip().lower() for name in header]
    missing = [name for name in COLUMNS if name not in names]
    if missing:
        raise RuleFileError(f"line 1: column {missing[0]} is missing; the first line must name {', '.join(COLUMNS)}.")
    return [names.index(name) for name in COLUMNS]


def _rule(line: int, cells: list[str]) -> Rule:
    try:
        return checked(Rule(*cells), category_column="personal_category")
    except InvalidRuleError as error:
        raise RuleFileError(f"line {line}, column {error.column}: {error}") from error
