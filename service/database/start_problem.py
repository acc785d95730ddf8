"""The sentence about an embedded server that does not start: the reason from its log, and the fix."""

from pathlib import Path

from service.errors import UnusableDatabaseError

# By the words of PostgreSQL's log, which is in English here; the first that fits.
FIXES = {
    "No space left": "free space on the disk of the data directory",
    "Read-only file system": "make the file system of the data directory writable",
    "Permission denied": "give the data directory back to the account that it belonged to",
    "has wrong ownership": "give the data directory back to the account that it belonged to",
    "shared memory": "free memory, or raise the limit of shared memory",
}
OTHER_FIX = (
    "if the files are damaged, move the data directory away, start once, and load the newest dump of its backups/ with "
    "pg_restore --clean"
)


def read(log_file: Path) -> UnusableDatabaseError:
    """Make the error of a server that did not start."""
    try:
        lines = log_file.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    except OSError:
        lines = []
    last = next((line for line in reversed(lines) if "FATAL" in line or "PANIC" in line), "no reason in its log")
    fix = next((fix for words, fix in FIXES.items() if words in last), OTHER_FIX)
    return UnusableDatabaseError(f"The embedded PostgreSQL did not start: {last.strip()} (see {log_file}); {fix}.")
