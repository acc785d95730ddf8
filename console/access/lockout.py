"""Slows down guesses of the password. The gateway counts, because consoles share nothing else."""

from datetime import datetime

from console.gateway import Gateway
from console.wire.access import Lock


async def begin(gateway: Gateway, client: str, *, is_known_device: bool) -> datetime | None:
    """Report a sign-in before its password is compared: until it has succeeded it counts as a failure.

    Return until when this client has to wait; None when it may try.
    """
    body = {"client": client, "outcome": "begun", "isKnownDevice": is_known_device}
    return (await gateway.post("/api/console/attempts", Lock, body)).locked_until


async def succeeded(gateway: Gateway, client: str) -> None:
    """Report that the password was right."""
    await gateway.post("/api/console/attempts", Lock, {"client": client, "outcome": "succeeded"})
