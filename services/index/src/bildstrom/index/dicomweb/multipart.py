"""Writes ``multipart/related`` (RFC 2387, RFC 2046 section 5.1) piece by piece, holding one piece at a time."""

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")

_LINE = "\r\n"


@dataclass(frozen=True, slots=True)
class Part:
    """A body part."""

    headers: Mapping[str, str]
    chunks: AsyncIterator[bytes]


def media_type(part_type: str, boundary: str) -> str:
    """The value of the message's ``Content-Type``."""
    return f'multipart/related; type="{part_type}"; boundary={boundary}'


async def encode(parts: AsyncIterator[Part], boundary: str) -> AsyncIterator[bytes]:
    """The message's body.

    Args:
        boundary: must not occur in the parts; 128 bits that depend on them do not.
    """
    first = True
    async for part in parts:
        yield _head(part.headers, boundary, first=first)
        first = False
        async for chunk in part.chunks:
            yield chunk
    yield _end(boundary, empty=first)


def framed(parts: Iterable[tuple[Mapping[str, str], T]], boundary: str) -> Iterator[bytes | T]:
    """The same body, its parts' contents as they come."""
    first = True
    for headers, content in parts:
        yield _head(headers, boundary, first=first)
        yield content
        first = False
    yield _end(boundary, empty=first)


def size_of(parts: Iterable[tuple[Mapping[str, str], int]], boundary: str) -> int:
    """Bytes of the message whose parts have these headers and sizes."""
    return sum(piece if isinstance(piece, int) else len(piece) for piece in framed(parts, boundary))


def _head(headers: Mapping[str, str], boundary: str, *, first: bool) -> bytes:
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"{'' if first else _LINE}--{boundary}\r\n{lines}\r\n".encode("ascii")


def _end(boundary: str, *, empty: bool) -> bytes:
    return f"{'' if empty else _LINE}--{boundary}--\r\n".encode("ascii")
