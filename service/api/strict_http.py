"""HTTP/1.1 as h11 parses it, without the leniency that two programs could understand differently.

Where a proxy and this server disagree about the end of a request, one caller's bytes become part of another's request.
So everything is refused that RFC 9112 lets a server accept but does not ask for: line ends without CR (2.2), folded
headers (5.2), two lengths (6.3) and trailers. h11 bounds only a head that is incomplete; here every head is bounded.
"""

import re

import h11

HEAD_BYTES = 16 * 1024

_END = re.compile(rb"\n\r?\n")
_BARE_LF = re.compile(rb"(?<!\r)\n")
# At the end of what has arrived so far, LF may still follow.
_BARE_CR = re.compile(rb"\r(?!\n|\Z)")
_FOLDED = re.compile(rb"\n[ \t]")


class InvalidRequestError(h11.RemoteProtocolError):
    """A request that is refused although h11 would accept it; the message is meant for the client."""


class StrictConnection(h11.Connection):
    """The server's side of one connection."""

    def next_event(self) -> "type[h11.NEED_DATA | h11.PAUSED] | h11.Event":
        """Return the next event.

        Raises:
            h11.RemoteProtocolError: when the bytes are invalid.
        """
        if self.their_state is h11.IDLE:
            received, _ = self.trailing_data
            _check_head(received)
        event = super().next_event()
        if isinstance(event, h11.Request):
            _check_length(event)
        if isinstance(event, h11.EndOfMessage) and event.headers:
            raise InvalidRequestError("Send no trailers after the body.", error_status_hint=400)
        return event


def _check_head(received: bytes) -> None:
    """Check as much of a head as has arrived."""
    end = _END.search(received)
    head = received[: end.end()] if end else received
    if len(head) > HEAD_BYTES:
        text = f"The request line and headers are larger than {HEAD_BYTES // 1024} KiB."
        raise InvalidRequestError(text, error_status_hint=431)
    if _BARE_LF.search(head) or _BARE_CR.search(head):
        raise InvalidRequestError("End each line of the head with CR and LF.", error_status_hint=400)
    if _FOLDED.search(head, 0, len(head) - 2 if end else len(head)):
        raise InvalidRequestError("Send each header on one line.", error_status_hint=400)


def _check_length(request: h11.Request) -> None:
    names = {name for name, _ in request.headers}
    if b"transfer-encoding" not in names:
        return
    if b"content-length" in names:
        text = "Send either Content-Length or Transfer-Encoding, not both."
        raise InvalidRequestError(text, error_status_hint=400)
    if request.http_version < b"1.1":
        raise InvalidRequestError("HTTP/1.0 has no Transfer-Encoding.", error_status_hint=400)
