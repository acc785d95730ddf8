"""Ports for what is started later, or again and again."""

import random
import socket

# Below the ports that a system gives to outgoing connections: none of those takes it meanwhile.
BELOW_EPHEMERAL = range(20_000, 32_000)


def free_port() -> int:
    """Return a port of the loopback address on which nobody listens."""
    while True:
        port = random.SystemRandom().choice(BELOW_EPHEMERAL)
        try:
            socket.create_server(("127.0.0.1", port)).close()
        except OSError:
            continue
        return port
