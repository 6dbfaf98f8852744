"""The fragments of encapsulated pixel data (PS3.5 A.4): where they end, and how many there are."""

from struct import Struct

from bildstrom.deid.splice.found import DeclinedError

_ITEM, _SEQUENCE_END = 0xE000FFFE, 0xE0DDFFFE  # as 32-bit little-endian numbers
_MARK = Struct("<LL").unpack_from


def behind_fragments(data: bytes, at: int, limit: int, most: int) -> tuple[int, int]:
    """Where the delimiter behind the fragments ends, and how many fragments come before it.

    Raises:
        DeclinedError: one ends behind ``limit``, something else is between them, or there are more than ``most``.
    """
    count = 0
    while True:
        mark, length = _MARK(data, at)
        at += 8
        if mark == _SEQUENCE_END and not length:
            return at, count
        count += 1
        if mark != _ITEM or at + length > limit or count > most:
            raise DeclinedError
        at += length
