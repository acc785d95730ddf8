"""Remove secrets and characters that jsonb cannot hold from decoded JSON."""

from typing import Any

SECRETS = frozenset({"api_token", "intercom_hash", "ical_url"})


def scrub(value: Any) -> Any:
    """Return decoded JSON without the secrets of Toggl's answers, fit for jsonb."""
    if isinstance(value, dict):
        return {_text(key): scrub(item) for key, item in value.items() if key not in SECRETS}
    if isinstance(value, list):
        return [scrub(item) for item in value]
    return _text(value) if isinstance(value, str) else value


def _text(value: str) -> str:
    if value.isascii():
        return value.replace("\0", "") if "\0" in value else value
    # A lone surrogate, legal in JSON, has no place in UTF-8.
    return value.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
