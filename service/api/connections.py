"""The open connections of a gateway, bounded in all and by address.

A connection is busy from the end of a request's head to the end of its answer, else idle. Where there is no room, the
connection that has been idle for longest makes it: one that sends a request at once gets through, however many others
are opened and say nothing. A busy one is never displaced, unless its client stops reading the answer, nor one whose
bytes were not looked at yet because the event loop has much to do; where all are such, the listener waits.
"""

import asyncio
import ipaddress
import math
import select
from collections import Counter
from collections.abc import Callable

import anyio

# A new connection has at least this long to send its request.
SHORTEST_SECONDS = 0.05
# Someone with IPv6 has at least a whole network of this size.
_IPV6_PREFIX = 64


class Connection:
    """One connection, from its acceptance to its end.

    Attributes:
        address: of the caller.
        drop: closes it at once.
        descriptor: of its socket; None where there is none to look at.
        idle_since: by the event loop's clock.
        was_spared: it was not displaced once because it had sent something.
    """

    __slots__ = ("address", "descriptor", "drop", "idle_since", "was_spared")

    def __init__(self, address: str, descriptor: int | None) -> None:
        self.address, self.descriptor = address, descriptor
        self.drop: Callable[[], object] = lambda: None
        self.idle_since = 0.0
        self.was_spared = False

    @property
    def waits_for_us(self) -> bool:
        """Return whether bytes of the caller wait to be read; only once, or one that never stops would stay forever."""
        if self.descriptor is None or self.was_spared:
            return False
        looking = select.poll()
        looking.register(self.descriptor, select.POLLIN)
        return bool(looking.poll(0))


class ConnectionTable:
    """Counts connections and makes room for new ones.

    Attributes:
        limit: the most in all.
        limit_by_address: the most of one address.
    """

    def __init__(self, *, limit: int, limit_by_address: int) -> None:
        self.limit, self.limit_by_address = limit, limit_by_address
        self._open: set[Connection] = set()
        self._count_of: Counter[str] = Counter()
        # In the order in which they became idle: of all addresses together, and of each.
        self._idle: dict[Connection, None] = {}
        self._idle_of: dict[str, dict[Connection, None]] = {}
        self._changed = asyncio.Event()

    def __len__(self) -> int:
        return len(self._open)

    async def wait_for_room(self) -> None:
        """Return once another connection may be accepted, displacing idle ones if there must be."""
        while len(self._open) >= self.limit:
            early = self._make_room()
            self._changed.clear()
            # A displaced connection counts until its descriptor is closed, in the next turn of the event loop.
            with anyio.move_on_after(early):
                await self._changed.wait()

    def _make_room(self) -> float:
        """Displace the oldest idle connections, several at once. Return after how many seconds to look again."""
        now = asyncio.get_running_loop().time()
        for _ in range(max(1, self.limit // 4)):
            if (oldest := next(iter(self._idle), None)) is None:
                return math.inf
            if (early := oldest.idle_since + SHORTEST_SECONDS - now) > 0:
                return early
            self.mark_busy(oldest)
            if oldest.waits_for_us:
                # To the end of the line: until its turn comes again, its bytes are read.
                self.mark_idle(oldest)
                oldest.was_spared = True
            else:
                oldest.drop()
        return SHORTEST_SECONDS

    def add(self, address: str, descriptor: int | None = None) -> Connection | None:
        """Count a new connection as idle; None when its address has its share already, with all of them busy."""
        if self._count_of[address] >= self.limit_by_address:
            silent = (idle for idle in self._idle_of.get(address, ()) if not idle.waits_for_us)
            if (oldest := next(silent, None)) is None:
                return None
            self.mark_busy(oldest)
            oldest.drop()
        connection = Connection(address, descriptor)
        self._open.add(connection)
        self._count_of[address] += 1
        self.mark_idle(connection)
        return connection

    def mark_busy(self, connection: Connection) -> None:
        """Protect it from being displaced."""
        self._idle.pop(connection, None)
        idle = self._idle_of.get(connection.address, {})
        idle.pop(connection, None)
        if not idle:
            self._idle_of.pop(connection.address, None)

    def mark_idle(self, connection: Connection) -> None:
        """Let it be displaced, after those that are idle for longer."""
        if connection in self._open and connection not in self._idle:
            connection.was_spared = False
            connection.idle_since = asyncio.get_running_loop().time()
            self._idle[connection] = self._idle_of.setdefault(connection.address, {})[connection] = None
            self._changed.set()

    def remove(self, connection: Connection) -> None:
        """Forget a connection that has ended; repeated calls do nothing."""
        if connection not in self._open:
            return
        self._open.discard(connection)
        self.mark_busy(connection)
        self._count_of[connection.address] -= 1
        if not self._count_of[connection.address]:
            del self._count_of[connection.address]
        self._changed.set()


def address_of(peer: object) -> str:
    """Return what stands for one caller: the address, of IPv6 its network.

    Args:
        peer: the address of a socket, as `accept` returns it.
    """
    host = str(peer[0]).partition("%")[0] if isinstance(peer, tuple) else ""
    if ":" not in host:
        return host
    address = ipaddress.IPv6Address(host)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, _IPV6_PREFIX), strict=False))
