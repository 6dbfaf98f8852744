"""Reading a tree in one pass: the same as by the walk, or declined; equal items are read once."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from unit.dicom.datasets import ITEM_END, SEQUENCE_END, UNDEFINED, element, implicit, item, wheel_files

from bildstrom.dicom.element import DEFAULT_LIMITS, Limits
from bildstrom.dicom.encoding import EXPLICIT_LITTLE, IMPLICIT_LITTLE
from bildstrom.dicom.identify import MAX_INFLATED, check
from bildstrom.dicom.nodes import DelimitedItem, Nodes
from bildstrom.dicom.part10 import DataSet, open_file
from bildstrom.dicom.plain import plain_tree
from bildstrom.dicom.tree import read_tree, walked_tree, write_tree
from bildstrom.dicom.verdict import Refusal

SEQUENCE, CODE, MEANING = 0x0040A043, 0x00080100, 0x00080104
FILES = [path for path in wheel_files() if path.stat().st_size < 300_000]


def plain(data: bytes, explicit: bool = True, limits: Limits = DEFAULT_LIMITS) -> Nodes | None:
    """The tree by one pass, which is that of the walk."""
    found = plain_tree(data, 0, explicit, limits)
    if found is not None:
        expect_the_same(found, walked_tree(DataSet(data, 0, EXPLICIT_LITTLE if explicit else IMPLICIT_LITTLE), limits))
    return found


def expect_the_same(found: Nodes, expected: Nodes | Refusal) -> None:
    """Also of what lists do not compare: which items are delimited."""
    assert found == expected
    assert not isinstance(expected, Refusal)
    for one, other in zip(found, expected, strict=True):
        for mine, walked in zip(one.items or [], other.items or [], strict=True):
            assert isinstance(mine, DelimitedItem) == isinstance(walked, DelimitedItem)
            expect_the_same(mine, walked)


def code(value: bytes) -> bytes:
    """An item with a code."""
    return item(element(CODE, b"SH", value) + element(MEANING, b"LO", b"meaning "))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_file_is_read_as_by_the_walk(path: Path) -> None:
    data_set = open_file(path.read_bytes(), MAX_INFLATED)
    if not isinstance(data_set, DataSet):
        return
    found, expected = read_tree(data_set), walked_tree(data_set)
    if isinstance(found, Refusal):
        assert found == expected
        return
    expect_the_same(found, expected)
    encoded = [b"".join(write_tree(nodes, data_set.encoding)) for nodes in (found, expected)]  # type: ignore[arg-type]
    assert encoded[0] == encoded[1]


def test_most_files_of_the_wheel_are_plain() -> None:
    sets = [open_file(path.read_bytes(), MAX_INFLATED) for path in FILES if check(path.read_bytes()) is None]
    native = [one for one in sets if isinstance(one, DataSet) and isinstance(one.data, bytes)]
    declined = [
        one for one in native if plain_tree(bytes(one.data), one.start, one.encoding.explicit, DEFAULT_LIMITS) is None
    ]
    assert len(native) > 100
    assert len(declined) < len(native) / 3  # encapsulated pixels, big endian, sequences as UN


def test_items_that_come_again_are_shared() -> None:
    same = element(SEQUENCE, b"SQ", code(b"1234"))
    other = element(SEQUENCE, b"SQ", code(b"5678"))
    data = b"".join(element(0x0040A730, b"SQ", item(each)) for each in [same]) + element(
        0x0040A731, b"SQ", item(same) + item(other) + item(same)
    )
    nodes = plain(data)
    assert nodes is not None
    first, (second, different, third) = nodes[0].items[0], nodes[1].items  # type: ignore[index,misc]
    assert first[0].items is second[0].items is third[0].items
    assert different[0].items != first[0].items
    assert b"".join(write_tree(nodes, DataSet(data, 0, EXPLICIT_LITTLE).encoding)) == data


@pytest.mark.parametrize(
    "data",
    [
        element(SEQUENCE, b"SQ", item(element(CODE, b"SH", b"1234") + ITEM_END, UNDEFINED) + SEQUENCE_END, UNDEFINED),
        element(SEQUENCE, b"SQ", b"") + element(0x0040A050, b"CS", b"SEPARATE"),
    ],
)
def test_undefined_lengths_and_nothing_at_all_are_plain(data: bytes) -> None:
    assert plain(data) is not None


@pytest.mark.parametrize(
    "data",
    [
        element(0x7FE00010, b"OB", item(b"") + SEQUENCE_END, UNDEFINED),  # fragments
        element(SEQUENCE, b"UN", item(implicit(CODE, b"1234"))),  # a sequence written as UN
        element(CODE, b"SH", b"1234") * 2,  # twice
        element(CODE, b"SH", b"123"),  # odd
        element(CODE, b"SH", b"1234", 6),  # cut
        element(CODE, b"ZZ", b"1234"),
        element(SEQUENCE, b"SQ", item(element(CODE, b"SH", b"1234") + ITEM_END)),  # a delimiter where none belongs
        element(SEQUENCE, b"SQ", item(element(CODE, b"SH", b"1234"), UNDEFINED)),  # none where one belongs
    ],
)
def test_what_is_not_plain_is_declined(data: bytes) -> None:
    assert plain(data) is None


def test_shared_items_count_each_time_and_at_their_own_depth() -> None:
    same = element(SEQUENCE, b"SQ", code(b"1234"))  # the sequence, its item, two elements
    data = element(0x0040A730, b"SQ", item(same) * 3)
    assert plain(data, limits=Limits(elements=1 + 3 * 5)) is not None
    assert plain(data, limits=Limits(elements=3 * 5)) is None
    assert plain(data, limits=Limits(depth=2)) is not None
    assert plain(data, limits=Limits(depth=1)) is None


@given(st.sampled_from(FILES), st.data())
@settings(max_examples=200, deadline=None)
def test_a_changed_file_is_read_as_by_the_walk_or_declined(path: Path, data: st.DataObject) -> None:
    raw = path.read_bytes()[:20_000]
    changed = bytearray(raw)
    for _ in range(data.draw(st.integers(0, 6))):
        changed[data.draw(st.integers(132, len(raw) - 1))] = data.draw(st.integers(0, 255))
    data_set = open_file(bytes(changed), MAX_INFLATED)
    if isinstance(data_set, DataSet):
        found, expected = read_tree(data_set), walked_tree(data_set)
        assert found == expected
