"""Content codings of a request's body (RFC 9110 section 8.4): none, or gzip under a limit of ratio and size."""

import zlib
from collections.abc import Iterator
from typing import Protocol

from bildstrom.ingest.stow.problems import Problem

PIECE = 256 * 1024
MAX_RATIO = 100  # DICOM that compresses better than this is an image of nothing, or an attack
RATIO_COUNTS_FROM = 4 * 1024 * 1024  # bytes; below it nothing can be hurt


class Decoder(Protocol):
    """Bytes of the wire in, bytes of the content out."""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The content that the next bytes bring, in pieces of bounded size."""
        ...

    def close(self) -> None:
        """Say that the body is at its end."""
        ...


def decoder_of(coding: bytes) -> Decoder:
    """The decoder of a ``Content-Encoding``.

    Raises:
        Problem: 415, it is neither gzip nor identity.
    """
    name = coding.strip(b" \t").lower()
    if name in (b"", b"identity"):
        return Identity()
    if name in (b"gzip", b"x-gzip"):
        return Gunzip()
    raise Problem(415, "content_coding_unsupported", ((b"accept-encoding", b"gzip"),))


class Identity:
    """No coding."""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """See :class:`Decoder`."""
        yield data

    def close(self) -> None:
        """See :class:`Decoder`."""


class Gunzip:
    """One gzip member (RFC 1952)."""

    def __init__(self) -> None:
        self._inflater = zlib.decompressobj(16 + zlib.MAX_WBITS)
        self._read = 0
        self._written = 0

    def feed(self, data: bytes) -> Iterator[bytes]:
        """See :class:`Decoder`.

        Raises:
            Problem: 400 for what is not gzip, 413 for a ratio above ``MAX_RATIO``.
        """
        self._read += len(data)
        while data and not self._inflater.eof:
            try:
                piece = self._inflater.decompress(data, PIECE)
            except zlib.error:
                raise Problem(400, "gzip_malformed") from None
            data = self._inflater.unconsumed_tail
            self._written += len(piece)
            if self._written > max(RATIO_COUNTS_FROM, self._read * MAX_RATIO):
                raise Problem(413, "gzip_ratio")
            if piece:
                yield piece
        if self._inflater.unused_data or (data and self._inflater.eof):
            raise Problem(400, "gzip_malformed")

    def close(self) -> None:
        """See :class:`Decoder`.

        Raises:
            Problem: 400, the member is cut.
        """
        if not self._inflater.eof:
            raise Problem(400, "gzip_malformed")
