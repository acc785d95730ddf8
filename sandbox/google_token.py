"""The token endpoint: refresh tokens and signed assertions in, access tokens out."""

import secrets
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

CLIENT_ID = "sandbox-client"
CLIENT_SECRET = "sandbox-client-secret"  # noqa: S105 well-known, it opens nothing but the sandbox
REFRESH_TOKEN = "sandbox-refresh-token"  # noqa: S105 as above
JWT_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
SECONDS = 3599


class TokenEndpoint:
    """Hands out access tokens and knows them again.

    Attributes:
        issued: the access tokens that are good; clear it, and all have run out.
    """

    def __init__(
        self, client_id: str, client_secret: str, refresh_token: str, service_accounts: Mapping[str, str]
    ) -> None:
        self.issued: set[str] = set()
        self._client = (client_id, client_secret)
        self._refresh_token = refresh_token
        self._service_accounts = service_accounts

    def is_known(self, authorization: str) -> bool:
        """Return whether the header carries a good access token."""
        scheme, _, token = authorization.partition(" ")
        return scheme == "Bearer" and token in self.issued

    def answer(self, form: Mapping[str, str]) -> tuple[int, dict[str, str | int]]:
        """Return status and body for a request of a token."""
        match form.get("grant_type"):
            case "refresh_token":
                if (form.get("client_id"), form.get("client_secret")) != self._client:
                    return 401, {"error": "invalid_client", "error_description": "The OAuth client was not found."}
                is_good = form.get("refresh_token") == self._refresh_token
            case grant if grant == JWT_GRANT:
                is_good = self._is_signed(form.get("assertion", ""))
            case _:
                return 400, {"error": "unsupported_grant_type"}
        if not is_good:
            return 400, {"error": "invalid_grant", "error_description": "Token has been expired or revoked."}
        token = f"sandbox-access-{secrets.token_hex(8)}"
        self.issued.add(token)
        return 200, {"access_token": token, "expires_in": SECONDS, "token_type": "Bearer"}

    def _is_signed(self, assertion: str) -> bool:
        from google.auth import exceptions, jwt  # noqa: PLC0415 slow to import, and only service accounts need it

        try:
            claims = jwt.decode(assertion, verify=False)  # type: ignore[no-untyped-call]
            jwt.decode(assertion, certs=self._service_accounts[claims["iss"]])  # type: ignore[no-untyped-call]
        except (ValueError, KeyError, exceptions.GoogleAuthError):
            return False
        return True


def endpoint(tokens: TokenEndpoint) -> Callable[[Request], Awaitable[Response]]:
    """Return the endpoint as an ASGI application takes it."""

    async def token(request: Request) -> Response:
        status, body = tokens.answer(dict(parse_qsl((await request.body()).decode())))
        return JSONResponse(body, status)

    return token
