"""All kinds of problems that the API answers with. A kind that was published keeps its name and its params."""

from service.schemas.problem_kinds import access, domain, requests, work
from service.schemas.problems import ProblemKind

_MODULES = (requests, work, domain, access)
KINDS: tuple[type[ProblemKind], ...] = tuple(
    kind
    for module in _MODULES
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, ProblemKind) and kind is not ProblemKind
)
