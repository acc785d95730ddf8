"""What the `pulumi` command refuses before its engine runs (no events exist then), as a sentence that names the fix."""

import re

from pulumi.automation import CommandError, ConcurrentUpdateError

# First match wins; the texts are those of pulumi 3.x.
KNOWN = (
    (
        re.compile(r"PULUMI_ACCESS_TOKEN must be set", re.IGNORECASE),
        "Pulumi does not know where to keep its state. Run `pulumi login --local` once: it stays on this computer.",
    ),
    (
        re.compile(r"passphrase must be set|get passphrase", re.IGNORECASE),
        "The stack's secrets are closed by a passphrase. Set PULUMI_CONFIG_PASSPHRASE, or PULUMI_CONFIG_PASSPHRASE_FILE "
        "to a file that holds it.",
    ),
    (
        re.compile(r"incorrect passphrase", re.IGNORECASE),
        "The passphrase is not the one with which this stack was made: PULUMI_CONFIG_PASSPHRASE is wrong.",
    ),
    (
        re.compile(r"no stack named", re.IGNORECASE),
        "There is no such stack. `pulumi stack ls` shows which there are; `python -m infra_py up` makes it.",
    ),
    (
        re.compile(r"no Pulumi\.yaml project file found", re.IGNORECASE),
        "There is no Pulumi.yaml here. Change into LifeTracer's folder first.",
    ),
    (
        re.compile(
            r"specified a project backend|could not.*open bucket|no such bucket|unable to check if bucket",
            re.IGNORECASE,
        ),
        "The place of Pulumi's state cannot be opened. `pulumi whoami --verbose` shows which it is, `pulumi login` "
        "chooses another.",
    ),
)
LOCKED = (
    "Another run holds the stack's lock. If none is running any more (a computer that went off in the middle), "
    "`pulumi cancel` removes the lock."
)
ERROR = re.compile(r"^\s*(?:stderr: )?error: (?P<text>.+)$", re.MULTILINE)


def told(error: CommandError) -> str:
    """Return why a `pulumi` command failed; what is not known is told in its own words."""
    if isinstance(error, ConcurrentUpdateError):
        return LOCKED
    text = str(error)
    for pattern, sentence in KNOWN:
        if pattern.search(text):
            return sentence
    said = [found["text"].strip() for found in ERROR.finditer(text)]
    return f"pulumi: {' '.join(said)}" if said else "The `pulumi` command failed without saying why."
