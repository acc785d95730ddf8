"""The static files, under an address that changes with their content."""

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from drawing import page

IMMUTABLE = "public, max-age=31536000, immutable"
_TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}


@cache
def contents() -> Mapping[str, bytes]:
    """Return the files by their names."""
    folder = files("console").joinpath("static")
    found = {item.name: item.read_bytes() for item in folder.iterdir() if item.is_file()}
    return {**found, "charts.css": page.stylesheet().encode()}


@cache
def version() -> str:
    """Return a digest of all files."""
    digest = hashlib.sha256()
    for name, content in sorted(contents().items()):
        digest.update(name.encode() + b"\0" + content + b"\0")
    return digest.hexdigest()[:8]


def path_of(name: str) -> str:
    """Return the address of a file."""
    return f"/static/{version()}/{name}"


async def serve(request: Request) -> Response:
    """Return a file; at an address of another version it is not kept."""
    name = request.path_params["name"]
    content = contents().get(name)
    if content is None:
        return PlainTextResponse("Not found", status_code=404)
    is_current = request.path_params["version"] == version()
    headers = {"Cache-Control": IMMUTABLE if is_current else "no-cache"}
    return Response(content, headers=headers, media_type=_TYPES[name.rpartition(".")[2]])
