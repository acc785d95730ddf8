"""The settings of the machine: its size, its volumes, and what happens to them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from infra_py.settings.reader import Values

# Limits of VM.Standard.A1.Flex and of Oracle's block volumes, from Oracle's documentation.
HIGHEST_OCPUS, HIGHEST_MEMORY_GB, HIGHEST_MEMORY_GB_PER_OCPU = 80, 512, 64
LOWEST_VOLUME_GB, HIGHEST_VOLUME_GB = 50, 32_768
FLAGS: Mapping[str, str] = MappingProxyType(
    {"reserved_ip": "reservedIp", "protect_data": "protectData", "allow_replacement": "allowReplacement"}
)


def read_server(config: Values) -> dict[str, Any]:
    """Return the fields of `Settings` that belong to the machine; an unusable one is None."""
    ocpus = config.integer("ocpus", lowest=1, highest=HIGHEST_OCPUS)
    memory_gb = config.integer("memoryGb", lowest=1, highest=HIGHEST_MEMORY_GB, unit=" GB")
    if ocpus and memory_gb and not ocpus <= memory_gb <= HIGHEST_MEMORY_GB_PER_OCPU * ocpus:
        config.add_problem(
            "memoryGb",
            f"does not fit ocpus={ocpus}; the shape takes 1 to {HIGHEST_MEMORY_GB_PER_OCPU} GB for each OCPU.",
        )
    return {
        "ocpus": ocpus,
        "memory_gb": memory_gb,
        "boot_volume_gb": config.integer(
            "bootVolumeGb", lowest=LOWEST_VOLUME_GB, highest=HIGHEST_VOLUME_GB, unit=" GB"
        ),
        "data_volume_gb": _data_volume_gb(config),
        "worker_count": _worker_count(config),
        **{field: config.flag(name) for field, name in FLAGS.items()},
    }


def _data_volume_gb(config: Values) -> int | None:
    size_gb = config.integer("dataVolumeGb", lowest=0, highest=HIGHEST_VOLUME_GB, unit=" GB")
    if size_gb and size_gb < LOWEST_VOLUME_GB:
        config.add_problem(
            "dataVolumeGb",
            f"is too small; use at least {LOWEST_VOLUME_GB}, or 0 to keep the data on the boot volume.",
        )
    return size_gb


def _worker_count(config: Values) -> int:
    if config.text("workerCount") not in {None, "0"}:
        config.add_problem(
            "workerCount", "is not supported yet; set it to 0, or remove it: the server itself runs all jobs."
        )
    return 0
