"""What Oracle answers when it refuses, in the words that its Terraform provider passes on (8.28)."""

from typing import Any

HOST = "iaas.ap-tokyo-1.oraclecloud.com"


class RefusedError(Exception):
    """The message is what the provider would report."""


class NotStartedError(RefusedError):
    """The resource is there, and not as it should be: the provider reports both."""

    def __init__(self, message: str, identifier: str, outputs: dict[str, Any]) -> None:
        super().__init__(message)
        self.identifier, self.outputs = identifier, outputs


def refusal(status: int, code: str, message: str, *, service: str = "Core", operation: str = "") -> RefusedError:
    return RefusedError(
        f"{status}-{code}, {message}\n"
        f"Suggestion: Please retry or contact support for help with service: {service}\n"
        "Documentation: https://registry.terraform.io/providers/oracle/oci/latest/docs/resources/core_instance \n"
        f"API Reference: https://docs.oracle.com/iaas/api/#/en/iaas/20160918/Instance/{operation} \n"
        f"Request Target: POST https://{HOST}/20160918/instances \n"
        # A year and more behind the current release: the 429 is no status.
        "Provider version: 8.28.0, released on 2018-04-01. This provider is 429 Update(s) behind to current. \n"
        f"Service: {service} \n"
        f"Operation Name: {operation} \n"
        "OPC request ID: 0123456789abcdef0123456789abcdef/FEDCBA9876543210/0011223344556677 \n"
    )


# The answers of a domain to a launch, for `Cloud.weather`. The second is false where capacity is short, and true where
# the tenancy's limit is really reached: nobody can tell by the words.
LAUNCH = {
    "no capacity": (500, "InternalError", "Out of host capacity."),
    "false limit": (
        400,
        "LimitExceeded",
        "The following service limits were exceeded: standard-a1-memory-count, standard-a1-core-count.",
    ),
    "no shape": (404, "NotAuthorizedOrNotFound", "shape VM.Standard.A1.Flex not found"),
    "too many requests": (429, "TooManyRequests", "Too many requests for the user"),
    "quota": (
        400,
        "QuotaExceeded",
        "The following compartment quotas were exceeded: standard-a1-core-count in policy 'ocid1.quota.fake' by 1",
    ),
    "not authenticated": (
        401,
        "NotAuthenticated",
        "The required information to complete authentication was not provided or was incorrect.",
    ),
    "not authorized": (
        404,
        "NotAuthorizedOrNotFound",
        "Authorization failed or requested resource not found.",
    ),
    "bad request": (400, "InvalidParameter", "Invalid ratio of memory in GB to OCPUs. Valid ratio range: 1 - 64"),
}
# Where there is no answer at all, the provider passes on what Go reports.
NO_CONNECTION = f'Post "https://{HOST}/20160918/instances": dial tcp: lookup {HOST}: no such host'


def launch(answer: str) -> RefusedError:
    if answer == "no connection":
        return RefusedError(NO_CONNECTION)
    status, code, message = LAUNCH[answer]
    return refusal(status, code, message, service="Core Instance", operation="LaunchInstance")


def not_found(what: str) -> RefusedError:
    return refusal(404, "NotAuthorizedOrNotFound", f"Authorization failed or requested resource not found: {what}")


def invalid(message: str) -> RefusedError:
    return refusal(400, "InvalidParameter", message)


def conflict(message: str) -> RefusedError:
    return refusal(409, "Conflict", message)


def in_use(what: str, by: str) -> RefusedError:
    return refusal(409, "Conflict", f"The {what} is referenced by {by} and cannot be deleted or detached now.")
