"""Advice and warnings that a program can recognise: a code with parameters, and the English sentence made of them.

A client in another language makes its own sentence of code and parameters; none is found in an English text.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from stored_settings.store import DIFFERENCE

AdviceCode = Literal[
    "connect_source",
    "import_file",
    "sync_source",
    "quota_used_up",
    "secret_key_missing",
    "secret_key_differs",
    "secret_key_invalid",
    "secret_key_unreadable",
]
WarningCode = Literal[
    "worker_missing",
    "source_failed",
    "source_stale",
    "variable_differs",
    "categories_file_differs",
    "categories_file_unreadable",
    "other_people",
]
# Several variables are alternatives, each of one or more that belong together.
Value = str | int | list[list[str]]
Params = dict[str, Value]

_STORE_AGAIN = (
    "set LIFETRACER_SECRET_KEY here to the key of the machine that stored them (the file secret-key in its data "
    "directory), or run `{command}` again."
)
ADVICE: Mapping[AdviceCode, str] = {
    "connect_source": "Run `{command}`, or set {variables} in the environment of LifeTracer.",
    "import_file": "Import a file: {command}.",
    "sync_source": "Read it: {command}, or {request}.",
    "quota_used_up": "The quota is used up; it is full again at {resetsAt}.",
    "secret_key_missing": f"The stored credentials of {{source}} need a secret key, and {{place}} is not there; "
    f"{_STORE_AGAIN}",
    "secret_key_differs": f"The stored credentials of {{source}} cannot be decrypted with the key in {{place}}; "
    f"{_STORE_AGAIN}",
    "secret_key_invalid": "{place} is not a secret key: it has to be {bytes} random bytes in base64. Copy the file "
    "{file} from the data directory of the machine that stored the credentials, or make a new key with "
    "`openssl rand -base64 {bytes}` and connect the sources again.",
    "secret_key_unreadable": "The secret key cannot be kept in {place} ({reason}); make the directory writable, or set "
    "LIFETRACER_SECRET_KEY.",
}
WARNINGS: Mapping[WarningCode, str] = {
    "worker_missing": "No worker runs jobs now; start one with `lifetracer serve` or `lifetracer worker`.",
    "source_failed": "The last sync of {source} failed at {at}; `lifetracer sources` shows why.",
    "source_stale": "{source} was last read at {lastSyncedAt}; read it: {command}.",
    "variable_differs": DIFFERENCE,
    "categories_file_differs": "LIFETRACER_CATEGORIES={path} differs from the category rules in the database, which "
    "count. To use the file, run: {command}",
    "categories_file_unreadable": "LIFETRACER_CATEGORIES={path} cannot be read ({reason}); correct the file, or unset "
    "the variable.",
    "other_people": "Entries of other people do not count: {people}; to count another one: {command}",
}


@dataclass(frozen=True)
class Advice:
    """What to do."""

    code: AdviceCode
    params: Params

    @property
    def text(self) -> str:
        """Return the English sentence."""
        return _sentence(ADVICE[self.code], self.params)


@dataclass(frozen=True)
class Warned:
    """What a person should know or change."""

    code: WarningCode
    params: Params

    @property
    def text(self) -> str:
        """Return the English sentence."""
        return _sentence(WARNINGS[self.code], self.params)


def advice(code: AdviceCode, **params: Value) -> Advice:
    """Return an advice with its parameters."""
    return Advice(code, params)


def warning(code: WarningCode, **params: Value) -> Warned:
    """Return a warning with its parameters."""
    return Warned(code, params)


def instant(at: dt.datetime) -> str:
    """Return an instant as a parameter: RFC 3339 in UTC, in whole seconds."""
    return f"{at.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"


def _sentence(template: str, params: Params) -> str:
    return template.format_map({name: _in_words(value) for name, value in params.items()})


def _in_words(value: Value) -> str:
    if isinstance(value, list):
        return ", or ".join(" and ".join(names) for names in value)
    return str(value)
