"""Output while the engine works, and at the end of it."""

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
    """Return a step in its colour; click leaves the colour out where the output is not a terminal."""
    return click.style(str(step), fg=COLOURS[step.sign])


class WarningOutput:
    """Shows the warnings of program, providers and engine, each once in a command, however many runs repeat it."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._shown: set[str] = set()

    def __call__(self, text: str) -> None:
        """Show one warning."""
        if text not in self._shown:
            self._shown.add(text)
            self._progress.say(click.style(f"warning: {text}", fg="yellow"))

    def show_all(self, events: Events) -> None:
        """Show the warnings of a run that were not shown when they arrived."""
        for text in events.warnings:
            self(text)


def shown_events(progress: Progress, warnings: WarningOutput | None = None) -> Events:
    """Return a collection of events that shows each step and, with an output for them, each warning at once."""

    def show(step: Step, is_done: bool) -> None:  # noqa: FBT001 Events' signature
        if is_done:
            progress.say(styled(step))
        else:
            progress.show(f"  {step} ...")

    return Events(on_step=show, on_warning=warnings) if warnings else Events(on_step=show)


def report_stop(progress: Progress, times: int) -> None:
    """Report what an interrupt does."""
    if times in PRESSED:
        progress.say(PRESSED[times])


def show_warnings(events: Events) -> None:
    """Show the warnings of program and providers."""
    for warning in events.warnings:
        click.secho(f"warning: {warning}", fg="yellow", err=True)


def show_result(outputs: Mapping[str, Any]) -> None:
    """Show what there is now, and the next commands."""
    if "api_url" in outputs:
        click.echo(f"The gateway: {outputs['api_url']}")
    if "vm_public_ip" in outputs:
        click.echo(f"The machine: {outputs['vm_public_ip']}")
    click.echo("Next: `python -m infra_py ssh-config --write`, then `ssh lifetracer`; `python -m infra_py status`.")
