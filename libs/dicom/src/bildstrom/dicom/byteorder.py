"""From big endian to little endian (PS3.5 7.3): the retired transfer syntax is read, and never written."""

from array import array
from dataclasses import replace

from bildstrom.dicom.tree import Nodes, Value

_WORDS = dict.fromkeys((b"AT", b"OW", b"SS", b"US"), "H")
_WORDS |= dict.fromkeys((b"FL", b"OF", b"OL", b"SL", b"UL"), "I")
_WORDS |= dict.fromkeys((b"FD", b"OD", b"OV", b"SV", b"UV"), "Q")


class ByteOrderUnknownError(Exception):
    """A value is a part of a word too long, or its VR does not say what its words are."""


def little_endian(nodes: Nodes) -> Nodes:
    """A data set that was read in big endian as it is in little endian.

    Private elements written as UN are left out: nobody can tell what their bytes mean.

    Raises:
        ByteOrderUnknownError: a value cannot be turned.
    """
    turned: Nodes = []
    for node in nodes:
        if node.items is not None:
            items = [type(item)(little_endian(item)) for item in node.items]
            turned.append(replace(node, items=items))
        elif node.vr != b"UN":
            turned.append(replace(node, value=_turned(node.vr, node.value)))
        elif not node.tag >> 16 & 1:
            raise ByteOrderUnknownError
    return turned


def _turned(vr: bytes, value: Value) -> Value:
    code = _WORDS.get(vr)
    if code is None:
        return value
    words = array(code)
    if len(value) % words.itemsize:
        raise ByteOrderUnknownError
    words.frombytes(value)
    words.byteswap()
    return words.tobytes()
