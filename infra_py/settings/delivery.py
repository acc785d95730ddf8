"""The settings of what runs on the machine: the image, the settings of the service, and its secrets."""

import re
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from infra_py.settings.reader import Values

# The grammar of image references: https://github.com/distribution/reference, without its upper-case host names.
_COMPONENT = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
IMAGE = re.compile(
    rf"(?=.{{1,255}}$)(?:[a-z0-9.-]+(?::[0-9]+)?/)?{_COMPONENT}(?:/{_COMPONENT})*"
    r"(?::[A-Za-z0-9_][A-Za-z0-9._-]{0,127})?(?:@sha256:[0-9a-f]{64})?"
)
REPOSITORY = re.compile(r"https://[A-Za-z0-9.-]+(?::[0-9]+)?/[A-Za-z0-9._~/-]+")
REF = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._/-]{0,199}")
COUNTRY = re.compile(r"[A-Z]{2}")
LANGUAGE = re.compile(r"en|ja")
TIMEZONE = re.compile(r"[A-Za-z0-9_+/-]+")
REGISTRY_AUTH = re.compile(r"[^\s:]+:\S+")
DATABASE_URL = re.compile(r"postgres(?:ql)?://\S+")
API_KEY = re.compile(r"[A-Za-z0-9_-]{32,200}")
GOOGLE = ("googleClientId", "googleClientSecret", "googleRefreshToken")


def read_delivery(config: Values) -> dict[str, Any]:
    """Return the fields of `Settings` that belong to what runs on the machine; an unusable one is None."""
    return {**_image(config), **_service(config), **_secrets(config)}


def _image(config: Values) -> dict[str, Any]:
    image, repository, ref = (config.is_set(name) for name in ("containerImage", "sourceRepository", "sourceRef"))
    if image == repository:
        config.report(
            "containerImage and sourceRepository: exactly one has to be set; name a ready image, or the repository "
            "(with sourceRef) that the machine builds it from."
        )
    if repository != ref:
        config.report("sourceRepository and sourceRef belong together; set both or none.")
    if config.is_set("registryAuth") and not image:
        config.report("registryAuth is set without containerImage; remove it, or name the image that it is for.")
    return {
        "container_image": config.matching(
            "containerImage",
            IMAGE,
            "is not the name of an image; write it such as ghcr.io/you/lifetracer:0.1.0, and set the password of a "
            "private registry as the secret registryAuth.",
        ),
        "source_repository": config.matching(
            "sourceRepository",
            REPOSITORY,
            "is not the address of a public repository; write it such as https://github.com/you/lifetracer, without a "
            "user, password or query.",
        ),
        "source_ref": config.matching("sourceRef", REF, "is not a tag, branch or commit; write it such as v0.1.0."),
    }


def _service(config: Values) -> dict[str, Any]:
    return {
        "deploy": config.flag("deploy"),
        "timezone": _timezone(config),
        "country": config.required("country", COUNTRY, "is not an ISO 3166 code; use two capital letters, such as JP."),
        "language": config.required("language", LANGUAGE, "is not a language of the report; use en or ja."),
    }


def _timezone(config: Values) -> str | None:
    sentence = "is not a time zone; use a name of the tz database, such as Asia/Tokyo."
    name = config.required("timezone", TIMEZONE, sentence)
    if name and name not in _timezone_names():
        config.add_problem("timezone", sentence)
    return name


@cache
def _timezone_names() -> set[str]:
    """Return the names of the tz database; the library looks through all of its files each time."""
    return available_timezones()


def _secrets(config: Values) -> dict[str, Any]:
    """Return the secrets; a problem never shows one."""
    if any(map(config.is_set, GOOGLE)) and not all(map(config.is_set, GOOGLE)):
        config.report(f"{', '.join(GOOGLE[:-1])} and {GOOGLE[-1]} belong together; set all three or none.")
    return {
        "registry_auth": config.matching(
            "registryAuth", REGISTRY_AUTH, "is not a user and a password; write it as user:password."
        ),
        "toggl_api_token": config.text("togglApiToken"),
        "google_client_id": config.text("googleClientId"),
        "google_client_secret": config.text("googleClientSecret"),
        "google_refresh_token": config.text("googleRefreshToken"),
        "database_url": config.matching(
            "databaseUrl", DATABASE_URL, "is not a PostgreSQL URL; it begins with postgresql://."
        ),
        "api_key": config.matching(
            "apiKey",
            API_KEY,
            "is too weak or has other characters; use 32 or more letters, digits, - and _, or remove it to have the "
            "machine make one.",
        ),
    }
