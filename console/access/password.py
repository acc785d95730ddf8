"""The password of the console, kept as a hash of argon2id."""

import anyio
from anyio import to_thread
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MIN_LENGTH, MAX_LENGTH = 12, 1000
# RFC 9106 recommends 64 MiB; half of it and one lane fit a small function, at one more pass than its least.
_HASHER = PasswordHasher(time_cost=4, memory_cost=32 * 1024, parallelism=1)
# A hash of a password that does not exist: a sign-in without any password set takes as long as one with it.
_NO_PASSWORD = "$argon2id$v=19$m=32768,t=4,p=1$c2FsdHNhbHRzYWx0c2FsdA$gdyEzFwpV9NgH0RKF9uKPCJxTmIJvGyNd5EBi+rQhyU"  # noqa: S105
# Each check takes 32 MiB and a core for a tenth of a second.
_AT_ONCE = 2


class PasswordCheck:
    """Compares passwords, never on the event loop and never many at once."""

    def __init__(self, password_hash: str | None) -> None:
        self._hash = password_hash
        self._limiter: anyio.CapacityLimiter | None = None

    async def is_right(self, given: str) -> bool:
        """Return whether it is the password; it takes the same time for every answer."""
        self._limiter = self._limiter or anyio.CapacityLimiter(_AT_ONCE)
        return await to_thread.run_sync(self._compare, given[:MAX_LENGTH], limiter=self._limiter)

    def _compare(self, given: str) -> bool:
        try:
            return _HASHER.verify(self._hash or _NO_PASSWORD, given) and self._hash is not None
        except (VerificationError, InvalidHashError):
            return False


def hash_of(password: str) -> str:
    """Return the hash to keep of a password.

    Raises:
        ValueError: when it is too short or too long.
    """
    if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
        raise ValueError(f"A password has {MIN_LENGTH} to {MAX_LENGTH} characters; this one has {len(password)}.")
    return _HASHER.hash(password)
