"""The outputs of a stack."""

from typing import Any

from pulumi.automation import CommandError, Stack

from infra_py.cli.errors import CommandFailed
from infra_py.cli.pulumi_errors import describe_error


def outputs_of(stack: Stack) -> dict[str, Any]:
    """Return the outputs by name; none when nothing was built.

    Raises:
        CommandFailed: when they cannot be read.
    """
    try:
        return {name: output.value for name, output in stack.outputs().items()}
    except CommandError as error:
        raise CommandFailed(describe_error(error)) from error
