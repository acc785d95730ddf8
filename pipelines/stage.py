"""The stage contract: JSON lines on standard output, sysexits as exit codes.

Every stage's `__main__` passes its function to `run`. A user's mistake ends as one sentence and an exit code that the
job engine understands; only a bug shows a traceback.
"""

import faulthandler
import io
import json
import os
import sys
import traceback
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import psycopg

from pipelines.redaction import redacted
from pipelines.settings import SettingsError

OK, BAD_INPUT, TEMPORARY, CONFIGURATION, FAILED = os.EX_OK, os.EX_DATAERR, os.EX_TEMPFAIL, os.EX_CONFIG, 1


class StageError(Exception):
    """A stage cannot go on. The message is one sentence for the user: what is wrong, where, and the fix."""

    exit_code = FAILED


class BadInputError(StageError):
    """The input (a file, an answer of a service) cannot be used; trying again will not help."""

    exit_code = BAD_INPUT


class ConfigurationError(StageError):
    """A setting, key or permission is wrong; trying again will not help."""

    exit_code = CONFIGURATION


class TemporaryError(StageError):
    """Something that heals by itself: no network, no database, a used-up quota.

    Attributes:
        after_seconds: how long the engine should wait before the next try; None = its own backoff.
    """

    exit_code = TEMPORARY

    def __init__(self, message: str, *, after_seconds: int | None = None) -> None:
        super().__init__(message)
        self.after_seconds = after_seconds


class WaitError(TemporaryError):
    """The stage has to pause until a known time; this costs no attempt.

    Attributes:
        reason: a word for machines, such as `quota`.
        until: when the stage can continue.
        left: requests that the rest of the work needs; None = not known.
    """

    def __init__(self, message: str, *, reason: str, until: datetime, left: int | None = None) -> None:
        super().__init__(message)
        self.reason, self.until, self.left = reason, until, left


def emit(event: str, *, level: str = "info", **fields: Any) -> None:
    """Print one event as a JSON line, at once."""
    line = {"level": level, "event": event, **fields}
    sys.stdout.write(redacted(json.dumps(line, default=_plain, ensure_ascii=False)) + "\n")
    sys.stdout.flush()


def log(message: str, *, level: str = "info", **fields: Any) -> None:
    """Report what happens now, for people."""
    emit("log", level=level, message=message, **fields)


def progress(done: int, total: int | None, unit: str) -> None:
    """Report how far the work is; `total` is None when it is unknown."""
    emit("progress", done=done, total=total, unit=unit)


def result(**summary: Any) -> None:
    """Print the summary that becomes the job's result. Once, at the end."""
    emit("result", **summary)


def run(main: Callable[[], None]) -> int:
    """Run a stage's main function and turn its outcome into an exit code."""
    faulthandler.enable()
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        main()
    except SettingsError as error:
        for finding in error.findings:
            emit("error", level="error", message=finding)
        return CONFIGURATION
    except StageError as error:
        if isinstance(error, WaitError):
            emit("wait", reason=error.reason, until=error.until, left=error.left)
        elif isinstance(error, TemporaryError) and error.after_seconds is not None:
            emit("retry", after_seconds=error.after_seconds)
        emit("error", level="error", message=str(error))
        return error.exit_code
    except psycopg.OperationalError as error:
        emit("error", level="error", message=f"The database cannot be used now: {one_line(error)}")
        return TEMPORARY
    except MemoryError:
        emit("error", level="error", kind="out_of_memory", message="The stage ran out of memory.")
        return FAILED
    except Exception:  # noqa: BLE001 a bug: the traceback belongs in the job's log
        traceback.print_exc()
        emit(
            "error",
            level="error",
            message="The stage stopped on an unexpected error; see the traceback above.",
        )
        return FAILED
    return OK


def one_line(error: BaseException) -> str:
    """Return an error's text without line breaks, or its type when it has none."""
    return " ".join(str(error).split()) or type(error).__name__


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
