"""Boots and handovers of a test: each setting that has a default in Pulumi.yaml gets a value here."""

from typing import Any

from infra_py.components.release import Handover
from infra_py.machine.cloud_config import Boot

COMMON: dict[str, Any] = {"api_port": 3000, "timezone": "Asia/Tokyo", "country": "JP", "language": "en"}


def make_boot(**values: Any) -> Boot:
    return Boot(**COMMON | values)


def make_handover(**values: Any) -> Handover:
    return Handover(**COMMON | {"data_gb": 0} | values)
