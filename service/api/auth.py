"""Who calls, and what they may."""

import hmac
from dataclasses import dataclass

import anyio
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import Scope

from service.api.problems import ProblemError, out_of_reach
from service.api.state import State
from service.auth import api_keys
from service.auth.api_keys import KeyScope
from service.database.pool import CONNECTION_ERRORS
from service.schemas.problem_kinds.requests import NotAuthenticated, ScopeTooSmall

_CALLER = "lifetracer.caller"
ADMIN_NAME = "admin"
# Of the pool's five connections, and how long one who asks waits for them.
LOOKUPS = 2
LOOKUP_SECONDS = 10.0


@dataclass(frozen=True, kw_only=True)
class Caller:
    """The holder of a key; `key_id` is None for the admin key of environment or file, whose name is `admin`."""

    scope: KeyScope
    key_id: str | None
    key_name: str


class Authenticator:
    """Finds the caller of a request by its key."""

    def __init__(self, state: State, *, api_key: str) -> None:
        self._state = state
        self._admin_digest = api_keys.digest_of(api_key)
        # Texts that look like keys are free: their look-ups must leave connections to everyone else.
        self._looking_up = anyio.CapacityLimiter(LOOKUPS)

    async def caller(self, headers: Headers) -> Caller:
        """Return who calls.

        Raises:
            ProblemError: 401, in the same words whatever is wrong with the key; 503 when only the database could
                say, and does not.
        """
        scheme, _, given = headers.get("authorization", "").partition(" ")
        key = given.strip() if scheme.lower() == "bearer" else ""
        if hmac.compare_digest(api_keys.digest_of(key), self._admin_digest):
            return Caller(scope="admin", key_id=None, key_name=ADMIN_NAME)
        if api_keys.is_well_formed(key) and (caller := await self._look_up(key)) is not None:
            return caller
        challenge = 'Bearer realm="lifetracer"' + (', error="invalid_token"' if key else "")
        raise ProblemError(
            NotAuthenticated(),
            "Send the key as `Authorization: Bearer <key>`; it is LIFETRACER_API_KEY, the file api-key in the data "
            "directory, or one that `lifetracer keys make` showed.",
            headers={"WWW-Authenticate": challenge},
        )

    async def _look_up(self, key: str) -> Caller | None:
        try:
            with anyio.fail_after(LOOKUP_SECONDS):
                async with self._looking_up, self._state.pool.connection() as connection:
                    row = await api_keys.find(connection, key)
        except (*CONNECTION_ERRORS, TimeoutError):
            raise out_of_reach() from None
        return Caller(scope=row["scope"], key_id=row["id"], key_name=row["name"]) if row is not None else None


def check_scope(caller: Caller, needed: KeyScope) -> None:
    """Refuse a caller whose key does not include the scope.

    Raises:
        ProblemError: 403, naming the missing scope.
    """
    if not api_keys.includes(caller.scope, needed):
        raise ProblemError(
            ScopeTooSmall(needed=needed, scope=caller.scope),
            f"This needs a key of scope {needed}; this one has {caller.scope}. "
            f"Make one: lifetracer keys make NAME --scope {needed}",
            headers={"WWW-Authenticate": f'Bearer realm="lifetracer", error="insufficient_scope", scope="{needed}"'},
        )


def caller_of(request: Request) -> Caller:
    """Return who sent the request."""
    caller = request.scope[_CALLER]
    assert isinstance(caller, Caller)
    return caller


def set_caller(scope: Scope, caller: Caller) -> None:
    """Note who sent the request, for its handler."""
    scope[_CALLER] = caller
