"""Blocks of private elements: which creator reserved which (PS3.5 7.8.1)."""

from collections.abc import Iterable


def is_creator(tag: int) -> bool:
    """Whether an element reserves a block: (gggg,0010-00FF) of an odd group."""
    return bool(tag >> 16 & 1) and 0x10 <= tag & 0xFFFF <= 0xFF


def block_of(tag: int) -> int:
    """The tag of the creator element that an element of a private block belongs to."""
    return tag & 0xFFFF0000 | (tag & 0xFFFF) >> 8


def creators(elements: Iterable[tuple[int, bytes]]) -> dict[int, str]:
    """The creators of one data set by the tags of their elements; ``elements``: tags and values.

    A creator that is not plain ASCII is none that any table lists.
    """
    return {tag: value.decode("ascii", "replace").strip("\0 ") for tag, value in elements if is_creator(tag)}
