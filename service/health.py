"""`python -m service.health`: ask the gateway of this machine for its /health; what the container's health check runs.

Only the standard library and our settings: it starts every half minute for as long as the container runs.
"""

import http.client
import json
import ssl
import sys

from service import settings as service_settings
from service.errors import ConfigurationError, UnavailableError
from service.settings import Settings, local_host, local_origin

ANSWER_SECONDS = 5.0


def ask(settings: Settings) -> str:
    """Return the version that answers.

    Raises:
        ConfigurationError: when the port is not known beforehand.
        UnavailableError: when nothing answers in time, or not as the gateway does when it is well.
    """
    if settings.port == 0:
        raise ConfigurationError("LIFETRACER_PORT=0 means any free port, which cannot be asked; choose one.")
    connection = _connection(settings)
    try:
        connection.request("GET", "/health")
        answer = connection.getresponse()
        body = answer.read()
    except (OSError, http.client.HTTPException) as error:
        raise UnavailableError(f"{_address(settings)} does not answer: {error or type(error).__name__}.") from error
    finally:
        connection.close()
    if answer.status != http.client.OK:
        raise UnavailableError(f"{_address(settings)} answers {answer.status} {answer.reason}{_detail(body)}")
    try:
        return str(json.loads(body)["version"])
    except (ValueError, KeyError, TypeError) as error:
        raise UnavailableError(f"{_address(settings)} answers, but not as a gateway of LifeTracer.") from error


def _detail(body: bytes) -> str:
    """Return the sentence of a problem, to be appended; of another answer nothing."""
    try:
        return f": {json.loads(body)['detail']}"
    except (ValueError, KeyError, TypeError):
        return "."


def _connection(settings: Settings) -> http.client.HTTPConnection:
    host = local_host(settings)
    if settings.tls_certificate is None:
        return http.client.HTTPConnection(host, settings.port, timeout=ANSWER_SECONDS)
    # We ask ourselves and send nothing worth a secret. A certificate that ran out is the clients' trouble, which a
    # container that is restarted for it would only make longer.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return http.client.HTTPSConnection(host, settings.port, timeout=ANSWER_SECONDS, context=context)


def _address(settings: Settings) -> str:
    return f"{local_origin(settings)}/health"


def main() -> int:
    """Print one line and return 0 when the gateway is well, 1 when not (the two that Docker knows)."""
    try:
        print(f"ok, version {ask(service_settings.load())}")  # noqa: T201 what Docker keeps of a check
    except (ConfigurationError, UnavailableError) as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
