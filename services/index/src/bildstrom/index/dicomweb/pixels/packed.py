"""Frames whose native bytes are only packed: each deflated, or single bits run-length encoded; in the child process."""

import zlib

from rle.rle import decode_frame

from bildstrom.runtime.children.messages import Head

DEFLATED_FRAMES = "1.2.840.10008.1.2.8.1"  # Deflated Image Frame Compression
RLE = "1.2.840.10008.1.2.5"


class UnpackableError(Exception):
    """It is not what was packed."""


def is_packed(syntax: str, image: Head) -> bool:
    """Whether frames hold their native bytes so; RLE of whole bytes has a segment for each byte of a pixel instead."""
    return syntax == DEFLATED_FRAMES or (syntax == RLE and image["bits_allocated"] == 1)


def unpacked(syntax: str, frame: bytes, image: Head) -> bytes:
    """A frame's native bytes; of single bits eight to a byte, the first pixel lowest (PS3.5 section 8.1.1).

    Raises:
        UnpackableError: they are more or fewer than the image has.
        ValueError, zlib.error: it is broken.
    """
    size = (image["rows"] * image["columns"] * image["samples_per_pixel"] * image["bits_allocated"] + 7) // 8
    if syntax == RLE:
        return bytes(decode_frame(frame, size, 8, "<"))  # one segment, whose bytes hold eight pixels each
    native = zlib.decompressobj(-zlib.MAX_WBITS).decompress(frame, size + 2)
    if len(native) not in (size, size + size % 2):  # with or without padding to an even number
        raise UnpackableError
    return native[:size]
