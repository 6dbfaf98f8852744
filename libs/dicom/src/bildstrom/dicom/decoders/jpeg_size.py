"""What a JPEG or JPEG-LS stream says of its own size (ISO 10918-1 B.2.2, ISO 14495-1 C.2.2), which GDCM ignores."""

_SCAN = 0xDA
_FRAME_HEADERS = frozenset([*range(0xC0, 0xD0), 0xF7]) - {
    0xC4,
    0xC8,
    0xCC,
}  # without tables and arithmetic conditioning


def size_of(stream: bytes) -> tuple[int, int, int] | None:
    """Rows, columns and components; None where there is no frame header before the first scan."""
    at = 2
    while at + 4 <= len(stream) and stream[at] == 0xFF:
        marker = stream[at + 1]
        if marker == 0xFF:  # fill
            at += 1
            continue
        if marker == _SCAN:
            return None
        if marker in _FRAME_HEADERS and at + 10 <= len(stream):
            rows, columns = (int.from_bytes(stream[at + n : at + n + 2], "big") for n in (5, 7))
            return rows, columns, stream[at + 9]
        at += 2 + int.from_bytes(stream[at + 2 : at + 4], "big")
    return None
