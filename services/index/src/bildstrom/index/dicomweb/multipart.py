"""Writes ``multipart/related`` (RFC 2387, RFC 2046 section 5.1) piece by piece, holding one piece at a time."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass


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
    separator = ""
    async for part in parts:
        headers = "".join(f"{name}: {value}\r\n" for name, value in part.headers.items())
        yield f"{separator}--{boundary}\r\n{headers}\r\n".encode("ascii")
        separator = "\r\n"
        async for chunk in part.chunks:
            yield chunk
    yield f"{separator}--{boundary}--\r\n".encode("ascii")
