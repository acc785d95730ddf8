"""Events of the engine that Pulumi's SDK fails to read.

The SDK reads them in a thread of its own and turns each failure into a Python warning. Where warnings are errors
(`python -W error`, pytest), that warning would end the stream, and all later events with it.
"""

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from infra_py.cli.events import Events

# The SDK's two texts; the first one repeats the event, which may be long.
UNREADABLE = re.compile(r"Failed to parse engine event\nEvent: (?P<event>[^\n]*)\n+(?P<cause>.*)", re.DOTALL)
BROKEN = re.compile(r"Error in event stream: (?P<cause>.*)", re.DOTALL)
KIND = re.compile(r'"(?P<kind>\w+Event)":')


@contextmanager
def losses(events: Events) -> Iterator[list[str]]:
    """Collect why events were not read while the engine runs in this block; afterwards a warning is in `events`.

    Yields:
        One line for each failure: the kind of event and the cause. Complete at the end of the block.
    """
    found: list[str] = []
    with warnings.catch_warnings():
        show = warnings.showwarning

        def collect(message: Warning | str, *args: Any, **options: Any) -> None:
            if (line := _line(str(message))) is not None:
                found.append(line)
            else:
                show(message, *args, **options)

        for text in ("Failed to parse engine event", "Error in event stream"):
            warnings.filterwarnings("always", message=text)
        warnings.showwarning = collect
        try:
            yield found
        finally:
            # The reading thread may still be at work.
            events.wait_for_end()
    if found:
        events.add_warning(f"{summary(found)} What is shown of this run may be incomplete.")


def summary(found: list[str]) -> str:
    """Return how many events were lost, and why the first one was."""
    return f"{len(found)} of the engine's events could not be read; the first: {found[0]}."


def _line(text: str) -> str | None:
    if unreadable := UNREADABLE.match(text):
        kind = KIND.search(unreadable["event"])
        return f"{kind['kind'] if kind else 'event'}: {unreadable['cause'].strip()}"
    if broken := BROKEN.match(text):
        return f"the stream broke: {broken['cause'].strip()}"
    return None
