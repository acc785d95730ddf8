"""How a process that the engine starts serves it and ends: the part that the language host and the providers share."""

import signal
import socket
import threading
from collections.abc import Callable
from concurrent import futures

import grpc

PROBE_SECONDS = 1
LIMITS = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]


def serve(
    register: Callable[[grpc.Server], None], engine: str, *, stop: Callable[[], None] = lambda: None, grace: float = 0
) -> None:
    """Print the port and serve until SIGINT, SIGTERM or the end of the engine, whatever ended it.

    Args:
        register: adds the services.
        engine: its address.
        stop: called before the server stops.
        grace: seconds for calls that are still running.
    """
    over = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: over.set())
    channel = grpc.insecure_channel(engine)
    # The engine listens before it starts a plugin, so a connection that fails has lost it.
    gone = {grpc.ChannelConnectivity.TRANSIENT_FAILURE, grpc.ChannelConnectivity.SHUTDOWN}
    was_there = threading.Event()

    def look(state: grpc.ChannelConnectivity) -> None:
        if state is grpc.ChannelConnectivity.READY:
            was_there.set()
        elif state in gone or was_there.is_set():
            over.set()

    channel.subscribe(look, try_to_connect=True)
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=8), options=LIMITS)
    try:
        register(server)
        port = server.add_insecure_port("127.0.0.1:0")
        server.start()
        print(port, flush=True)
        # gRPC does not report a state that lasts for a moment only, so a short connection may go unseen.
        while not over.wait(PROBE_SECONDS):
            if not is_listening(engine):
                over.set()
    except BrokenPipeError:
        # The engine ended before it read the port.
        pass
    finally:
        stop()
        server.stop(grace).wait()
        # An open channel would block the end of the process.
        channel.close()


def is_listening(address: str) -> bool:
    """Return whether a connection to `host:port` is accepted."""
    host, _, port = address.rpartition(":")
    try:
        socket.create_connection((host, int(port)), timeout=PROBE_SECONDS).close()
    except ConnectionRefusedError:
        return False
    except OSError:
        return True  # busy, not gone
    return True
