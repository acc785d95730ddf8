"""Running a command over SSH as the `command` provider does: dials with a bound, pins a host key, feeds standard input.

Messages, defaults and the growing pause between dials are those of pulumi-command 1.2 (provider/pkg/provider/remote).
"""

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import asyncssh

FIRST_PAUSE = 0.1
GROWTH = 1.5
LONGEST_PAUSE = 5.0


class CommandError(Exception):
    """What the provider would report."""


@dataclass(frozen=True)
class Result:
    stdout: str
    stderr: str


async def run(
    connection: Mapping[str, Any],
    command: str,
    *,
    stdin: str = "",
    on_line: Callable[[str, str], None] = lambda _stream, _line: None,
    pauses: float = 1.0,
) -> Result:
    """Run the command.

    Args:
        connection: the resource's `connection` input.
        command: for the login shell at the other end.
        stdin: what it reads.
        on_line: told each line as it comes, with `stdout` or `stderr`.
        pauses: how much of a real pause between two dials is waited.

    Raises:
        CommandError: when nobody answers, the host key is another one, or the command ends with another code than 0.
    """
    async with await _dial(connection, pauses) as client:
        process = await client.create_process(command, encoding="utf-8")
        # A short command may be over before it could read anything.
        with contextlib.suppress(BrokenPipeError):
            process.stdin.write(stdin)
            process.stdin.write_eof()
        everything: list[str] = []

        async def follow(name: str, stream: "asyncssh.SSHReader[str]") -> str:
            lines = []
            while line := await stream.readline():
                lines.append(line)
                everything.append(line)
                on_line(name, line.rstrip("\n"))
            return "".join(lines)

        stdout, stderr = await asyncio.gather(follow("stdout", process.stdout), follow("stderr", process.stderr))
        await process.wait()
        if process.exit_status != 0:
            status = process.exit_status if process.exit_status is not None else f"signal {process.exit_signal}"
            raise CommandError(f'Process exited with status {status}: running "{command}":\n{"".join(everything)}')
    return Result(stdout.removesuffix("\n"), stderr.removesuffix("\n"))


async def _dial(connection: Mapping[str, Any], pauses: float) -> asyncssh.SSHClientConnection:
    limit = int(connection.get("dialErrorLimit", 10))
    timeout = float(connection.get("perDialTimeout", 15))
    pause, failures = FIRST_PAUSE, 0
    while True:
        try:
            return await asyncssh.connect(
                connection["host"],
                port=int(connection.get("port", 22)),
                username=connection.get("user", "root"),
                client_keys=[asyncssh.import_private_key(connection["privateKey"])],
                connect_timeout=timeout or None,
                config=None,
                agent_path=None,
                **_host_key(connection.get("hostKey")),
            )
        except (OSError, asyncssh.Error, TimeoutError) as error:
            failures += 1
            if -1 < limit < failures:
                raise CommandError(f"after {failures - 1} failed attempts: {_said(error)}") from error
        await asyncio.sleep(pause * pauses)
        pause = min(pause * GROWTH, LONGEST_PAUSE)


def _host_key(pinned: str | None) -> dict[str, Any]:
    if pinned is None:
        return {"known_hosts": None}
    try:
        key = asyncssh.import_public_key(pinned)
    except asyncssh.KeyImportError as error:
        raise CommandError(f"failed to parse host key: {error}") from error
    return {"known_hosts": ([key], [], []), "server_host_key_algs": [key.algorithm.decode()]}


def _said(error: BaseException) -> str:
    if isinstance(error, asyncssh.HostKeyNotVerifiable):
        return "ssh: handshake failed: ssh: host key mismatch"
    if isinstance(error, asyncssh.PermissionDenied):
        return "ssh: handshake failed: ssh: unable to authenticate, attempted methods [none publickey]"
    return f"dial tcp: {error or 'i/o timeout'}"
