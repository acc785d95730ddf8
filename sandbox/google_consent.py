"""The consent page and the exchange of its codes, as Google does it for clients of type "Desktop app".

A code works once, for its client, its redirect address and its PKCE verifier (RFC 7636). A refresh token comes with
offline access, and only at the first consent or when the page was requested with `prompt=consent`.
"""

import base64
import hashlib
import html
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

AUTHORIZE_PATH = "/o/oauth2/v2/auth"
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
FOUND, BAD_REQUEST, UNAUTHORIZED = 302, 400, 401
_REQUIRED = ("client_id", "redirect_uri", "response_type", "scope")
_PAGE = """<!doctype html><title>Sandbox: sign in</title>
<p>{client} wants to use: {scope}</p>
<form method="post">{fields}<button name="decision" value="allow">Allow</button>
<button name="decision" value="deny">Cancel</button></form>"""
Refusal = tuple[str, str]


@dataclass(kw_only=True)
class Person:
    """How the person at the consent page decides, and what Google knows of them.

    Attributes:
        scope: what they grant; None = everything that is requested.
        has_consented: whether there was a consent before.
        gives_refresh_token: False = never, as for some accounts of organisations.
    """

    scope: str | None = None
    has_consented: bool = False
    gives_refresh_token: bool = True


@dataclass(frozen=True, kw_only=True)
class Code:
    """The grant that a code is exchanged for."""

    redirect_uri: str
    scope: str
    challenge: str | None
    is_offline: bool


class Consent:
    """The consent page.

    Attributes:
        person: decides; a change holds from the next consent on.
    """

    def __init__(self, client_id: str) -> None:
        self.person = Person()
        self._client_id = client_id
        self._codes: dict[str, Code] = {}

    async def page(self, request: Request) -> Response:
        """Show the page."""
        query = dict(request.query_params)
        if refusal := self._refusal(query):
            return _refused(*refusal)
        fields = "".join(
            f'<input type="hidden" name="{html.escape(name)}" value="{html.escape(value)}">'
            for name, value in query.items()
        )
        shown = {"client": html.escape(query["client_id"]), "scope": html.escape(query["scope"]), "fields": fields}
        return HTMLResponse(_PAGE.format_map(shown))

    async def decide(self, request: Request) -> Response:
        """Send the browser back with a code, or with the error that the person refused."""
        query = dict(parse_qsl((await request.body()).decode()))
        if refusal := self._refusal(query):
            return _refused(*refusal)
        state = {"state": query["state"]} if "state" in query else {}
        if query.get("decision") != "allow":
            return _back(query, {"error": "access_denied", **state})
        person, code = self.person, f"4/0-sandbox-{secrets.token_urlsafe(24)}"
        is_first, person.has_consented = not person.has_consented, True
        wants_token = query.get("access_type") == "offline" and (is_first or query.get("prompt") == "consent")
        scope = query["scope"] if person.scope is None else person.scope
        self._codes[code] = Code(
            redirect_uri=query["redirect_uri"],
            scope=scope,
            challenge=query.get("code_challenge"),
            is_offline=wants_token and person.gives_refresh_token,
        )
        return _back(query, {**state, "code": code, "scope": scope})

    def exchange(self, form: Mapping[str, str]) -> Code | Refusal:
        """Return what a code stands for, or the error; whatever comes of it, the code is used up."""
        code = self._codes.pop(form.get("code", ""), None)
        if code is None:
            return "invalid_grant", "Malformed auth code."
        if form.get("redirect_uri") != code.redirect_uri:
            return "redirect_uri_mismatch", "Bad Request"
        if code.challenge is not None:
            verifier = form.get("code_verifier")
            if verifier is None:
                return "invalid_grant", "Missing code verifier."
            digest = hashlib.sha256(verifier.encode()).digest()
            if base64.urlsafe_b64encode(digest).decode().rstrip("=") != code.challenge:
                return "invalid_grant", "Invalid code verifier."
        return code

    def _refusal(self, query: Mapping[str, str]) -> tuple[int, str] | None:
        missing = [name for name in _REQUIRED if not query.get(name)]
        if missing:
            return BAD_REQUEST, f"invalid_request: Missing required parameter: {missing[0]}"
        if query["client_id"] != self._client_id:
            return UNAUTHORIZED, "invalid_client: The OAuth client was not found."
        address = urlsplit(query["redirect_uri"])
        if address.scheme != "http" or address.hostname not in LOOPBACK:
            return BAD_REQUEST, "redirect_uri_mismatch"
        if query["response_type"] != "code":
            return BAD_REQUEST, "unsupported_response_type"
        if "code_challenge" in query and query.get("code_challenge_method") != "S256":
            return BAD_REQUEST, "invalid_request: Invalid code challenge method."
        return None


def _refused(status: int, reason: str) -> Response:
    return HTMLResponse(f"<title>Error {status}</title><h1>Access blocked</h1><p>{html.escape(reason)}</p>", status)


def _back(query: Mapping[str, str], answer: Mapping[str, str]) -> Response:
    return RedirectResponse(f"{query['redirect_uri']}?{urlencode(answer)}", FOUND)
