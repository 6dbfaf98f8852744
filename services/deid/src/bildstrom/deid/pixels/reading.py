"""OCR, in the child process: where in a picture text stands, and what it says (RapidOCR, its weights in its wheel)."""

from typing import Any

import numpy as np
from rapidocr_onnxruntime import RapidOCR

_TILE, _OVERLAP = 1600, 200  # RapidOCR shrinks what is larger than 2,000 pixels, and small text would vanish

Text = tuple[int, int, int, int, str, float]  # left, top, right, bottom, what it says, how sure that is, 0 to 1


class Reader:
    """A loaded OCR engine. Loading takes about a second."""

    def __init__(self, threads: int) -> None:
        # every box that is found counts, also one that cannot be read
        self._engine = RapidOCR(text_score=0.0, intra_op_num_threads=threads)

    def read(self, data: bytearray, rows: int, columns: int, samples: int) -> list[Text]:
        """The texts of a picture of 8-bit samples, grey or RGB."""
        picture = np.frombuffer(data, np.uint8).reshape(rows, columns, samples)
        texts: list[Text] = []
        for top in _starts(rows):
            for left in _starts(columns):
                tile = picture[top : top + _TILE, left : left + _TILE]
                texts += [_moved(found, left, top) for found in self._read_tile(np.ascontiguousarray(tile))]
        return texts

    def _read_tile(self, tile: Any) -> list[Any]:
        coloured = tile[..., ::-1] if tile.shape[2] == 3 else tile.repeat(3, axis=2)  # BGR
        found, _ = self._engine(np.ascontiguousarray(coloured))
        return found or []


def _starts(length: int) -> range:
    return range(0, max(length - _OVERLAP, 1), _TILE - _OVERLAP)


def _moved(found: Any, left: int, top: int) -> Text:
    corners, text, score = found
    across, down = [corner[0] for corner in corners], [corner[1] for corner in corners]
    box = (int(min(across)), int(min(down)), int(np.ceil(max(across))), int(np.ceil(max(down))))
    return (box[0] + left, box[1] + top, box[2] + left, box[3] + top, str(text), float(score))
