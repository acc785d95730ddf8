"""The log of a long-lived process: one JSON object per line on a server, readable lines on a terminal."""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from typing import TextIO

from service.settings import LogFormat

# What a record carries besides these was given with `extra` and is part of the event.
_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonFormatter(logging.Formatter):
    """`{"at", "level", "logger", "message", …}`, with the fields of `extra` and the traceback as text."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one line."""
        event = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **_extra(record),
        }
        if record.exc_info and record.exc_info[0] is not None:
            event["traceback"] = "".join(traceback.format_exception(*record.exc_info))
        return json.dumps(event, ensure_ascii=False, default=str)


class TextFormatter(logging.Formatter):
    """`time LEVEL message key=value …`; an announcement stands alone."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one line, and the traceback below it."""
        text = record.getMessage()
        if getattr(record, "action", None) != "announcement":
            extra = "".join(f" {key}={value}" for key, value in _extra(record).items() if key != "action")
            at = datetime.fromtimestamp(record.created).astimezone()
            text = f"{at:%H:%M:%S} {record.levelname} {text}{extra}"
        if record.exc_info and record.exc_info[0] is not None:
            text += "\n" + "".join(traceback.format_exception(*record.exc_info)).rstrip()
        return text


def configure(chosen: LogFormat | None, stream: TextIO = sys.stderr) -> None:
    """Log to the stream; without a choice JSON, unless it is a terminal.

    On a terminal and in text only what needs attention is logged; a server's log also tells each request and run.
    """
    as_text = chosen == "text" or (chosen is None and stream.isatty())
    handler = logging.StreamHandler(stream)
    handler.setFormatter(TextFormatter() if as_text else JsonFormatter())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("service").setLevel(logging.WARNING if as_text else logging.INFO)
    logging.getLogger("service.announcements").setLevel(logging.INFO)
    # It warns of each invalid request, which anyone can send; our log of requests counts them.
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)
    # They log each retry of a connection, one with a traceback; the worker tells an outage in one line.
    logging.getLogger("procrastinate").setLevel(logging.CRITICAL)
    logging.getLogger("psycopg.pool").setLevel(logging.ERROR)


def announce(message: str) -> None:
    """Log a message for the person who started the process, in plain words."""
    logging.getLogger("service.announcements").info("%s", message, extra={"action": "announcement"})


def _extra(record: logging.LogRecord) -> dict[str, object]:
    return {key: value for key, value in vars(record).items() if key not in _OWN}
