"""What a person sees while the engine works, and at the end of it."""

from collections.abc import Mapping
from typing import Any

import click

from infra_py.cli.events import Events, Step
from infra_py.cli.progress import Progress

COLOURS = {"+": "green", "~": "yellow", "-": "red", "+-": "red"}
PRESSED = {
    1: "Stopping: what the cloud is doing right now is finished first. Ctrl-C again ends it at once.",
    2: "Ending at once.",
}


def styled(step: Step) -> str:
    """Return a step in its colour; what is no terminal gets it without."""
    return click.style(str(step), fg=COLOURS[step.sign])


def following(progress: Progress) -> Events:
    """Return events that are shown as they come."""

    def tell(step: Step, is_done: bool) -> None:  # noqa: FBT001 Events' signature
        if is_done:
            progress.say(styled(step))
        else:
            progress.show(f"  {step} ...")

    return Events(on_step=tell)


def say_stop(progress: Progress, asked: int) -> None:
    """Answer a person's Ctrl-C."""
    if asked in PRESSED:
        progress.say(PRESSED[asked])


def warn(events: Events) -> None:
    """Tell the warnings of program and providers."""
    for warning in events.warnings:
        click.secho(f"warning: {warning}", fg="yellow", err=True)


def arrived(outputs: Mapping[str, Any]) -> None:
    """Tell what is there now, and what to do with it."""
    if "api_url" in outputs:
        click.echo(f"The gateway: {outputs['api_url']}")
    if "vm_public_ip" in outputs:
        click.echo(f"The machine: {outputs['vm_public_ip']}")
    click.echo("Next: `python -m infra_py ssh-config --write`, then `ssh lifetracer`; `python -m infra_py status`.")
