"""What the pages share: the console's parts, and how a page is rendered around its content."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from console import statics
from console.access.csrf import Forms
from console.access.epoch import Epochs
from console.access.password import PasswordCheck
from console.access.sessions import Session, Sessions
from console.gateway import Gateway
from console.settings import LANGUAGES, Language, Settings
from console.texts import TEXTS, Texts
from console.views.clock import Clock
from console.wire.gateway import Settings as StoredSettings
from drawing import page

LANGUAGE_COOKIE = "language"
_CODE = re.compile(r"`([^`]+)`")


def _environment() -> Environment:
    templates = Environment(
        loader=PackageLoader("console", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters["code"] = code
    templates.globals.update(static=statics.path_of, definitions=page.definitions())
    return templates


def code(text: str) -> Markup:
    """Return a text with what stands in backquotes as code."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704 the text was escaped


@dataclass(kw_only=True)
class Console:
    """The parts of one console.

    Attributes:
        clock: seconds since the epoch of Unix.
    """

    settings: Settings
    gateway: Gateway
    clock: Callable[[], float]
    sessions: Sessions = field(init=False)
    forms: Forms = field(init=False)
    epochs: Epochs = field(init=False)
    password: PasswordCheck = field(init=False)
    templates: Environment = field(init=False, default_factory=_environment)

    def __post_init__(self) -> None:
        """Make the parts that follow from the settings."""
        secret = self.settings.secret
        self.sessions = Sessions(secret, is_secure=self.settings.is_secure, clock=self.clock)
        self.forms = Forms(secret)
        self.epochs = Epochs(self.gateway, self.clock)
        self.password = PasswordCheck(self.settings.password_hash)

    def now(self) -> datetime:
        """Return the present."""
        return datetime.fromtimestamp(self.clock(), UTC)

    def person_clock(self, stored: StoredSettings) -> Clock:
        """Return the present in the zone where the person lives."""
        return Clock(now=self.now(), zone=ZoneInfo(stored.value("timezone") or "UTC"))


@dataclass(frozen=True, kw_only=True)
class Link:
    """A link of the frame."""

    path: str
    name: str
    is_current: bool
    count: int = 0


def console_of(request: Request) -> Console:
    """Return the console that handles a request."""
    console = request.app.state.console
    assert isinstance(console, Console)
    return console


def session_of(request: Request) -> Session | None:
    """Return the session of a request, which was checked before its handler; None on pages for everyone."""
    session = getattr(request.state, "session", None)
    assert session is None or isinstance(session, Session)
    return session


def language_of(request: Request) -> Language:
    """Return the language that the person has chosen, or else that of the console or the browser."""
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    for language in LANGUAGES:
        if chosen == language:
            return language
    if configured := console_of(request).settings.language:
        return configured
    accepted = request.headers.get("accept-language", "").lower()
    return "ja" if re.match(r"\s*ja\b", accepted) else "en"


def texts_of(request: Request) -> Texts:
    """Return the words in the language of a request."""
    return TEXTS[language_of(request)]


def render(request: Request, template: str, /, *, status: int = 200, **values: Any) -> Response:
    """Return a page: the template with the frame around it."""
    return HTMLResponse(fragment(request, template, **values), status_code=status)


def fragment(request: Request, template: str, /, **values: Any) -> str:
    """Return a template filled with the values, and with what every template may use."""
    console, session, texts = console_of(request), session_of(request), texts_of(request)

    def hidden(action: str) -> Markup:
        if session is None:
            return Markup("")
        return Markup('<input type="hidden" name="form" value="{}">').format(console.forms.token(session, action))

    shared: dict[str, Any] = {
        "t": texts,
        "session": session,
        "links": links(request, texts),
        "hidden": hidden,
        "here": _here(request),
        "theme": "",
        "note": "",
    }
    return console.templates.get_template(template).render({**shared, **values})


def links(request: Request, texts: Texts) -> list[Link]:
    """Return the links of the frame."""
    pages = (("/", texts.today, ("/day/",)), ("/jobs", texts.jobs, ("/jobs/",)))
    path = request.url.path
    return [
        Link(path=target, name=name, is_current=path == target or path.startswith(below))
        for target, name, below in pages
    ]


def redirect(path: str) -> Response:
    """Return the answer that sends a browser to a page after its form was handled."""
    return RedirectResponse(path, status_code=303)


def _here(request: Request) -> str:
    """Return the page that a form comes back to."""
    query = request.url.query
    return request.url.path + (f"?{query}" if query else "")
