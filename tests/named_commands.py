"""Collects the commands that messages, docstrings and documents name."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("service", "pipelines", "infra_py", "sandbox", "drawing", "schema_migrations", "stored_settings")
# Stands for a part of an f-string that is only known when it runs.
UNKNOWN = "\N{WHITE SQUARE}"
PROGRAM = re.compile(
    r"""
    (?<![\w./@$=:-])                      # not a part of a path, an address or a longer name
    (?P<program>lifetracer|python\ -m\ (?:infra_py|pipelines(?:\.\w+)+|service(?:\.\w+)+|sandbox)|make)
    (?P<rest>(?:[ ]+(?![#|])\S+)+)?
    """,
    re.VERBOSE,
)
NEXT = re.compile(r"(?<![\w./@$=:-])(?:lifetracer|python -m) ")
# Before these words it is the name of a host, a user, a container or a folder.
OTHERWISE = re.compile(r"(?:ssh|exec|user|User|host|named|account|-t|logs|image|run --rm|restart|folder)[ ]$")
CODE_SPAN = re.compile(r"`([^`\n]+)`")
CODE_LINE = re.compile(r"^(?: {4,}|\t)(\S.*)$", re.MULTILINE)
FENCE = re.compile(r"^```[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
END = re.compile(r"[.,;:)\]»。、]+$")


@dataclass(frozen=True)
class Named:
    """A command as it stands somewhere.

    Attributes:
        place: file and line.
        program: `lifetracer`, `make` or `python -m …`.
        words: what follows it, without punctuation, up to the end of the command or of the sentence.
        is_code: whether it is marked as code, so that its first word must be a command.
    """

    place: str
    program: str
    words: tuple[str, ...]
    is_code: bool

    @property
    def options(self) -> list[str]:
        """Return the names of its long options."""
        return [word.partition("=")[0] for word in self.words if re.match(r"--[a-z]", word)]

    def __str__(self) -> str:
        return f"{self.place}: {' '.join([self.program, *self.words])}"


def named_commands() -> list[Named]:
    """Return the commands of all packages and documents."""
    found: list[Named] = []
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            for line, text in strings(ast.parse(path.read_text(encoding="utf-8"))):
                found += commands_in(text, f"{path.relative_to(ROOT)}:{line}")
    for path in [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]:
        found += commands_of_document(path.read_text(encoding="utf-8"), str(path.relative_to(ROOT)))
    return found


def strings(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield line and text of every string, docstrings too; what an f-string inserts is `UNKNOWN`."""
    if isinstance(tree, ast.JoinedStr):
        parts = [str(part.value) if isinstance(part, ast.Constant) else UNKNOWN for part in tree.values]
        yield tree.lineno, "".join(parts)
    elif isinstance(tree, ast.Constant) and isinstance(tree.value, str):
        yield tree.lineno, tree.value
    else:
        for child in ast.iter_child_nodes(tree):
            yield from strings(child)


def commands_of_document(text: str, place: str) -> list[Named]:
    """Return the commands of a document: those in its code, because its prose marks every command as code."""
    found: list[Named] = []
    for pattern in (FENCE, CODE_LINE, CODE_SPAN):
        for match in pattern.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            for part in match[1].splitlines():
                found += _commands(part, f"{place}:{line}", is_code=True)
    return found


def commands_in(text: str, place: str) -> list[Named]:
    """Return the commands of a message: those marked as code, and those that stand in a sentence."""
    spans = [match[1] for match in CODE_SPAN.finditer(text)]
    found = [command for span in spans for command in _commands(span, place, is_code=True)]
    for line in CODE_SPAN.sub(" ", text).splitlines():
        found += _commands(line, place, is_code=False)
    return found


def _commands(text: str, place: str, *, is_code: bool) -> Iterator[Named]:
    start = 0
    while match := PROGRAM.search(text, start):
        start = match.end("program")
        # A sentence may name several, and one ends where the next begins.
        following = NEXT.search(text, start)
        end = min(match.end(), following.start()) if following else match.end()
        words = tuple(_words(text[start:end], is_code=is_code))
        is_subcommand = match["program"] == "make" and text[: match.start()].rstrip(" ;&") != ""
        if not OTHERWISE.search(text[: match.start()]) and not is_subcommand:
            yield Named(place, match["program"], words, is_code)


def _words(rest: str, *, is_code: bool) -> Iterator[str]:
    for word in rest.split():
        if word in {"|", "&&", ">", "#", "—"} or word.startswith(("(", "…")):
            return
        yield END.sub("", word) if not is_code else word
        if not is_code and END.search(word):
            return
