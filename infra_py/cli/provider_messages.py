"""Texts of Oracle's provider, taken apart into HTTP status, error code and message.

Formats, by their sources:

* terraform-provider-oci 5 to 8, `internal/tfresource/errors.go`, `customError.Error`: "<status>-<code>, <message>",
  then labelled lines. "Further Information" holds the original message where the first line is a translation (by a
  comment there, "for compute out of host capacity error support").
* The same file, for timeouts, unexpected states and work requests, and all of release 4: the message is on a line
  "Error Message:".
* Release 3: "Service error:<code>. <message>. http status code: <status>. Opc request id: <id>".
* oci-go-sdk 65, `common/errors.go`, where the provider passes it on: "Error returned by <service> Service. Http Status
  Code: <status>. Error Code: <code>. Opc request id: <id>. Message: <message>".
* A failed look-up (Pulumi's invoke) puts "invocation of <token> returned an error:" before any of these; the SDK adds
  "Exception: invoke of <token> failed:", which says nothing more.
"""

import re
from dataclasses import dataclass

MESSAGE_LABELS = ("Error Message", "Further Information", "Message")
OTHER_LABELS = (
    "Suggestion",
    "Documentation",
    "API Reference",
    "Request Target",
    "Request Endpoint",
    "Provider version",
    "Service",
    "Operation Name",
    "OPC request ID",
    "Resource OCID",
    "Timestamp",
    "Client Version",
    "Troubleshooting Tips",
)
LABEL = re.compile(rf"^[ \t]*(?P<label>{'|'.join(MESSAGE_LABELS + OTHER_LABELS)}):[ \t]*", re.MULTILINE | re.IGNORECASE)
HEADS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?P<status>[1-5]\d\d)-(?P<code>[a-z]\w+)",
        r"\bHttp Status Code: (?P<status>[1-5]\d\d)\. Error Code: (?P<code>\w+)",
        r"\bService error:(?P<code>\w+)\b.*?http status code: (?P<status>[1-5]\d\d)",
        r"\((?P<status>[1-5]\d\d), (?P<code>[a-z]\w+), (?:true|false)\)",  # quoted in the error of a work request
    )
)
# Text that the bridge to Terraform, or an invoke, puts before the provider's own.
WRAPPING = re.compile(
    r"^(?:error: )?(?:Exception: )?(?:invoke of \S+ failed: )?"
    r"(?:sdk-v2/provider2\.go:\d+: |sdk\.helper_schema: )*(?:\d+ errors? occurred:\s*\* )?"
    r"(?:(?:creating|updating|deleting) urn:\S+: )?(?:\d+ errors? occurred:\s*\* )?",
    re.DOTALL,
)


@dataclass(frozen=True, kw_only=True)
class ProviderMessage:
    """One error of the provider.

    Attributes:
        status: the HTTP status of the cloud's answer; None when there was no answer.
        code: Oracle's error code, such as LimitExceeded; empty when there was no answer.
        text: the message in one line, without suggestions, links and request ids.
    """

    status: int | None
    code: str
    text: str


def parse(message: str) -> ProviderMessage:
    """Take an error of the provider apart; a text in an unknown format keeps all of its words."""
    unwrapped = WRAPPING.sub("", message.strip())
    parts = LABEL.split(unwrapped)
    labelled = zip(parts[1::2], parts[2::2], strict=True)
    names = {label.lower() for label in MESSAGE_LABELS}
    texts = [parts[0], *(text for label, text in labelled if label.lower() in names)]
    text = " ".join(" ".join(texts).split())
    head = next((found for pattern in HEADS if (found := pattern.search(text))), None)
    return ProviderMessage(
        status=int(head["status"]) if head else None,
        code=head["code"] if head else "",
        text=text,
    )
