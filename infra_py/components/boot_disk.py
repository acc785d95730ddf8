"""A warning of changes to the boot volume: only the engine has the old inputs of the machine."""

from collections.abc import Mapping
from typing import Any

import pulumi


def boot_disk_warning() -> pulumi.ResourceHook:
    """Return a hook that warns, in the preview too, when an update touches the boot volume."""
    return pulumi.ResourceHook("boot-disk", _warn, pulumi.ResourceHookOptions(on_dry_run=True))


def _warn(change: pulumi.ResourceHookArgs) -> None:
    if sentence := consequence(_source(change.old_inputs), _source(change.new_inputs)):
        pulumi.log.warn(sentence)


def consequence(old: Mapping[str, Any], new: Mapping[str, Any]) -> str | None:
    """Return the consequence of a change of the machine's source, or None when nothing changes.

    A new image swaps the boot disk in place. A new size without a new image resizes the volume, which can only grow.
    """
    if old.get("sourceId") != new.get("sourceId"):
        return (
            "The boot volume is replaced by a new one from another image: everything on it is lost, and the machine "
            "sets itself up again. The data volume is not touched."
        )
    before, after = old.get("bootVolumeSizeInGbs"), new.get("bootVolumeSizeInGbs")
    if before == after:
        return None
    return (
        f"The boot volume changes from {before} to {after} GB: it can grow but never shrink, and its file system grows "
        "only when you run `ssh lifetracer sudo /usr/libexec/oci-growfs -y`."
    )


def _source(inputs: Mapping[str, Any] | None) -> Mapping[str, Any]:
    source = (inputs or {}).get("sourceDetails")
    return source if isinstance(source, Mapping) else {}
