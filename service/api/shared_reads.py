"""One query for everyone who wants the same at the same time."""

from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

import anyio

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


@dataclass(eq=False)
class _Read(Generic[Value]):
    version: Hashable
    done: anyio.Event = field(default_factory=anyio.Event)
    value: Value | None = None
    error: Exception | None = None


class SharedReads(Generic[Key, Value]):
    """Keeps the newest read of each key."""

    def __init__(self) -> None:
        self._reads: dict[Key, _Read[Value]] = {}

    async def get(self, key: Key, version: Hashable, read: Callable[[], Awaitable[Value]]) -> Value:
        """Return what `read` returns, or the result of another caller with the same key and version.

        Raises:
            Exception: what `read` raises, to each who waited for it; the next caller reads again.
        """
        while (found := self._reads.get(key)) is not None and found.version == version:
            await found.done.wait()
            if found.error is not None:
                raise found.error
            if found.value is not None:
                return found.value
            # Who read it was cancelled: read it here, unless another who waited does already.
        own = self._reads[key] = _Read[Value](version)
        try:
            own.value = await read()
        except Exception as error:
            own.error = error
            raise
        finally:
            if own.value is None:
                self.forget(key, own)
            own.done.set()
        return own.value

    def forget(self, key: Key, only: "_Read[Value] | None" = None) -> None:
        """Free what is kept of a key."""
        if only is None or self._reads.get(key) is only:
            self._reads.pop(key, None)
