"""The walker against hostile bytes, and against pydicom on real ones."""

import io
import struct
from pathlib import Path

import pydicom
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset
from unit.dicom.datasets import (
    ITEM_END,
    SEQUENCE_END,
    UNDEFINED,
    element,
    identified,
    implicit,
    item,
    part10,
    wheel_files,
)

from bildstrom.dicom.element import ITEM
from bildstrom.dicom.encoding import EXPLICIT_LITTLE, IMPLICIT_LITTLE
from bildstrom.dicom.identify import MAX_INFLATED, check, identify
from bildstrom.dicom.part10 import DataSet, open_file
from bildstrom.dicom.sequences import is_sequence
from bildstrom.dicom.tree import read_tree, write_tree
from bildstrom.dicom.verdict import Reason, Refusal
from bildstrom.dicom.walk import Walk

SMALL = [path.read_bytes() for path in wheel_files() if path.stat().st_size < 20_000]
SOUND = [path for path in wheel_files() if check(path.read_bytes()) is None]


def tags_by_walking(data_set: DataSet) -> list[tuple[int, int]]:
    walk = Walk(data_set.data, data_set.start, data_set.encoding, is_sequence)
    tags = [(element.tag, element.depth) for element in walk if element.tag != ITEM]
    assert walk.refusal is None
    return tags


def tags_by_pydicom(dataset: Dataset, depth: int = 0) -> list[tuple[int, int]]:
    tags: list[tuple[int, int]] = []
    for tag in sorted(dataset.keys()):
        tags.append((int(tag), depth))
        written = dataset.get_item(tag)
        if isinstance(written, RawDataElement) and written.length != UNDEFINED and _is_opaque(written):
            continue  # nothing in the bytes says that it is a sequence
        if dataset[tag].VR == "SQ":
            for item in dataset[tag].value:
                tags += tags_by_pydicom(item, depth + 1)
    return tags


def _is_opaque(written: RawDataElement) -> bool:
    return written.tag.is_private and written.VR in (None, "UN")


@pytest.mark.parametrize("path", SOUND, ids=lambda path: path.name)
@pytest.mark.filterwarnings("ignore::UserWarning:pydicom")
def test_the_walker_visits_what_pydicom_reads(path: Path) -> None:
    raw = path.read_bytes()
    data_set = open_file(raw, MAX_INFLATED)
    assert isinstance(data_set, DataSet)
    assert tags_by_walking(data_set) == tags_by_pydicom(pydicom.dcmread(io.BytesIO(raw)))


@pytest.mark.parametrize("path", SOUND, ids=lambda path: path.name)
def test_a_tree_written_and_read_again_is_the_same(path: Path) -> None:
    data_set = open_file(path.read_bytes(), MAX_INFLATED)
    assert isinstance(data_set, DataSet)
    first = read_tree(data_set)
    assert not isinstance(first, Refusal)
    written = b"".join(write_tree(first, data_set.encoding))
    again = read_tree(DataSet(written, 0, data_set.transfer_syntax))
    assert again == first


def test_most_files_of_the_wheel_are_sound() -> None:
    assert len(SOUND) > 120


@given(st.sampled_from(SMALL), st.data())
@settings(max_examples=300, deadline=None)
def test_a_cut_file_is_refused_or_identified_but_never_raises(raw: bytes, data: st.DataObject) -> None:
    cut = raw[: data.draw(st.integers(0, len(raw) - 1))]
    identify(cut)
    check(cut)


@given(st.sampled_from(SMALL), st.data())
@settings(max_examples=300, deadline=None)
def test_a_changed_file_never_makes_the_walker_raise(raw: bytes, data: st.DataObject) -> None:
    changed = bytearray(raw)
    for _ in range(data.draw(st.integers(1, 8))):
        changed[data.draw(st.integers(132, len(raw) - 1))] = data.draw(st.integers(0, 255))
    identify(bytes(changed))
    check(bytes(changed))


@given(
    st.binary(max_size=400),
    st.sampled_from([b"1.2.840.10008.1.2\0", b"1.2.840.10008.1.2.1\0", b"1.2.840.10008.1.2.2\0"]),
)
@settings(max_examples=300, deadline=None)
def test_any_bytes_end_in_a_verdict(content: bytes, syntax: bytes) -> None:
    raw = part10(content, syntax)
    identify(raw)
    data_set = open_file(raw, MAX_INFLATED)
    if isinstance(data_set, DataSet):
        read_tree(data_set)


@pytest.mark.parametrize("tag", [0xFFFEE000, 0xFFFEE0DD, 0xFFFEE00D])
@pytest.mark.parametrize("vr", [b"UI", b"OB", b"\0\0"])
def test_delimiters_where_none_belongs_are_no_elements_whatever_their_length_looks_like(tag: int, vr: bytes) -> None:
    stray = struct.pack("<HH", tag >> 16, tag & 0xFFFF) + vr + b"\0\0"
    sequence = element(0x00081140, b"SQ", item(identified() + stray + ITEM_END, UNDEFINED) + SEQUENCE_END, UNDEFINED)
    for data in (identified() + stray, identified() + stray + bytes(16), sequence):
        assert check(data, EXPLICIT_LITTLE) is not None
        assert isinstance(read_tree(DataSet(data, 0, EXPLICIT_LITTLE)), Refusal)


@pytest.mark.parametrize("tag", [0xFFFEE000, 0xFFFEE0DD, 0xFFFEE00D])
def test_stray_delimiters_in_implicit_vr_are_no_elements_either(tag: int) -> None:
    data = implicit(0x00080018, b"1.2.3\0") + implicit(tag, b"")
    refusal = check(data, IMPLICIT_LITTLE)
    assert refusal is not None
    assert refusal.reason is Reason.BROKEN_SEQUENCE
    assert read_tree(DataSet(data, 0, IMPLICIT_LITTLE)) == refusal


@given(st.integers(0, len(identified()) - 1))
def test_every_cut_of_a_data_set_is_noticed_or_falls_between_elements(length: int) -> None:
    whole = identified()
    walk = Walk(whole, 0, DataSet(whole, 0, "1.2.840.10008.1.2.1").encoding)
    ends = {element.end for element in walk} | {0}
    assert (check(whole[:length], "1.2.840.10008.1.2.1") is None) == (length in ends)
