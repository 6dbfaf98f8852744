"""Multipart bodies, read back by the parser of the standard library."""

from collections.abc import AsyncIterator
from email.message import EmailMessage

from related import message_of

from bildstrom.index.dicomweb.multipart import Part, encode, media_type

BOUNDARY = "5f3c"


async def chunks(*pieces: bytes) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece


async def parts(*contents: tuple[bytes, ...]) -> AsyncIterator[Part]:
    for number, content in enumerate(contents):
        yield Part({"Content-Type": f"application/dicom; transfer-syntax=1.{number}"}, chunks(*content))


async def body(*contents: tuple[bytes, ...]) -> bytes:
    return b"".join([piece async for piece in encode(parts(*contents), BOUNDARY)])


def parsed(content: bytes) -> EmailMessage:
    message = message_of(media_type("application/dicom", BOUNDARY), content)
    assert message.defects == []
    return message


async def test_parts_are_read_back_byte_by_byte() -> None:
    contents = [(b"DICM\x00\xff", b"\r\n--5f3"), (bytes(range(256)),), (b"",)]

    message = parsed(await body(*contents))

    assert message.get_content_type() == "multipart/related"
    assert message.get_param("type") == "application/dicom"
    found = list(message.iter_parts())
    assert [part.get_content_type() for part in found] == ["application/dicom"] * 3
    assert [part.get_param("transfer-syntax") for part in found] == ["1.0", "1.1", "1.2"]
    payloads = [part.get_payload(decode=True) for part in found]
    assert payloads == [b"".join(content) for content in contents]


async def test_a_message_without_parts_ends_at_once() -> None:
    assert await body() == b"--5f3c--\r\n"


async def test_the_body_is_exactly_as_rfc_2046_has_it() -> None:
    assert await body((b"a", b"b"), (b"c",)) == (
        b"--5f3c\r\nContent-Type: application/dicom; transfer-syntax=1.0\r\n\r\nab\r\n"
        b"--5f3c\r\nContent-Type: application/dicom; transfer-syntax=1.1\r\n\r\nc\r\n"
        b"--5f3c--\r\n"
    )
