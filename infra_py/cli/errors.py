"""Mistakes and refusals, reported to a person in a sentence and never in a traceback."""


class CommandFailed(Exception):  # noqa: N818 it ends the command, as its name says
    """What stopped a command: one or more sentences that also say what to do."""


class Interrupted(CommandFailed):
    """A person asked to stop, and everything has ended in order."""
