"""What Oracle answers when it refuses, in the words that its Terraform provider passes on (8.28)."""


class RefusedError(Exception):
    """The message is what the provider would report."""


def refusal(status: int, code: str, message: str, *, service: str = "Core", operation: str = "") -> RefusedError:
    return RefusedError(
        f"{status}-{code}, {message} \n"
        "Suggestion: Please check the error message, or contact support for help with the service\n"
        f"Service: {service}\n"
        f"Operation Name: {operation}\n"
        "OPC request ID: 0123456789abcdef0123456789abcdef/FEDCBA9876543210/0011223344556677"
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
        "The following compartment quotas were exceeded: standard-a1-core-count. Your request was not completed.",
    ),
    "not authenticated": (
        401,
        "NotAuthenticated",
        "The required information to complete authentication was not provided.",
    ),
}


def launch(answer: str) -> RefusedError:
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
