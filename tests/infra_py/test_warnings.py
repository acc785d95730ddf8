"""Warnings of a preview: settings that are allowed, and surprise."""

from pathlib import Path
from typing import Any

import pytest

from infra_py.settings import read
from infra_py.settings.warnings import collect_warnings
from tests.infra_py.configured import REQUIRED


@pytest.fixture(autouse=True)
def at_home(home: Path) -> Path:
    return home


def warnings(**values: Any) -> list[str]:
    return collect_warnings(read({**REQUIRED, "ocpus": 2, "memoryGb": 12, **values}))


def test_within_the_allowance_nothing_is_warned_of():
    assert warnings() == []


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"ocpus": 3}, "3 OCPU and 12 GB are above the Always Free allowance"),
        ({"memoryGb": 13}, "2 OCPU and 13 GB are above the Always Free allowance"),
        ({"bootVolumeGb": 151}, "201 GB of volumes are above the 200 GB that are free"),
        ({"consoleCidrs": ["76.76.21.0/24"]}, "lets no console on Vercel in"),
        ({"consoleCidrs": ["76.76.21.21"]}, "lets no console on Vercel in"),
        ({"consoleCidrs": ["203.0.113.0/25"]}, "203.0.113.0/25 is a range of examples in documents"),
        ({"consoleCidrs": ["192.168.1.0/24"]}, "includes private addresses (192.168.0.0/16): it lets in a network"),
        ({"myIp": "203.0.113.7"}, "myIp=203.0.113.7/32 is an example address of documents, which no computer has"),
        ({"myIp": "198.51.100.0/24"}, "Use your public address, which `curl -4 https://ifconfig.me` prints"),
        ({"dataVolumeGb": 0}, "the data lives on the boot volume"),
        ({"protectData": False}, "protectData is off"),
        ({"allowReplacement": True}, "Set it back to false afterwards"),
    ],
)
def test_what_surprises_is_warned_of(values: dict[str, Any], expected: str):
    assert [expected in warning for warning in warnings(**values)] == [True]


def test_an_open_api_needs_both_words():
    settings = read({**REQUIRED, "consoleCidrs": ["0.0.0.0/0"], "allowPublicApi": True})
    assert any("open to the whole internet" in warning for warning in collect_warnings(settings))
