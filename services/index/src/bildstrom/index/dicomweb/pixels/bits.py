"""Frames of single bits, which follow one another without padding (PS3.5 section 8.1.1)."""


def cut(data: bytes, first: int, count: int) -> bytes:
    """``count`` bits from the bit ``first`` on, as bytes of their own; the lowest bit of a byte is its first."""
    bits = int.from_bytes(data, "little") >> first & (1 << count) - 1
    return bits.to_bytes((count + 7) // 8, "little")
