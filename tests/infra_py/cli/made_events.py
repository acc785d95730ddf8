"""Events as the engine sends them, made by hand for what no run of the real engine shows at will."""

from typing import Any

from infra_py.cli.events import INSTANCE

STACK_URN = "urn:pulumi:free::lifetracer::pulumi:pulumi:Stack::lifetracer-free"
PROVIDER_URN = "urn:pulumi:free::lifetracer::pulumi:providers:oci::default_5_5_0"
MACHINE = f"urn:pulumi:free::lifetracer::lifetracer:infra:Server${INSTANCE}::vm"
VOLUME = "urn:pulumi:free::lifetracer::lifetracer:infra:Server$oci:Core/volume:Volume::data"
ADDRESS = "urn:pulumi:free::lifetracer::lifetracer:infra:Server$oci:Core/publicIp:PublicIp::address"
RELEASE = "urn:pulumi:free::lifetracer::lifetracer:infra:Release$command:remote:Command::release-hand-over"

Event = dict[str, Any]


def error(text: str, urn: str = "", *, severity: str = "error") -> Event:
    about = {"urn": urn} if urn else {}
    return {"diagnosticEvent": {"message": f"{text}\n", "severity": severity, "color": "never", **about}}


def failed(urn: str, *, op: str = "create", status: int = 0) -> Event:
    return {"resOpFailedEvent": {"metadata": _metadata(urn, op), "status": status, "steps": 1}}


def begun(urn: str, op: str = "create") -> Event:
    return {"resourcePreEvent": {"metadata": _metadata(urn, op)}}


def done(urn: str, op: str = "create") -> Event:
    return {"resOutputsEvent": {"metadata": _metadata(urn, op)}}


def numbered(*events: Event) -> list[Event]:
    """Return the events with the numbers that the engine gives them."""
    return [{"sequence": number, "timestamp": 0, **event} for number, event in enumerate(events)]


def _metadata(urn: str, op: str) -> Event:
    type_ = urn.split("::")[2].rpartition("$")[2]
    return {"op": op, "urn": urn, "type": type_, "provider": "", "new": {"urn": urn, "type": type_, "custom": True}}
