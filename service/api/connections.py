"""The open connections of a gateway, bounded in all and by address.

A connection is busy from the end of a request's head to the end of its answer, else idle. Where there is no room, the
oldest idle connection makes it, of the address that holds the most: so whoever opens connections and says nothing
displaces their own. A busy one is never displaced; where all are busy, the listener waits.
"""

import asyncio
import ipaddress
from collections.abc import Callable

# Someone with IPv6 has at least a whole network of this size.
_IPV6_PREFIX = 64


class Connection:
    """One connection, from its acceptance to its end.

    Attributes:
        address: whose it is.
        drop: closes it at once.
    """

    __slots__ = ("address", "drop")

    def __init__(self, address: str) -> None:
        self.address = address
        self.drop: Callable[[], object] = lambda: None


class ConnectionTable:
    """Counts connections and makes room for new ones.

    Attributes:
        limit: the most in all.
        limit_by_address: the most of one address.
    """

    def __init__(self, *, limit: int, limit_by_address: int) -> None:
        self.limit, self.limit_by_address = limit, limit_by_address
        # Of each address its connections, and in the order in which they became idle those that are.
        self._open: dict[str, set[Connection]] = {}
        self._idle: dict[str, dict[Connection, None]] = {}
        self._count = 0
        self._changed = asyncio.Event()

    def __len__(self) -> int:
        return self._count

    async def wait_for_room(self) -> None:
        """Return once another connection may be accepted, displacing the oldest idle one if there must be."""
        while self._count >= self.limit and not self._displace(self._fullest()):
            self._changed.clear()
            await self._changed.wait()

    def add(self, address: str) -> Connection | None:
        """Count a new connection as idle; None when its address holds its share already, with all of them busy."""
        if len(self._open.get(address, ())) >= self.limit_by_address and not self._displace(address):
            return None
        connection = Connection(address)
        self._open.setdefault(address, set()).add(connection)
        self._count += 1
        self.mark_idle(connection)
        return connection

    def mark_busy(self, connection: Connection) -> None:
        """Protect it from being displaced."""
        idle = self._idle.get(connection.address, {})
        idle.pop(connection, None)
        if not idle:
            self._idle.pop(connection.address, None)

    def mark_idle(self, connection: Connection) -> None:
        """Let it be displaced, after those that are idle for longer."""
        if connection in self._open.get(connection.address, ()):
            self._idle.setdefault(connection.address, {}).setdefault(connection)
            self._changed.set()

    def remove(self, connection: Connection) -> None:
        """Forget a connection that has ended; repeated calls do nothing."""
        held = self._open.get(connection.address, set())
        if connection not in held:
            return
        held.discard(connection)
        if not held:
            del self._open[connection.address]
        self.mark_busy(connection)
        self._count -= 1
        self._changed.set()

    def _fullest(self) -> str | None:
        """Return the address with the most connections among those with an idle one."""
        return max(self._idle, key=lambda address: len(self._open[address]), default=None)

    def _displace(self, address: str | None) -> bool:
        """Drop the oldest idle connection of an address. Return whether there was one."""
        oldest = next(iter(self._idle.get(address, ())), None) if address is not None else None
        if oldest is None:
            return False
        # Counted out at once: its descriptor is closed before the event loop accepts many more.
        self.remove(oldest)
        oldest.drop()
        return True


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
