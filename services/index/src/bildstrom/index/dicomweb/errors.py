"""What a DICOMweb request can end in, other than its answer.

Problem
├── BadRequest       400
├── Unauthenticated  401  no token, or not a good one
├── NotFound         404  unknown, or somebody else's: they look the same
├── NotAcceptable    406
└── TooMuch          413  a search that would have to look at more than an answer may cost
"""

from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bildstrom.runtime.errors import Unavailable


class Problem(Exception):
    """A request that is answered with an error; the text says what to do and quotes nothing that was sent."""

    status = 500

    def __init__(self, text: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(text)
        self.text = text
        self.headers = headers


class BadRequest(Problem):
    """The request cannot be understood."""

    status = 400


class Unauthenticated(Problem):
    """It is not known who asks.

    Args:
        challenge: what to come back with, the value of ``WWW-Authenticate``.
    """

    status = 401

    def __init__(self, text: str, challenge: str) -> None:
        super().__init__(text, {"WWW-Authenticate": challenge})


class NotFound(Problem):
    """There is no such thing."""

    status = 404


class NotAcceptable(Problem):
    """It exists, but not in a form that was asked for."""

    status = 406


class TooMuch(Problem):
    """A search was ended before anything was found that is to be answered (PS3.18 section 10.6.3.1)."""

    status = 413


async def on_problem(_: Request, error: Exception) -> Response:
    """Answer with a problem's status and text."""
    assert isinstance(error, Problem)
    return JSONResponse({"error": error.text}, status_code=error.status, headers=error.headers)


async def on_unrouted(_: Request, error: Exception) -> Response:
    """Answer what no route takes, an address or a method, in the form of all problems."""
    assert isinstance(error, HTTPException)
    return JSONResponse({"error": error.detail.lower()}, status_code=error.status_code, headers=error.headers)


async def on_unavailable(_: Request, error: Exception) -> Response:
    """Answer 503 while something that is needed is down."""
    assert isinstance(error, Unavailable)
    return JSONResponse(
        {"error": f"{error.dependency} does not answer; try again"}, status_code=503, headers={"Retry-After": "1"}
    )
