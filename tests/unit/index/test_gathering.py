"""Small pieces go together, large ones as they are, none is lost."""

from collections.abc import AsyncIterator

import pytest

from bildstrom.index.dicomweb.gathering import gathered


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        ([], []),
        ([b"ab"], [b"ab"]),
        ([b"ab", b"c", b"d"], [b"abc", b"d"]),
        ([b"abcdef", b"g", b"hi"], [b"abcdef", b"ghi"]),
        ([b"a", b"bcdef", b""], [b"abcdef", b""]),
    ],
    ids=["none", "one", "small", "large first", "large behind"],
)
async def test_pieces_of_three_bytes_or_more(pieces: list[bytes], expected: list[bytes]) -> None:
    async def body() -> AsyncIterator[bytes]:
        for piece in pieces:
            yield piece

    assert [piece async for piece in gathered(body(), at_least=3)] == expected
