"""Who decides what becomes of a stray resource: an option of the command line, or a person who is asked."""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import click

from infra_py.cli.errors import CommandFailed
from infra_py.cli.recovery import Choice
from infra_py.cli.strays import Stray, rivals

Command = TypeVar("Command", bound=Callable[..., Any])

COLLISION = (
    "Another stack of the same name (in another folder, state or organization) has the same tags; look at name and "
    "time before you delete anything."
)


def recovery_options(command: Command) -> Command:
    """Add `--adopt` and `--delete-stray`."""
    for option in (
        click.option(
            "--delete-stray",
            is_flag=True,
            help="Delete what a killed run has made in the cloud and not in the state; the run makes it again.",
        ),
        click.option(
            "--adopt", is_flag=True, help="Take over what a killed run has made in the cloud and not in the state."
        ),
    ):
        command = option(command)
    return command


def chosen(*, adopt: bool, delete_stray: bool) -> Choice | None:
    """Return the choice of the options; None when a person is to be asked.

    Raises:
        UsageError: when both are given.
    """
    if adopt and delete_stray:
        raise click.UsageError("--adopt and --delete-stray exclude each other.")
    if adopt:
        return Choice.ADOPT
    return Choice.DELETE if delete_stray else None


@dataclass(frozen=True)
class Decision:
    """Decides on strays.

    Attributes:
        stack: its name.
        command: the command that runs, such as `up`.
        choice: of the options; None = ask.
        with_data: whether the option may delete a disk with data.
        is_confirmed: whether the option may delete without a question.
    """

    stack: str
    command: str
    choice: Choice | None
    with_data: bool = False
    is_confirmed: bool = True

    def __call__(self, strays: Sequence[Stray]) -> Mapping[str, Choice]:
        """Return the choice for each stray by its id.

        Raises:
            CommandFailed: when an option does not fit, or when a person is needed and absent.
        """
        lines = "\n".join(f"  {one}" for one in strays)
        click.echo(f"In the cloud, but not in the state of the stack {self.stack}:\n{lines}\n{COLLISION}", err=True)
        if self.choice is None:
            return self._ask(strays)
        if self.choice is Choice.ADOPT:
            _check_adoptable(strays)
        else:
            self._check_deletable(strays)
        return {one.resource.id: self.choice for one in strays}

    def _check_deletable(self, strays: Sequence[Stray]) -> None:
        data = [str(one.resource) for one in strays if one.may_hold_data]
        if data and not self.with_data:
            raise CommandFailed(
                f"Nothing was deleted, because this may hold your data: {'; '.join(data)}. To delete it with the "
                "rest, run `python -m infra_py recover --delete-stray --with-data`."
            )
        if not self.is_confirmed and not agrees("Delete all of it?", option="--yes"):
            raise CommandFailed("Nothing was deleted.")

    def _ask(self, strays: Sequence[Stray]) -> dict[str, Choice]:
        choices: dict[str, Choice] = {}
        adopted: set[str] = set()
        for one in strays:
            open_ = one.is_adoptable and one.creation is not None and one.creation.urn not in adopted
            allowed = [choice for choice in Choice if choice is not Choice.ADOPT or open_]
            choice = self._prompt(one, allowed)
            choices[one.resource.id] = choice
            if choice is Choice.ADOPT and one.creation:
                adopted.add(one.creation.urn)
        return choices

    def _prompt(self, one: Stray, allowed: Sequence[Choice]) -> Choice:
        words = {
            Choice.ADOPT: "adopt it into this stack",
            Choice.DELETE: "delete it",
            Choice.KEEP: "keep it, because it is not this stack's",
        }
        question = f"{one.resource.noun}: {', '.join(words[choice] for choice in allowed)}?"
        try:
            return Choice(click.prompt(question, type=click.Choice([str(choice) for choice in allowed]), err=True))
        except click.Abort:
            if sys.stdin.isatty():
                raise
            raise CommandFailed(
                f"Nothing was changed. Run `python -m infra_py {self.command}` in a terminal, where it asks, or with "
                "--adopt (the stack takes it over) or --delete-stray (it is deleted)."
            ) from None


def agrees(question: str, *, option: str) -> bool:
    """Return whether a person agrees.

    Raises:
        CommandFailed: when there is no person; it names the option that agrees instead.
        Abort: when the person presses Ctrl-C.
    """
    try:
        return click.confirm(question, err=True)
    except click.Abort:
        if sys.stdin.isatty():
            raise
        raise CommandFailed(f"Nothing was done, because nothing answers the question. {option} agrees to it.") from None


def _check_adoptable(strays: Sequence[Stray]) -> None:
    """Refuse where the option leaves a choice open."""
    if unfit := [str(one.resource) for one in strays if not one.is_adoptable]:
        raise CommandFailed(
            f"Nothing was changed, because the stack has no place for this: {'; '.join(unfit)}. Run "
            "`python -m infra_py recover` in a terminal, where it asks for each, or with --delete-stray."
        )
    if several := [str(one.resource) for one in rivals(strays)]:
        raise CommandFailed(
            f"Nothing was changed, because the stack has place for one of these only: {'; '.join(several)}. Run "
            "`python -m infra_py recover` in a terminal, where it asks for each."
        )
