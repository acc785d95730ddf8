"""What the pages read is what the gateway's own document describes."""

import inspect
import pkgutil
from importlib import import_module
from typing import Any

import msgspec
import pytest

from console import wire
from console.wire.access import Epoch
from service.api.app import create_app
from service.api.state import State

# Types of the pages with another name in the gateway's document; None for those that are no answer of it.
NAMES: dict[str, str | None] = {
    "Wire": None,
    "Nothing": None,
    "Epoch": "ConsoleEpoch",
    "Link": "ConsoleLink",
    "Lock": "SignInAttempts",
    "Source": "SourceState",
}
MODULES = [import_module(f"{wire.__name__}.{module.name}") for module in pkgutil.iter_modules(wire.__path__)]
STRUCTS = [
    struct
    for module in MODULES
    for name, struct in inspect.getmembers(module, inspect.isclass)
    if issubclass(struct, msgspec.Struct) and struct.__module__ == module.__name__ and NAMES.get(name, name) is not None
]


@pytest.fixture(scope="module")
def schemas() -> dict[str, Any]:
    app = create_app(State(supervisor_alive=lambda: True), api_key="key-of-test")
    inner: Any = app
    while not hasattr(inner, "state"):
        inner = inner._app
    found: dict[str, Any] = msgspec.json.decode(inner.state.openapi)["components"]["schemas"]
    return found


@pytest.mark.parametrize("struct", STRUCTS, ids=lambda struct: struct.__name__)
def test_every_field_that_is_read_is_described(struct, schemas):
    schema = schemas[NAMES.get(struct.__name__) or struct.__name__]
    for one in msgspec.structs.fields(struct):
        described = schema["properties"].get(one.encode_name)
        assert described is not None, one.encode_name
        if one.required:
            assert one.encode_name in schema["required"], one.encode_name


def test_unknown_fields_are_ignored():
    assert msgspec.json.decode(b'{"epoch": 3, "later": true}', type=Epoch).epoch == 3
