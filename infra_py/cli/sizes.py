"""Sizes of the machine, and the ladder of smaller ones for `--accept-smaller`."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Size:
    """OCPUs and memory of an A1 machine."""

    ocpus: float
    memory_gb: float

    def __str__(self) -> str:
        return f"{self.ocpus:g} OCPU / {self.memory_gb:g} GB"


# 6 GB for each OCPU, as Oracle's allowance counts them; one container with every runtime needs at least the last.
LADDER = (Size(4, 24), Size(3, 18), Size(2, 12), Size(1, 6))


def ladder(wanted: Size, *, accept_smaller: bool) -> tuple[Size, ...]:
    """Return the sizes in the order of the attempts: the wanted one, and smaller ones only on request."""
    smaller = tuple(size for size in LADDER if size.ocpus < wanted.ocpus and size.memory_gb <= wanted.memory_gb)
    return (wanted, *smaller) if accept_smaller else (wanted,)
