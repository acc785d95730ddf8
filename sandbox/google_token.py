"""The token endpoint: codes, refresh tokens and signed assertions in, access tokens out."""

import secrets
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.google_consent import Consent

CLIENT_ID = "sandbox-client"
CLIENT_SECRET = "sandbox-client-secret"  # noqa: S105 well-known, it opens nothing but the sandbox
REFRESH_TOKEN = "sandbox-refresh-token"  # noqa: S105 as above
JWT_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
SECONDS = 3599
CALENDARS = "https://www.googleapis.com/auth/calendar.readonly"
Answer = tuple[int, dict[str, str | int]]


class TokenEndpoint:
    """Issues access tokens and recognises them.

    Attributes:
        issued: the access tokens that are good, with their scopes; clear it, and all have run out.
        refresh_tokens: those that are good, with their scopes; clear it, and all are revoked.
        consent: the page that leads to refresh tokens.
    """

    def __init__(
        self, client_id: str, client_secret: str, refresh_token: str, service_accounts: Mapping[str, str]
    ) -> None:
        self.issued: dict[str, str] = {}
        self.refresh_tokens = {refresh_token: CALENDARS}
        self.consent = Consent(client_id)
        self._client = (client_id, client_secret)
        self._service_accounts = service_accounts

    def is_known(self, authorization: str) -> bool:
        """Return whether the header carries a good access token."""
        scheme, _, token = authorization.partition(" ")
        return scheme == "Bearer" and token in self.issued

    def may_read_calendars(self, authorization: str) -> bool:
        """Return whether the scope of the header's access token covers the calendars."""
        return CALENDARS in self.issued[authorization.partition(" ")[2]].split()

    def answer(self, form: Mapping[str, str]) -> Answer:
        """Return status and body for a request of a token."""
        match form.get("grant_type"):
            case "refresh_token" | "authorization_code" as grant:
                if (form.get("client_id"), form.get("client_secret")) != self._client:
                    return 401, {"error": "invalid_client", "error_description": "The OAuth client was not found."}
                if grant == "authorization_code":
                    return self._exchanged(form)
                scope = self.refresh_tokens.get(form.get("refresh_token", ""))
            case grant if grant == JWT_GRANT:
                scope = CALENDARS if self._is_signed(form.get("assertion", "")) else None
            case _:
                return 400, {"error": "unsupported_grant_type"}
        if scope is None:
            return 400, {"error": "invalid_grant", "error_description": "Token has been expired or revoked."}
        return 200, self._issue(scope)

    def _exchanged(self, form: Mapping[str, str]) -> Answer:
        code = self.consent.exchange(form)
        if isinstance(code, tuple):
            error, description = code
            return 400, {"error": error, "error_description": description}
        answer = {**self._issue(code.scope), "scope": code.scope}
        if code.is_offline:
            token = f"1//sandbox-refresh-{secrets.token_urlsafe(16)}"
            self.refresh_tokens[token] = code.scope
            answer["refresh_token"] = token
        return 200, answer

    def _issue(self, scope: str) -> dict[str, str | int]:
        token = f"sandbox-access-{secrets.token_hex(8)}"
        self.issued[token] = scope
        return {"access_token": token, "expires_in": SECONDS, "token_type": "Bearer"}

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
