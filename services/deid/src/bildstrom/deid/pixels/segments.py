"""Segmented palettes (PS3.3 C.7.9.2): tables written as runs and ramps, here as plain tables."""

import numpy as np

from bildstrom.deid.quarantine import UNDECODABLE_PIXELS, Quarantine

_DISCRETE, _LINEAR = 0, 1  # indirect ones are not read: devices disagree on what their offsets count


def expanded(data: bytes, entries: int, bits: int) -> bytes:
    """A segmented table as the data of a plain one.

    Args:
        data: operation, count and values, again and again; in cells of ``bits``.
        entries: of the plain table.
        bits: 8 or 16.

    Raises:
        Quarantine: the segments make other than ``entries`` values, end too early, or are of an unknown kind.
    """
    dtype = np.dtype(np.uint8 if bits == 8 else "<u2")
    cells = [int(cell) for cell in np.frombuffer(data[: len(data) // dtype.itemsize * dtype.itemsize], dtype)]
    values: list[int] = []
    position = 0
    try:
        while position < len(cells) and len(values) < entries:
            position = _segment(cells, position, values, entries)
    except IndexError:
        raise Quarantine(UNDECODABLE_PIXELS) from None
    if len(values) != entries:
        raise Quarantine(UNDECODABLE_PIXELS)
    return np.array(values, dtype).tobytes()


def _segment(cells: list[int], position: int, values: list[int], entries: int) -> int:
    operation, count = cells[position], cells[position + 1]
    if operation == _DISCRETE and len(values) + count <= entries:
        values += [cells[index] for index in range(position + 2, position + 2 + count)]
        return position + 2 + count
    if operation == _LINEAR and values and len(values) + count <= entries:
        start, end = values[-1], cells[position + 2]
        values += [round(start + (end - start) * step / count) for step in range(1, count + 1)]
        return position + 3
    raise Quarantine(UNDECODABLE_PIXELS)
