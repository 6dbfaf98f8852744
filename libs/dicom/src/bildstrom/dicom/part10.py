"""The Part 10 envelope (PS3.10 section 7): preamble, prefix, file meta information, and the data set behind them."""

import contextlib
import zlib
from dataclasses import dataclass

from bildstrom.dicom.encoding import DEFLATED_SYNTAXES, EXPLICIT_LE, Encoding, encoding_of
from bildstrom.dicom.verdict import Reason, Refusal
from bildstrom.dicom.walk import Walk

# What Bildstrom writes into file meta information (PS3.10 7.1), and says in associations.
IMPLEMENTATION_CLASS_UID = "2.25.146338269163219462106427563419532186443"
IMPLEMENTATION_VERSION = "BILDSTROM_0_1"

PREFIX_END = 132
_TRANSFER_SYNTAX = 0x00020010


@dataclass(frozen=True, slots=True)
class DataSet:
    """Where a data set lies and how it is written; of a deflated one this is the inflated copy.

    Attributes:
        data: the buffer.
        start: offset of the first element.
        transfer_syntax: UID, as the file meta information says.
        whole: False if only the beginning of a deflated data set was inflated.
    """

    data: bytes | memoryview
    start: int
    transfer_syntax: str
    whole: bool = True

    @property
    def encoding(self) -> Encoding:
        """How the elements are written."""
        return encoding_of(self.transfer_syntax)


def open_file(buffer: bytes | memoryview, inflate_at_most: int) -> DataSet | Refusal:
    """The data set of a Part 10 file; ``inflate_at_most`` bytes of it if it is deflated."""
    place = place_of_data_set(buffer)
    return place if isinstance(place, Refusal) else open_data_set(buffer, *place, inflate_at_most)


def place_of_data_set(buffer: bytes | memoryview) -> tuple[int, str] | Refusal:
    """Where the data set of a Part 10 file begins, and its transfer syntax."""
    if bytes(buffer[128:PREFIX_END]) != b"DICM":
        return Refusal(Reason.NOT_DICOM)
    walk = Walk(buffer, PREFIX_END, EXPLICIT_LE)
    elements = iter(walk)
    syntax = ""
    while bytes(buffer[walk.position : walk.position + 2]) == b"\x02\x00":
        element = next(elements, None)
        if element is None:
            return walk.refusal or Refusal(Reason.TRUNCATED)
        if element.tag == _TRANSFER_SYNTAX:
            syntax = bytes(buffer[element.value : element.end]).decode("ascii", "replace").strip("\0 ")
    if not syntax:
        return Refusal(Reason.TRANSFER_SYNTAX_MISSING)
    return walk.position, syntax


def open_data_set(
    buffer: bytes | memoryview, start: int, transfer_syntax: str, inflate_at_most: int
) -> DataSet | Refusal:
    """The data set at ``buffer[start:]``, inflated up to ``inflate_at_most`` bytes if its syntax says so."""
    if transfer_syntax not in DEFLATED_SYNTAXES:
        return DataSet(buffer, start, transfer_syntax)
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)  # a raw deflate stream, PS3.5 A.5
    try:
        inflated = inflater.decompress(buffer[start:], inflate_at_most)
    except zlib.error:
        return Refusal(Reason.BROKEN_DEFLATE)
    if not inflater.eof and not inflater.unconsumed_tail:
        return Refusal(Reason.TRUNCATED)
    return DataSet(inflated, 0, transfer_syntax, whole=inflater.eof)


def inflated_beginning(buffer: bytes | memoryview, start: int, inflate_at_most: int) -> bytes:
    """What comes out of the deflate stream at ``buffer[start:]`` before it ends or breaks."""
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    inflated = bytearray()
    with contextlib.suppress(zlib.error):  # zlib keeps back what the failing call had inflated: hence byte by byte
        for position in range(start, len(buffer)):
            if len(inflated) >= inflate_at_most or inflater.eof:
                break
            inflated += inflater.decompress(buffer[position : position + 1])
    return bytes(inflated)
