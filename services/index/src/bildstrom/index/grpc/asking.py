"""What all gRPC methods of the catalogue share: arguments that are checked, a store that may be down."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import grpc

from bildstrom.index.tokens import BadToken
from bildstrom.runtime.errors import Unavailable

DEFAULT_PAGE = 100
MAX_PAGE = 1000

Context = grpc.aio.ServicerContext[object, object]

_PROJECT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_UID = re.compile(r"[0-9.]{1,64}")


async def check(context: Context, project: str, **uids: str) -> None:
    """Refuse what cannot be a project, or a UID by its field's name."""
    if not _PROJECT.fullmatch(project):
        await context.abort(grpc.StatusCode.INVALID_ARGUMENT, "project: letters, digits, '.', '_' and '-'")
    for name, uid in uids.items():
        if not _UID.fullmatch(uid):
            await context.abort(grpc.StatusCode.INVALID_ARGUMENT, f"{name}: digits and '.', at most 64")


async def size_of(context: Context, page_size: int) -> int:
    """The size of a page: the one that is asked for, or the default."""
    if page_size > MAX_PAGE:
        await context.abort(grpc.StatusCode.INVALID_ARGUMENT, f"page_size: at most {MAX_PAGE}")
    return page_size or DEFAULT_PAGE


@asynccontextmanager
async def answering(context: Context) -> AsyncIterator[None]:
    """Turn a store that is down into UNAVAILABLE, and a token that nobody made into INVALID_ARGUMENT."""
    try:
        yield
    except Unavailable as error:
        await context.abort(grpc.StatusCode.UNAVAILABLE, f"{error.dependency} does not answer")
    except BadToken:
        await context.abort(grpc.StatusCode.INVALID_ARGUMENT, "page_token: use next_page_token as it was given")
