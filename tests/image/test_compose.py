"""compose.yaml against what the program needs and what a stranger's first `docker compose up` must not open."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from service.settings import DEFAULT_PORT

ROOT = Path(__file__).parents[2]
# Worker and stages drain for up to 15 s by the longest ladder of signals, uvicorn for 5 s, PostgreSQL stops after that.
DRAIN_SECONDS = 25


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    return found


@pytest.fixture
def gateway(compose: dict[str, Any]) -> dict[str, Any]:
    (service,) = compose["services"].values()
    assert isinstance(service, dict)
    return service


def test_one_service_is_published_on_this_computer_only(gateway):
    assert gateway["ports"] == [f"${{LIFETRACER_PUBLISH:-127.0.0.1:{DEFAULT_PORT}}}:{DEFAULT_PORT}"]


def test_it_has_no_more_rights_than_it_needs(gateway):
    assert gateway["read_only"] is True
    assert gateway["cap_drop"] == ["ALL"]
    assert gateway["security_opt"] == ["no-new-privileges:true"]
    assert gateway["user"] == "10001:10001"
    assert not {"privileged", "cap_add", "network_mode", "pid", "devices"} & set(gateway)


def test_the_data_is_on_a_named_volume_and_the_rest_in_memory(gateway, compose):
    assert gateway["volumes"] == ["data:/var/lib/lifetracer"]
    assert set(compose["volumes"]) == {"data"}
    assert [entry.split(":")[0] for entry in gateway["tmpfs"]] == ["/tmp", "/run"]
    assert all("size=" in entry for entry in gateway["tmpfs"])


def test_memory_processes_and_logs_have_limits(gateway):
    assert gateway["mem_limit"] == "${LIFETRACER_MEMORY:-2g}"
    assert gateway["pids_limit"] > 0
    assert gateway["shm_size"] == "256m"
    assert set(gateway["logging"]["options"]) == {"max-size", "max-file"}


def test_it_may_stop_longer_than_it_drains(gateway):
    assert int(gateway["stop_grace_period"].removesuffix("s")) > 2 * DRAIN_SECONDS


def test_no_file_is_needed(gateway):
    assert gateway["env_file"] == [{"path": ".env", "required": False}]


def test_what_the_container_decides_is_not_changed_by_the_env_file(gateway):
    """`environment` wins over `env_file`: a .env that is also used without a container does no harm."""
    assert gateway["environment"] == {
        "LIFETRACER_HOST": "0.0.0.0",
        "LIFETRACER_PORT": str(DEFAULT_PORT),
        "LIFETRACER_DATA_DIR": "/var/lib/lifetracer",
    }
