"""Check a token with one call, and show the account that it opens."""

from datetime import datetime
from typing import Any

from pipelines.connector.toggl import api
from pipelines.connector.toggl.account import account_of
from pipelines.connector.toggl.client import Client
from pipelines.settings import Settings


def check(client: Client, settings: Settings, now: datetime) -> dict[str, Any]:
    """Return the account, its workspaces, and the quota that is left.

    Raises:
        StageError: when Toggl refuses the token, or cannot be reached.
    """
    user, service_date = api.me(client)
    account = account_of(user, settings, now, service_date)
    quota = client.tightest_quota
    return {
        "account": str(user.get("email") or user.get("fullname") or user["id"]),
        "workspaces": [
            {"id": key, "name": name, "read": key in account.workspaces} for key, name in account.names.items()
        ],
        "timezone": account.zone.key,
        "quota_remaining": quota and quota.remaining,
        "quota_resets_at": quota and quota.resets_at(now),
    }
