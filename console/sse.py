"""Server-sent events, read from a stream and written into one."""

from collections.abc import AsyncIterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Event:
    """An event; `id` is where a reader resumes after it."""

    data: str
    event: str = "message"
    id: str | None = None

    def encode(self) -> bytes:
        """Return the event as it is sent."""
        lines = [f"event: {self.event}"] if self.event != "message" else []
        lines += [f"id: {self.id}"] if self.id is not None else []
        lines += [f"data: {line}" for line in self.data.split("\n")]
        return ("\n".join(lines) + "\n\n").encode()


async def events(lines: AsyncIterator[str]) -> AsyncIterator[Event]:
    """Yield the events of a stream's lines; comments are left out."""
    fields: dict[str, list[str]] = {}
    async for line in lines:
        if line:
            name, _, value = line.partition(":")
            fields.setdefault(name, []).append(value.removeprefix(" "))
        elif "data" in fields:
            yield Event(
                "\n".join(fields["data"]),
                fields.get("event", ["message"])[-1],
                fields["id"][-1] if "id" in fields else None,
            )
            fields = {}
        else:
            fields = {}
