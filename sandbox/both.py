"""The sample person's Toggl account and Google calendar under one origin, and the settings that point there."""

from collections.abc import Callable
from datetime import datetime

from starlette.applications import Starlette

from sandbox import google, google_consent, google_token, toggl
from sandbox.account import Account
from sandbox.calendar import Calendar
from sandbox.toggl_gate import Quota, Rate


def create_app(
    account: Account,
    plan: Calendar,
    *,
    now: Callable[[], datetime],
    token: str = toggl.TOKEN,
    quota: Quota | None = None,
    rate: Rate | None = None,
) -> Starlette:
    """Return both stand-ins as one application; their paths do not meet."""
    first = toggl.create_app(account, now=now, token=token, quota=quota or Quota(), rate=rate)
    return Starlette(routes=[*first.routes, *google.create_app(plan, now=now).routes])


def settings(origin: str, account: Account, *, token: str = toggl.TOKEN, as_of: datetime | None) -> dict[str, str]:
    """Return the settings that point LifeTracer at the stand-ins."""
    return {
        "TOGGL_API_URL": origin,
        "TOGGL_API_TOKEN": token,
        **({"LIFETRACER_AS_OF": as_of.isoformat()} if as_of else {}),
        "LIFETRACER_TIMEZONE": str(account.timezone),
        "GOOGLE_API_URL": origin,
        "GOOGLE_TOKEN_URL": f"{origin}/token",
        "GOOGLE_AUTH_URL": f"{origin}{google_consent.AUTHORIZE_PATH}",
        "GOOGLE_CLIENT_ID": google_token.CLIENT_ID,
        "GOOGLE_CLIENT_SECRET": google_token.CLIENT_SECRET,
        "GOOGLE_REFRESH_TOKEN": google_token.REFRESH_TOKEN,
    }
