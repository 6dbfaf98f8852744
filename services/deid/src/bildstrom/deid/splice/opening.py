"""Where the data set begins and how it is written, from file meta information as everybody writes it."""

from struct import Struct

from bildstrom.deid.splice.found import DeclinedError
from bildstrom.dicom.encoding import DEFLATED_SYNTAXES, EXPLICIT_BIG, LONG_VRS, SHORT_VRS
from bildstrom.dicom.part10 import PREFIX_END

_HEAD = Struct("<HH2sH").unpack_from
_LONG = Struct("<L").unpack_from
_SYNTAX, _SOP_CLASS = 0x0010, 0x0002
_DECLINED = DEFLATED_SYNTAXES | {EXPLICIT_BIG}


def opened(data: bytes) -> tuple[int, str, str]:
    """Offset of the data set, its transfer syntax, and the SOP class that the file is said to be of.

    Raises:
        DeclinedError: no Part 10 file, or one for the slow path: deflated, big endian, odd.
        struct.error: it is cut.
    """
    if data[128:PREFIX_END] != b"DICM":
        raise DeclinedError
    at, uids = PREFIX_END, {_SYNTAX: "", _SOP_CLASS: ""}
    while data[at : at + 2] == b"\x02\x00":
        _, number, vr, length = _HEAD(data, at)
        at += 8
        if vr in LONG_VRS and vr not in (b"SQ", b"UN"):
            (length,) = _LONG(data, at)
            at += 4
        elif vr not in SHORT_VRS:
            raise DeclinedError
        if length & 1 or at + length > len(data):
            raise DeclinedError
        if number in uids:
            uids[number] = data[at : at + length].decode("ascii", "replace").strip("\0 ")
        at += length
    syntax = uids[_SYNTAX]
    if not syntax or syntax in _DECLINED:
        raise DeclinedError
    return at, syntax, uids[_SOP_CLASS]
