"""Sessions, forms, hosts and passwords, each by itself."""

import pytest
from argon2 import PasswordHasher
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response

from console.access.csrf import Forms, is_same_origin
from console.access.host import is_loopback_host
from console.access.password import PasswordCheck, hash_of
from console.access.sessions import DAY_SECONDS, LIFETIME_SECONDS, Session, Sessions
from console.settings import InvalidSettingsError, choices

SECRET, NOW = b"s" * 32, 1_800_000_000.0


class Clock:
    now = NOW

    def __call__(self) -> float:
        return self.now


def request(cookie: str = "", port: int = 3000) -> Request:
    headers = [(b"host", f"127.0.0.1:{port}".encode()), (b"cookie", cookie.encode())]
    return Request({"type": "http", "scheme": "http", "path": "/", "query_string": b"", "headers": headers})


def cookies(response: Response) -> dict[str, str]:
    pairs = (value.split(";")[0].split("=", 1) for name, value in response.headers.items() if name == "set-cookie")
    return {pair[0]: pair[1] for pair in pairs}


def signed_in(sessions: Sessions, epoch: int = 1) -> str:
    response = Response()
    sessions.begin(request(), response, epoch)
    return "; ".join(f"{name}={value}" for name, value in cookies(response).items())


def test_a_session_is_read_back_and_each_sign_in_is_a_new_one():
    sessions = Sessions(SECRET, is_secure=False, clock=Clock())
    first, second = (sessions.read(request(signed_in(sessions))) for _ in range(2))
    assert first is not None
    assert second is not None
    assert first.epoch == 1
    assert first.seed != second.seed


def test_a_session_of_another_secret_port_or_shape_is_none():
    sessions = Sessions(SECRET, is_secure=False, clock=Clock())
    cookie = signed_in(sessions)
    assert Sessions(b"t" * 32, is_secure=False, clock=Clock()).read(request(cookie)) is None
    assert sessions.read(request(cookie, port=3001)) is None
    assert sessions.read(request(cookie[:-2])) is None or "device" in cookie
    assert sessions.read(request("lifetracer-3000=garbage")) is None
    # The signed value of another purpose is not a session either.
    device = cookie.split("lifetracer-3000-device=")[1]
    assert sessions.read(request(f"lifetracer-3000={device}")) is None


def test_a_session_ages_and_ends():
    clock = Clock()
    sessions = Sessions(SECRET, is_secure=False, clock=clock)
    cookie = signed_in(sessions)
    clock.now = NOW + DAY_SECONDS + 2
    old = sessions.read(request(cookie))
    assert old is not None
    assert old.is_old
    clock.now = NOW + LIFETIME_SECONDS + 2
    assert sessions.read(request(cookie)) is None


@pytest.mark.parametrize(("is_secure", "name"), [(True, "__Host-lifetracer="), (False, "lifetracer-3000=")])
def test_the_cookie_is_kept_from_scripts_and_other_sites(is_secure, name):
    response = Response()
    Sessions(SECRET, is_secure=is_secure, clock=Clock()).begin(request(), response, 1)
    cookie = next(value for key, value in response.headers.items() if key == "set-cookie" and value.startswith(name))
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie
    assert ("Secure" in cookie) is is_secure


def test_a_token_is_of_one_form_of_one_session():
    forms, session = Forms(SECRET), Session(epoch=1, seed="a")
    token = forms.token(session, "/jobs")
    assert forms.is_valid(session, "/jobs", token)
    assert token != forms.token(session, "/jobs")
    other = Session(epoch=1, seed="b")
    assert not forms.is_valid(other, "/jobs", token)
    assert not forms.is_valid(session, "/sign-out", token)
    assert not any(forms.is_valid(session, "/jobs", given) for given in (None, "", ".", token[:-1], token + "0"))


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "none"}, True),
        ({"sec-fetch-site": "same-site"}, False),
        ({"sec-fetch-site": "cross-site", "origin": "http://127.0.0.1:3000"}, False),
        ({"origin": "http://127.0.0.1:3000"}, True),
        ({"origin": "http://127.0.0.1:3001"}, False),
        ({"origin": "null"}, False),
        ({}, False),
    ],
)
def test_a_form_comes_from_a_page_of_this_site(headers, expected):
    assert is_same_origin(Headers(headers), "http://127.0.0.1:3000") is expected


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1:3000", True),
        ("localhost", True),
        ("localhost:43117", True),
        ("[::1]:3000", True),
        ("127.0.0.2", True),
        ("evil.example", False),
        ("127.0.0.1.evil.example:3000", False),
        ("localhost.evil.example", False),
        ("192.168.1.4:3000", False),
        ("localhost:evil", False),
        ("", False),
    ],
)
def test_only_loopback_is_ours_without_a_setting(host, expected):
    assert is_loopback_host(host) is expected


@pytest.mark.anyio
async def test_a_password_is_kept_as_a_hash_of_argon2id():
    kept = hash_of("correct horse battery")
    assert kept.startswith("$argon2id$")
    assert "correct" not in kept
    check = PasswordCheck(kept)
    assert await check.is_right("correct horse battery")
    assert not await check.is_right("correct horse batterx")
    assert not await PasswordCheck(None).is_right("")


def test_the_stand_in_for_a_missing_hash_is_a_real_one():
    """Else a sign-in without a password set would be answered at once, and say so."""
    from console.access import password

    with pytest.raises(Exception, match="not match"):
        PasswordHasher().verify(password._NO_PASSWORD, "anything")


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.mark.parametrize("password", ["short", "x" * 1001])
def test_a_password_has_a_length(password):
    with pytest.raises(ValueError, match="12 to 1000"):
        hash_of(password)


def test_settings_name_every_finding_and_no_secret():
    with pytest.raises(InvalidSettingsError) as error:
        choices({"CONSOLE_PASSWORD_HASH": "hunter2", "CONSOLE_HOSTS": "a/b", "CONSOLE_LANGUAGE": "de"})
    assert len(str(error.value).splitlines()) == 3
    assert "hunter2" not in str(error.value)


def test_settings_are_read(tmp_path):
    file = tmp_path / "hash"
    file.write_text(hash_of("correct horse battery") + "\n")
    chosen = choices({"CONSOLE_PASSWORD_HASH_FILE": str(file), "CONSOLE_HOSTS": "Life.example.org, host:3000"})
    assert chosen.hosts == {"life.example.org", "host:3000"}
    assert chosen.password_hash == file.read_text().strip()
    assert chosen.password_hash not in repr(chosen)
