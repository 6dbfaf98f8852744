"""How large a deflated data set becomes, found out in bounded memory and time before anything inflates it whole."""

import zlib

MAX_RATIO = 200  # deflate reaches 1032; masks of one organ in a large volume reach about 150
RATIO_COUNTS_FROM = 64 * 1024 * 1024  # bytes
MAX_INFLATED = 1024 * 1024 * 1024

_PIECE = 256 * 1024


def inflated_size(deflated: memoryview) -> int | None:
    """The size in bytes up to what is broken, or None beyond ``MAX_INFLATED`` or the ratio of a bomb."""
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    written = 0
    for start in range(0, len(deflated), _PIECE):
        data: bytes | memoryview = deflated[start : start + _PIECE]
        while data and not inflater.eof:
            try:
                written += len(inflater.decompress(data, _PIECE))
            except zlib.error:
                return written
            data = inflater.unconsumed_tail
            ratio_limit = (start + _PIECE) * MAX_RATIO
            if written > MAX_INFLATED or written > max(RATIO_COUNTS_FROM, ratio_limit):
                return None
    return written
