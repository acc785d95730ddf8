"""What the `pulumi` command refuses before its engine runs (no events exist then), as a sentence that names the fix."""

import re

from pulumi.automation import CommandError, ConcurrentUpdateError

# First match wins; the texts are those of pulumi 3.x.
KNOWN = tuple(
    (re.compile(pattern, re.IGNORECASE), sentence)
    for pattern, sentence in {
        "PULUMI_ACCESS_TOKEN must be set|requires logging in": "Pulumi does not know where to keep its state. Run "
        "`pulumi login --local` once: it stays on this computer.",
        "passphrase must be set|get passphrase": "The stack's secrets are closed by a passphrase: set "
        "PULUMI_CONFIG_PASSPHRASE, or let PULUMI_CONFIG_PASSPHRASE_FILE name a file that holds it.",
        "incorrect passphrase": "PULUMI_CONFIG_PASSPHRASE is not the passphrase with which this stack was made.",
        "no stack named": "There is no such stack. `pulumi stack ls` shows which there are; `python -m infra_py up` "
        "makes it.",
        r"no Pulumi\.yaml project file found": "There is no Pulumi.yaml here. Change into LifeTracer's folder first.",
        "open bucket|no such bucket|unable to (check if bucket|open state directory)": "The place of Pulumi's state "
        "cannot be opened. `pulumi whoami --verbose` shows which it is, `pulumi login` chooses another.",
    }.items()
)
LOCKED = (
    "Another run holds the stack's lock. If none is running any more (a computer that went off in the middle), "
    "`pulumi cancel` removes the lock."
)
ERROR = re.compile(r"^\s*(?:stderr: )?error: (?P<text>.+(?:\n\s+\S.*)*)", re.MULTILINE)


def told(error: CommandError) -> str:
    """Return why a `pulumi` command failed; what is not known is told in its own words."""
    if isinstance(error, ConcurrentUpdateError):
        return LOCKED
    text = str(error)
    for pattern, sentence in KNOWN:
        if pattern.search(text):
            return sentence
    said = [" ".join(found["text"].split()) for found in ERROR.finditer(text)]
    return f"pulumi: {' '.join(said)}" if said else "The `pulumi` command failed without saying why."
