"""The settings that Pulumi.yaml declares: the only place where their names, types and defaults are written.

The engine reads the same file: it passes the defaults on to the program as if they were set.
"""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

import yaml

from infra_py.settings.errors import SettingsError

FILE = "Pulumi.yaml"
TYPES: Mapping[str, type] = MappingProxyType({"string": str, "boolean": bool, "integer": int, "array": list})
RESTORE = f"restore it by `git checkout {FILE}`."


def read_defaults(project_dir: Path) -> Mapping[str, object]:
    """Return the default of each declared setting by the setting's name.

    Args:
        project_dir: the folder with Pulumi.yaml.

    Raises:
        SettingsError: when the file cannot be read, or declares a setting without a default of its type.
    """
    path = project_dir / FILE
    try:
        content = _parse(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError([f"{path} cannot be read ({error.strerror}); {RESTORE}"]) from error
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise SettingsError([f"{path} is not valid YAML; {RESTORE}"]) from error
    declared = content.get("config") if isinstance(content, Mapping) else None
    if not isinstance(declared, Mapping):
        raise SettingsError([f"{path} declares no settings under `config:`; {RESTORE}"])
    if wrong := [str(name) for name, entry in declared.items() if not _has_default(entry)]:
        names = ", ".join(wrong)
        raise SettingsError([f"{path} declares {names} without a type, or without a default of that type; {RESTORE}"])
    return MappingProxyType({name: entry["default"] for name, entry in declared.items()})


@lru_cache(maxsize=1)
def _parse(text: str) -> object:
    """Return the content of a YAML file; parsing takes longer than everything else that is done with the settings."""
    content: object = yaml.safe_load(text)
    return content


def _has_default(entry: object) -> bool:
    """Return whether a declaration has a type and a default of that type; to Python alone, true is an integer."""
    return isinstance(entry, Mapping) and type(entry.get("default")) is TYPES.get(str(entry.get("type")))
