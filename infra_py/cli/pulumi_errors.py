"""What the `pulumi` command refuses before its engine runs (no events exist then), as a sentence that names the fix."""

import re
import signal

from pulumi.automation import CommandError, ConcurrentUpdateError

# First match wins; the texts are those of pulumi 3.x.
KNOWN = tuple(
    (re.compile(pattern, re.IGNORECASE), sentence)
    for pattern, sentence in {
        "PULUMI_ACCESS_TOKEN must be set|requires logging in": "Pulumi does not know where to keep its state. Run "
        "`pulumi login --local` once: it stays on this computer.",
        "passphrase must be set|get passphrase": "A passphrase encrypts the stack's secrets: set "
        "PULUMI_CONFIG_PASSPHRASE, or let PULUMI_CONFIG_PASSPHRASE_FILE name a file that holds it.",
        "incorrect passphrase": "PULUMI_CONFIG_PASSPHRASE is not the passphrase with which this stack was made.",
        "failed to load checkpoint": "The stack's state cannot be read. If a run was killed while it wrote it, "
        "`python -m infra_py recover` repairs it.",
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
# The SDK has the result of a command only as this text.
RESULT = re.compile(r"^\s*code: (?P<code>-?\d+)\n.*?^ stderr: (?P<stderr>.*)", re.DOTALL | re.MULTILINE)
PANIC = re.compile(r"^(?:panic|fatal error): .+", re.MULTILINE)
DETAILS = "`pulumi up --logtostderr -v=7` shows what it does."


def describe_error(error: CommandError) -> str:
    """Return why a `pulumi` command failed; an unknown reason is quoted."""
    if isinstance(error, ConcurrentUpdateError):
        return LOCKED
    text = str(error)
    for pattern, sentence in KNOWN:
        if pattern.search(text):
            return sentence
    quoted = [" ".join(found["text"].split()) for found in ERROR.finditer(text)]
    return f"pulumi: {' '.join(quoted)}" if quoted else _end(text)


def _end(text: str) -> str:
    """Return how a command ended that reported no error: killed, crashed, or with a bare exit code."""
    found = RESULT.search(text)
    if found is None:
        return f"The `pulumi` command failed ({' '.join(text.split()) or 'no output'})."
    code, stderr = int(found["code"]), found["stderr"]
    if code < 0:
        return (
            f"The `pulumi` command was ended by {_signal_name(-code)}. If that was not you, the computer may have run "
            "out of memory. Run it again; it goes on from the last finished step."
        )
    if panic := PANIC.search(stderr):
        return f"The `pulumi` command crashed ({panic[0]}). That is a bug in Pulumi; {DETAILS}"
    last = next((line.strip() for line in reversed(stderr.splitlines()) if line.strip()), "")
    reason = f": {last}" if last else " and reported no reason"
    return f"The `pulumi` command ended with exit code {code}{reason.rstrip('.')}. {DETAILS}"


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
