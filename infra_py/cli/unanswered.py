"""Creations that Oracle may have carried out although its answer was lost.

The engine drops a creation that fails from the stack's state, whatever the reason. After a lost connection the resource
may exist all the same, so it is noted, and the next run looks in the cloud before it creates anything.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from infra_py.cli.diagnosis import diagnose
from infra_py.cli.events import CREATING, Failure
from infra_py.cli.oci_errors import RefusalKind


@dataclass(frozen=True)
class Unanswered:
    """The creations without an answer, noted in a small file beside the project.

    Attributes:
        path: the file; it exists only while there are such creations.
    """

    path: Path

    def __bool__(self) -> bool:
        return self.path.exists()

    def note(self, failures: Iterable[Failure]) -> None:
        """Note the failed creations whose request or answer may have been lost."""
        names = [one.name for one in failures if _is_unanswered(one)]
        if names:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.write_text("\n".join(names) + "\n", encoding="utf-8")

    def describe(self) -> str:
        """Return what is not known, as a sentence."""
        names = ", ".join(self.path.read_text(encoding="utf-8").splitlines())
        return f"The last run received no answer to the creation of {names}; Oracle may have made it all the same."

    def forget(self) -> None:
        """Remove the note, once the cloud was looked at."""
        self.path.unlink(missing_ok=True)


def _is_unanswered(failure: Failure) -> bool:
    if failure.op not in CREATING or failure.is_partial:
        return False
    refusal = diagnose([failure], [])
    return refusal is not None and refusal.kind is RefusalKind.NETWORK
