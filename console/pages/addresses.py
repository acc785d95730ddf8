"""What stands in the address of a page."""

from datetime import date
from uuid import UUID

from starlette.exceptions import HTTPException
from starlette.requests import Request


def id_of(request: Request, name: str) -> str:
    """Return an id in the address.

    Raises:
        HTTPException: 404, when it is not an id: nothing else gets into a path of the gateway.
    """
    try:
        return str(UUID(request.path_params[name]))
    except ValueError:
        raise HTTPException(404) from None


def date_of(request: Request, name: str) -> date:
    """Return a date in the address.

    Raises:
        HTTPException: 404, when it is not a date.
    """
    try:
        return date.fromisoformat(request.path_params[name])
    except ValueError:
        raise HTTPException(404) from None
