"""How the samples of native pixels lie in memory: each in a cell of Bits Allocated (PS3.5 8.1.1)."""

import numpy as np


def cells(bits_allocated: int, *, signed: bool) -> "np.dtype[np.integer]":
    """The cells of samples as they are passed on: little endian.

    Args:
        bits_allocated: 8, 16, 32 or 64.
        signed: by Pixel Representation.
    """
    return np.dtype(f"<{'i' if signed else 'u'}{bits_allocated // 8}")
