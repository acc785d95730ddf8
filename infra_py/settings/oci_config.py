"""The Oracle account in `~/.oci/config`. Only Oracle's provider, and `check`, read the API key itself."""

import configparser
from collections.abc import Mapping
from pathlib import Path

DEFAULT_PROFILE = "DEFAULT"


def config_path() -> Path:
    return Path.home() / ".oci" / "config"


def read_profile(name: str = DEFAULT_PROFILE, *, path: Path | None = None) -> Mapping[str, str]:
    """Return the profile's entries (user, fingerprint, tenancy, region, key_file); empty when there is none.

    A profile inherits from `[DEFAULT]`, as in Oracle's own tools.
    """
    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read_string((path or config_path()).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, configparser.Error):
        return {}
    if name != DEFAULT_PROFILE and not parser.has_section(name):
        return {}
    return dict(parser[name])
