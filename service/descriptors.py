"""Open files (descriptors): a limit shared by connections, which anyone can open, and by the work that must not fail.

Without a bound, idle connections alone use up the limit. The process can then neither start nor end a stage, nor reach
its database; another machine takes its jobs over while they still run.
"""

import errno
import resource

from service.errors import ConfigurationError

# Never given to connections: standard streams and locks (20), the pool (5), each stage with its pipe and its process
# descriptor (4 x 2), what a start of one needs for a moment, and reading /proc from several threads.
RESERVED = 96
# More would be a matter of memory: each takes about 30 KB.
MOST_CONNECTIONS = 1000
FEWEST_CONNECTIONS = 32
# Of the connections, the share that one address may hold. The rest stays for others.
SHARE_OF_ONE_ADDRESS = 0.8

# macOS reports an unlimited hard limit and accepts at most OPEN_MAX.
_UNLIMITED = 10_240
_SHORTAGES = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ENOBUFS})
_limit_at_start = resource.getrlimit(resource.RLIMIT_NOFILE)


def raise_limit() -> int:
    """Raise the soft limit of open files to the hard one. Return the limit that holds now."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    for limit in (hard, _UNLIMITED):
        if limit == resource.RLIM_INFINITY or limit <= soft:
            continue
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (limit, hard))
        except (OSError, ValueError):
            continue
        return limit
    return soft


def limit_of_children() -> tuple[int, int]:
    """Return the limits that this process was started with: programs that use `select` cannot handle more."""
    return _limit_at_start


def connection_limit() -> int:
    """Return how many connections may be open at once.

    Raises:
        ConfigurationError: when the limit of open files leaves too few.
    """
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return MOST_CONNECTIONS
    if soft < RESERVED + FEWEST_CONNECTIONS:
        raise ConfigurationError(
            f"At most {soft} files may be open at once, and the gateway needs {RESERVED + FEWEST_CONNECTIONS}; raise "
            "the limit (ulimit -n, or LimitNOFILE of systemd)."
        )
    return min(MOST_CONNECTIONS, soft - RESERVED)


def is_shortage(error: OSError) -> bool:
    """Return whether the system lacks something now, such as a descriptor: then a failed look-up proves nothing."""
    return error.errno in _SHORTAGES
