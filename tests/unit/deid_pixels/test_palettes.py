"""Palettes: what pydicom makes of them is what is looked at."""

import io
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.pixels.processing import apply_color_lut
from unit.deid.objects import encoded
from unit.deid_pixels.images import object_of

from bildstrom.deid.pixels.palette import coloured
from bildstrom.deid.pixels.segments import expanded
from bildstrom.deid.quarantine import Quarantine
from bildstrom.dicom.part10 import DataSet, open_file
from bildstrom.dicom.tree import Nodes, read_tree

INDICES = np.arange(256, dtype=np.uint8).reshape(16, 16)
NAMES = ("Red", "Green", "Blue")
discrete = st.lists(st.integers(0, 65535), min_size=1, max_size=5).map(lambda values: [0, len(values), *values])
linear = st.tuples(st.just(1), st.integers(1, 9), st.integers(0, 65535)).map(list)


def palette_image(tables: dict[str, bytes], entries: int, keyword: str, first: int = 0) -> Dataset:
    """An image of all indices, some of them outside of the table."""
    data = {f"{prefix}{name}PaletteColorLookupTableData": tables[name] for prefix in [keyword] for name in NAMES}
    sizes = {f"{name}PaletteColorLookupTableDescriptor": [entries, first, 16] for name in NAMES}
    return object_of(INDICES, "PALETTE COLOR", **data, **sizes)


def nodes_of(dataset: Dataset) -> Nodes:
    data_set = open_file(encoded(dataset), 1 << 20)
    assert isinstance(data_set, DataSet)
    nodes = read_tree(data_set)
    assert isinstance(nodes, list)
    return nodes


@pytest.mark.parametrize("first", [0, 7])
def test_the_colours_of_a_plain_palette(first: int) -> None:
    values = np.random.default_rng(first).integers(300, 65536, (3, 200))
    tables = {name: row.astype("<u2").tobytes() for name, row in zip(NAMES, values, strict=True)}
    dataset = palette_image(tables, 200, "", first)
    expected = apply_color_lut(INDICES, dataset) >> 8
    assert (coloured(INDICES, nodes_of(dataset)) == expected).all()


@given(st.lists(st.one_of(discrete, linear), min_size=1, max_size=6).filter(lambda segments: segments[0][0] == 0))
def test_the_colours_of_a_segmented_palette(segments: list[list[int]]) -> None:
    cells = [cell for segment in segments for cell in segment]
    data = struct.pack(f"<{len(cells)}H", *cells)
    entries = sum(segment[1] for segment in segments)
    dataset = dcmread(io.BytesIO(encoded(palette_image(dict.fromkeys(NAMES, data), entries, "Segmented"))))
    indices = INDICES.clip(0, entries - 1)
    table = np.frombuffer(expanded(data, entries, 16), "<u2")
    assert (table[indices] == apply_color_lut(indices, dataset)[..., 0]).all()


@pytest.mark.parametrize(
    "cells", [[0, 9, 1], [1, 2, 3], [2, 1, 0, 0], [7, 1, 1], [0, 5, 1, 2, 3, 4, 5], [0, 3, 1, 2, 3], []]
)
def test_a_segmented_palette_that_is_not_as_long_as_it_says_is_refused(cells: list[int]) -> None:
    with pytest.raises(Quarantine):
        expanded(struct.pack(f"<{len(cells)}H", *cells), 4, 16)
