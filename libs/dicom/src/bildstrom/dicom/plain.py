"""The plain elements: in order, with a written VR that has a 16-bit length. Nine of ten are, so they get a loop."""

from collections.abc import Iterator
from struct import Struct

from bildstrom.dicom.element import ITEM, Element
from bildstrom.dicom.encoding import SHORT_VRS


def plain_elements(
    data: bytes | memoryview, head: Struct, start: int, end: int, last_tag: int, depth: int
) -> Iterator[Element]:
    """The elements from ``start`` on, up to the first that is anything else, or wrong.

    Args:
        head: reads group, element, VR and 16-bit length.
        end: of the data set they are in.
        last_tag: of the element before.
        depth: of the data set.
    """
    unpack = head.unpack_from
    while start + 8 <= end:
        group, number, vr, length = unpack(data, start)
        tag, value = group << 16 | number, start + 8
        after = value + length
        if vr not in SHORT_VRS or not last_tag < tag < ITEM or after > end or length & 1:
            return
        yield Element(tag, vr, start, value, after, depth, False)
        start, last_tag = after, tag
