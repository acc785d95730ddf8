"""The stack: settings in, components wired, outputs out."""


def build() -> None:
    """Declare every resource of the stack to the running Pulumi engine."""
