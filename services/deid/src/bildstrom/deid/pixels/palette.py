"""Palette colour (PS3.3 C.7.6.3.1.5): what an index looks like, and which index is black."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from bildstrom.deid.pixels.header import found
from bildstrom.deid.pixels.segments import expanded
from bildstrom.deid.quarantine import UNDECODABLE_PIXELS, Quarantine
from bildstrom.dicom.tree import Nodes

_DESCRIPTORS, _DATA = (0x00281101, 0x00281102, 0x00281103), (0x00281201, 0x00281202, 0x00281203)
_SEGMENTED = (0x00281221, 0x00281222, 0x00281223)


def colours(nodes: Nodes) -> tuple[int, NDArray[np.uint8]]:
    """The first index and the colours from it on, (entries, 3), 8 bits.

    Raises:
        Quarantine: tables that are missing or not as long as they should be.
    """
    first, columns = 0, []
    for descriptor_tag, data_tag, segmented_tag in zip(_DESCRIPTORS, _DATA, _SEGMENTED, strict=True):
        descriptor, data, segmented = (found(nodes, tag) for tag in (descriptor_tag, data_tag, segmented_tag))
        if descriptor is None or len(descriptor.value) != 6:
            raise Quarantine(UNDECODABLE_PIXELS)
        entries, first, bits = (int(number) for number in np.frombuffer(bytes(descriptor.value), "<u2"))
        entries = entries or 1 << 16
        if segmented is not None:
            columns.append(_column(expanded(bytes(segmented.value), entries, bits), entries, bits))
        elif data is not None:
            columns.append(_column(bytes(data.value), entries, bits))
    if len(columns) != len(_DATA) or len({len(column) for column in columns}) != 1:
        raise Quarantine(UNDECODABLE_PIXELS)
    return first, np.stack(columns, axis=-1)


def _column(data: bytes, entries: int, bits: int) -> NDArray[np.uint8]:
    if bits == 16 and len(data) >= 2 * entries:
        table = np.frombuffer(data, "<u2", count=entries)
        # some devices write 8-bit colours into 16-bit entries
        return (table >> 8 if table.max() > 255 else table).astype(np.uint8)
    if bits == 8 and len(data) >= entries:
        return np.frombuffer(data, np.uint8, count=entries)
    raise Quarantine(UNDECODABLE_PIXELS)


def coloured(indices: NDArray[Any], nodes: Nodes) -> NDArray[np.uint8]:
    """The colours of indices, with one more axis of three; what lies outside of the table is its first or last."""
    first, table = colours(nodes)
    return table[np.clip(indices.astype(np.int32) - first, 0, len(table) - 1)]


def darkest(nodes: Nodes, samples: NDArray[Any]) -> int:
    """The index of the darkest colour that a cell of ``samples`` can hold."""
    first, table = colours(nodes)
    reach = int(np.iinfo(samples.dtype).max) - first + 1
    return first + int(table[: max(reach, 1)].astype(np.int32).sum(axis=1).argmin())
