"""A machine at the other end of SSH that takes what a release hands over; what its scripts do is tested elsewhere."""

import asyncio
import base64
import io
import json
import tarfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import asyncssh

CERTIFICATE = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"


@dataclass
class Machine:
    """What arrived: each command with its standard input.

    Attributes:
        on_release: called when a document has arrived, before it is answered.
    """

    port: int = 0
    host_key: str = ""
    received: list[tuple[str, str]] = field(default_factory=list)
    on_release: Callable[[], None] = lambda: None

    def releases(self) -> list[dict[str, str]]:
        """Return the files of each document that was handed over."""
        return [_files(document) for command, document in self.received if command.startswith("sudo")]

    async def answer(self, process: "asyncssh.SSHServerProcess[str]") -> None:
        document = await process.stdin.read()
        self.received.append((process.command or "", document))
        if document:
            self.on_release()
        process.stdout.write(CERTIFICATE if document else self.host_key)
        process.exit(0)


def _files(document: str) -> dict[str, str]:
    with tarfile.open(fileobj=io.BytesIO(base64.b64decode(document))) as archive:
        files = [(entry.name, archive.extractfile(entry)) for entry in archive]
        return {name: content.read().decode() for name, content in files if content}


@contextmanager
def running(authorized: Path, addresses: Path) -> Iterator[Machine]:
    """Serve on loopback; `addresses` is written so that every address of the stand-in cloud leads here."""
    machine, loop = Machine(), asyncio.new_event_loop()
    key = asyncssh.generate_private_key("ssh-ed25519")
    machine.host_key = key.export_public_key().decode()

    async def listen() -> asyncssh.SSHAcceptor:
        return await asyncssh.listen(
            "127.0.0.1",
            0,
            server_host_keys=[key],
            authorized_client_keys=str(authorized),
            process_factory=machine.answer,
        )

    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    server = asyncio.run_coroutine_threadsafe(listen(), loop).result()
    machine.port = server.get_port()
    everywhere = {f"203.0.113.{number}": ["127.0.0.1", machine.port] for number in range(256)}
    addresses.write_text(json.dumps(everywhere), encoding="utf-8")
    try:
        yield machine
    finally:
        # Also when a test has failed: the interpreter would wait for the thread for ever.
        loop.call_soon_threadsafe(server.close)
        asyncio.run_coroutine_threadsafe(server.wait_closed(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()
