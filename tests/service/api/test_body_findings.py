"""Each invalid place of a body has a pointer and a code."""

import msgspec
import pytest

from service.api.parameters import Parameter
from service.schemas.problems import detail_of
from tests.service.api.problem_cases import TARGET

pytestmark = pytest.mark.anyio


class Inner(msgspec.Struct, forbid_unknown_fields=True):
    number: int = msgspec.field(default=0)


@pytest.mark.parametrize(
    ("type_", "value", "code"),
    [
        (Inner, {"numbre": 1}, "unknown-field"),
        (Inner, {"number": "x"}, "wrong-type"),
        (Parameter, {}, "missing"),
    ],
)
def test_a_finding_has_the_code_of_its_mistake(type_, value, code):
    with pytest.raises(msgspec.ValidationError) as error:
        msgspec.convert(value, type_)
    assert detail_of(error.value).code == code


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({**TARGET, "minutes": 1441}, "out-of-range"),
        ({**TARGET, "minutes": -1}, "out-of-range"),
        ({**TARGET, "category": ""}, "wrong-length"),
        ({**TARGET, "category": "a\0"}, "wrong-format"),
        ({**TARGET, "direction": "up"}, "not-one-of"),
        ({**TARGET, "since": "yesterday"}, "wrong-format"),
        ({"category": "Exercise"}, "missing"),
        ({**TARGET, "category": "Exercize"}, "unknown-category"),
        ([], "wrong-type"),
    ],
)
async def test_an_invalid_place_of_a_body_has_a_code(api, body, code):
    problem = (await api.client.put("/api/targets", json=body)).json()
    assert [error["code"] for error in problem["errors"]] == [code]


@pytest.mark.parametrize(("name", "pointer"), [("", "/"), ("a/b~", "/a~1b~0"), ("a\nb", "/a\nb"), ("a`b", "/a`b")])
def test_an_unknown_field_of_any_name_has_a_pointer(name, pointer):
    with pytest.raises(msgspec.ValidationError) as error:
        msgspec.convert({name: 1}, Inner)
    assert (detail_of(error.value).pointer, detail_of(error.value).code) == (pointer, "unknown-field")
