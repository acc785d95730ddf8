"""Progress of long work: a line that is replaced on a terminal, plain lines elsewhere."""

import sys
from datetime import datetime, timedelta
from typing import TextIO

import click

ERASE = "\r\x1b[2K"


def duration(seconds: float) -> str:
    """Return a span in words, such as "2 h 05 min"."""
    whole = int(seconds)
    hours, minutes = whole // 3600, whole % 3600 // 60
    if hours:
        return f"{hours} h {minutes:02} min"
    return f"{minutes} min" if minutes else f"{whole} s"


def hour(instant: datetime) -> str:
    """Return hh:mm of this computer's time, with the date when it is another day."""
    local = instant.astimezone()
    is_today = local.date() == datetime.now(local.tzinfo).date()
    return local.strftime("%H:%M" if is_today else "%b %d %H:%M")


class Progress:
    """Writes to a stream: `say` a line that stays, `show` a state that is soon replaced.

    Attributes:
        is_live: whether the stream is a terminal; only there `show` has an effect.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self.is_live = self._stream.isatty()
        self._is_shown = False

    def say(self, text: str) -> None:
        """Write a line that stays."""
        self._clear()
        click.echo(text, file=self._stream)

    def show(self, text: str) -> None:
        """Write a line that the next one replaces, on a terminal only."""
        if self.is_live:
            self._clear()
            click.echo(text, file=self._stream, nl=False)
            self._is_shown = True

    def _clear(self) -> None:
        if self._is_shown:
            click.echo(ERASE, file=self._stream, nl=False)
            self._is_shown = False


def until(now: datetime, seconds: float) -> datetime:
    """Return the instant after so many seconds."""
    return now + timedelta(seconds=seconds)
