"""`python -m infra_py status`."""

from typing import Any

import click

from infra_py.cli.engine import Engine
from infra_py.cli.gateway import Answer, ask, days_left
from infra_py.cli.options import dump, json_option, stack_option
from infra_py.cli.outputs import outputs_of
from infra_py.cli.project import Project, project_dir
from infra_py.cli.update import machine

PATHS = ("/health", "/ready")
SHOWN = ("vm_public_ip", "vm_private_ip", "api_url")
SOON_DAYS = 30
TUNNEL = (
    "If only your own address is shut out (consoleCidrs does not name it), the gateway is reached by "
    "`ssh -L 3000:127.0.0.1:3000 lifetracer`."
)
EXAMPLES = "\b\nExamples:\n  python -m infra_py status\n  python -m infra_py status --json"


@click.command(epilog=EXAMPLES)
@stack_option
@json_option
def status(stack: str | None, *, as_json: bool) -> int:
    """Show what the server is, and whether its gateway answers.

    The gateway is asked over TLS and believed only with the certificate that the release read from the machine. Exit
    code 0 when it is alive and ready, 1 otherwise.
    """
    project = Project(project_dir(), Engine())
    name = project.stack_name(stack)
    opened = project.open(name)
    outputs, found = outputs_of(opened), machine(opened)
    answers = _answers(outputs)
    is_well = bool(answers) and all(answer.is_well for answer in answers)
    facts = _facts(found)
    if as_json:
        gateway = [answer.as_json() for answer in answers]
        dump({"stack": name, "well": is_well, "machine": facts, "outputs": outputs, "gateway": gateway})
        return 0 if is_well else 1
    if facts is None:
        click.echo(f"The stack {name} has no machine. `python -m infra_py up` makes it.")
        return 1
    click.echo(f"stack          {name}")
    for key, value in facts.items():
        click.echo(f"{key:<15}{value}")
    for key in SHOWN:
        click.echo(f"{key:<15}{outputs.get(key, 'not known yet')}")
    _tell(answers, outputs)
    return 0 if is_well else 1


def _answers(outputs: dict[str, Any]) -> list[Answer]:
    url, certificate = outputs.get("api_url"), outputs.get("api_certificate")
    if not url or not certificate:
        return []
    return [ask(str(url), path, str(certificate)) for path in PATHS]


def _facts(found: dict[str, Any] | None) -> dict[str, str] | None:
    """Return what the stack knows of the machine, in words."""
    if found is None:
        return None
    known = found.get("outputs") or {}
    shape = known.get("shapeConfig") or {}
    facts = {
        "machine": f"{known.get('displayName')}, {known.get('state') or 'state not known'}",
        "shape": f"{known.get('shape')}, {shape.get('ocpus')} OCPU, {shape.get('memoryInGbs')} GB",
        "domain": known.get("availabilityDomain"),
        "made": known.get("timeCreated"),
        "id": found.get("id"),
    }
    return {key: str(value) for key, value in facts.items() if value}


def _tell(answers: list[Answer], outputs: dict[str, Any]) -> None:
    if not answers:
        click.echo(
            "gateway        not asked: the release has not read its certificate yet (deploy is off, or `up` failed)"
        )
        return
    for answer in answers:
        version = f", version {answer.version}" if answer.version else ""
        word = click.style("ok", fg="green") if answer.is_well else click.style("problem", fg="red")
        click.echo(f"{answer.path:<15}{word}{version}{f': {answer.problem}' if answer.problem else ''}")
    left = days_left(str(outputs["api_certificate"]))
    if left is not None and left < SOON_DAYS:
        click.echo(f"certificate    ends in {left} days; browsers and consoles that check it will refuse it then")
    if not any(answer.is_well for answer in answers):
        click.echo(TUNNEL)
