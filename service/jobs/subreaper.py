"""The process as a subreaper: what a stage leaves without a parent becomes our child, so that its end is reaped.

A grandchild that outlives its parent goes to the next subreaper above, else to PID 1, and not every PID 1 reaps. Linux
only; elsewhere nothing happens.
"""

import ctypes
import os
import sys

import psutil

# From <linux/prctl.h>.
PR_SET_CHILD_SUBREAPER = 36


def become() -> bool:
    """Make this process a subreaper; return whether it is one now."""
    if sys.platform != "linux":
        return False
    return bool(ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0)


def reap_adopted(*, own: set[int]) -> int:
    """Reap the dead children that we did not start ourselves.

    Children that this process has started are left to the code that did: the leaders of stages are named in `own`, and
    every other command that we start stays in our session, unlike an adopted process that left its stage's group. The
    watcher is in another session too, and reaped here.

    Returns:
        How many were reaped.
    """
    session, reaped = os.getsid(0), 0
    try:
        children = psutil.Process().children()
    except (psutil.Error, OSError):
        return 0  # for lack of descriptors nothing is seen: the next call looks again
    for child in children:
        try:
            if child.status() != psutil.STATUS_ZOMBIE or child.pid in own or os.getsid(child.pid) == session:
                continue
            os.waitpid(child.pid, os.WNOHANG)
        except (psutil.Error, OSError):
            continue
        reaped += 1
    return reaped
