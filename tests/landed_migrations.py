"""The list of migrations that have landed, `landed_migrations.sha256`; `python -m tests.landed_migrations` adds to it.

A database that has applied a migration never applies it again. So a file of the list stays as it is, comments included,
and the list only grows; a change is a new migration. The list is in the format of sha256sum.
"""

from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).parents[1]
LIST = ROOT / "tests" / "landed_migrations.sha256"
FOLDERS = ("pipelines/migrations/versions", "service/migrations/versions")


def recorded(text: str) -> dict[str, str]:
    """Return the digest of each path of a list."""
    return {path: digest for digest, path in (line.split("  ", 1) for line in text.splitlines())}


def present() -> dict[str, str]:
    """Return the digest of each file of a migration."""
    paths = sorted(path for folder in FOLDERS for path in (ROOT / folder).glob("[0-9]*"))
    return {path.relative_to(ROOT).as_posix(): sha256(path.read_bytes()).hexdigest() for path in paths}


def main() -> None:
    """Add the files that are not in the list; what is in it stays."""
    listed = recorded(LIST.read_text(encoding="utf-8")) if LIST.exists() else {}
    lines = sorted(f"{digest}  {path}\n" for path, digest in {**present(), **listed}.items())
    LIST.write_text("".join(sorted(lines, key=lambda line: line[66:])), encoding="utf-8")


if __name__ == "__main__":
    main()
