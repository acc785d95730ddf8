"""The base of what the pages read from the gateway, and its problems."""

from typing import Any

from msgspec import Struct, field


class Wire(Struct, rename="camel", kw_only=True):
    """An answer, or a part of one."""


class Problem(Wire):
    """An error by RFC 9457; `params` are those of its type."""

    type: str = "about:blank"
    status: int = 500
    detail: str = ""
    params: dict[str, Any] = field(default_factory=dict)


class Nothing(Wire):
    """An answer of which only the status counts."""
