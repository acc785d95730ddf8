"""Strangers, each in many connections: `python attacks.py PORT KEY PATH NAME…` attacks 127.0.0.1 until SIGTERM.

Then it prints what was answered, as JSON: of each attack how often each status, or `closed`. NAME is a function below.
PATH is the log of a job that runs. Everything comes from addresses of its own (127.0.0.2 and on).
"""

import asyncio
import contextlib
import json
import resource
import signal
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

PAUSE_SECONDS = 0.05
SHAPED_KEY = "lt_0123456789ab_" + "x" * 43


@dataclass
class Attack:
    """What all of them need."""

    port: int
    key: str
    path: str
    answers: dict[str, Counter[str]] = field(default_factory=dict)

    def request(self, target: str, *, key: str | None = None, more: str = "") -> bytes:
        head = f"GET {target} HTTP/1.1\r\nHost: x\r\n{more}"
        return (head + (f"Authorization: Bearer {key}\r\n" if key else "") + "\r\n").encode()

    async def connect(self, address: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self.port, local_addr=(address, 0))

    def count(self, name: str, what: str) -> None:
        self.answers.setdefault(name, Counter())[what] += 1


async def status_of(reader: asyncio.StreamReader) -> str:
    """Read the head of an answer; return its status, with `, later` where it says when to come back."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    return head.split()[1] + (", later" if "\r\nretry-after:" in head else "")


async def idle(attack: Attack, number: int) -> None:
    """Connect, say nothing, and come back when closed; from many addresses."""
    reader, _ = await attack.connect(f"127.0.{number % 7}.{2 + number % 50}")
    await reader.read()
    attack.count("idle", "closed")


async def slow_head(attack: Attack, _number: int) -> None:
    """Send a head byte by byte."""
    reader, writer = await attack.connect("127.0.0.3")
    for byte in attack.request("/health", more="X: y\r\n" * 100):
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(0.5)
    attack.count("slow_head", await status_of(reader))


async def slow_reader(attack: Attack, _number: int) -> None:
    """Send requests without end, and read next to nothing of the answers."""
    reader, writer = await attack.connect("127.0.0.4")
    while True:
        writer.write(attack.request("/openapi.json", key=attack.key))
        await writer.drain()
        await reader.read(10)
        await asyncio.sleep(PAUSE_SECONDS)


async def strangers_flood(attack: Attack, number: int) -> None:
    """Send requests with keys that are wrong, of both shapes, on one connection."""
    reader, writer = await attack.connect("127.0.0.5")
    while True:
        writer.write(attack.request("/api/jobs", key=SHAPED_KEY if number % 2 else "wrong"))
        attack.count("strangers_flood", await status_of(reader))
        await reader.readuntil(b"}")


async def callers_flood(attack: Attack, _number: int) -> None:
    """Send requests with the key, on one connection."""
    reader, writer = await attack.connect("127.0.0.6")
    while True:
        writer.write(attack.request("/nothing", key=attack.key))
        attack.count("callers_flood", await status_of(reader))
        await reader.readuntil(b"}")


async def stream(attack: Attack, _number: int) -> None:
    """Follow the log of a job; one who is refused waits for a while."""
    reader, writer = await attack.connect("127.0.0.7")
    writer.write(attack.request(attack.path, key=attack.key, more="Accept: text/event-stream\r\n"))
    status = await status_of(reader)
    attack.count("stream", status)
    if status == "200":
        await reader.read()
        attack.count("stream", "ended")
    else:
        await asyncio.sleep(5)


FRAMING = (
    b"POST /api/transform HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"GET /health HTTP/1.1\nHost: x\n\n",
    b"GET /health HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\n\r\n",
    b"GET /health HTTP/1.1\r\nHost: x\r\nX: " + b"x" * 200_000 + b"\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(300),
    b"POST /api/transform HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n",
    b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n" * 2000,
)


async def framing(attack: Attack, number: int) -> None:
    """Send what is not HTTP, or not quite."""
    reader, writer = await attack.connect("127.0.0.8")
    writer.write(FRAMING[number % len(FRAMING)])
    attack.count("framing", await status_of(reader))
    writer.close()


async def again(act: Callable[[Attack, int], Awaitable[None]], attack: Attack, number: int) -> None:
    while True:
        try:
            await act(attack, number)
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            attack.count(act.__name__, "closed")
        await asyncio.sleep(PAUSE_SECONDS)


# How many of each at once; the idle ones go beyond any limit of open files that is tried.
ATTACKS: dict[str, tuple[Callable[[Attack, int], Awaitable[None]], int]] = {
    act.__name__: (act, count)
    for act, count in (
        (idle, 1500),
        (slow_head, 200),
        (slow_reader, 50),
        (strangers_flood, 20),
        (callers_flood, 4),
        (stream, 500),
        (framing, 14),
    )
}


async def main(port: str, key: str, path: str, *names: str) -> None:
    attack, ended = Attack(int(port), key, path), asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    tasks = [
        asyncio.create_task(again(act, attack, number))
        for act, count in (ATTACKS[name] for name in names)
        for number in range(count)
    ]
    await ended.wait()
    for task in tasks:
        task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await asyncio.gather(*tasks, return_exceptions=True)
    sys.stdout.write(json.dumps(attack.answers))


if __name__ == "__main__":
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    asyncio.run(main(*sys.argv[1:]))
