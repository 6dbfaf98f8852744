"""Frames of single bits, which follow one another without padding (PS3.5 section 8.1.1)."""

from collections.abc import AsyncIterator


def cut(data: bytes, first: int, count: int) -> bytes:
    """``count`` bits from the bit ``first`` on, as bytes of their own; the lowest bit of a byte is its first."""
    bits = int.from_bytes(data, "little") >> first & (1 << count) - 1
    return bits.to_bytes((count + 7) // 8, "little")


async def joined(frames: AsyncIterator[bytes], count: int) -> AsyncIterator[bytes]:
    """Frames of ``count`` bits, each beginning with a byte of its own, as they follow one another."""
    bits, held = 0, 0
    async for frame in frames:
        bits |= (int.from_bytes(frame, "little") & (1 << count) - 1) << held
        held += count
        whole = held // 8
        yield (bits & (1 << 8 * whole) - 1).to_bytes(whole, "little")
        bits, held = bits >> 8 * whole, held % 8
    yield bits.to_bytes((held + 7) // 8, "little")
