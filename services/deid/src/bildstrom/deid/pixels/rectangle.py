"""Rectangles in images, in pixels; the first column and row are 0."""

from collections.abc import Iterable
from typing import NamedTuple


class Rectangle(NamedTuple):
    """From ``left`` and ``top`` up to, not including, ``right`` and ``bottom``."""

    left: int
    top: int
    right: int
    bottom: int

    def grown(self, margin: int) -> "Rectangle":
        """Larger by a margin on each side."""
        return Rectangle(self.left - margin, self.top - margin, self.right + margin, self.bottom + margin)

    def within(self, columns: int, rows: int) -> "Rectangle":
        """What of it lies in an image; may be empty."""
        left, top = min(max(self.left, 0), columns), min(max(self.top, 0), rows)
        return Rectangle(left, top, max(min(self.right, columns), left), max(min(self.bottom, rows), top))

    @property
    def empty(self) -> bool:
        """Whether it holds no pixel."""
        return self.right <= self.left or self.bottom <= self.top


def outside(kept: Iterable[Rectangle], columns: int, rows: int) -> list[Rectangle]:
    """Rectangles that cover everything of an image but ``kept``; they may overlap."""
    left = [Rectangle(0, 0, columns, rows)]
    for hole in kept:
        left = [piece for area in left for piece in _without(area, hole.within(columns, rows))]
    return left


def _without(area: Rectangle, hole: Rectangle) -> list[Rectangle]:
    cut = Rectangle(
        max(area.left, hole.left), max(area.top, hole.top), min(area.right, hole.right), min(area.bottom, hole.bottom)
    )
    if cut.empty:
        return [area]
    around = (
        Rectangle(area.left, area.top, area.right, cut.top),
        Rectangle(area.left, cut.bottom, area.right, area.bottom),
        Rectangle(area.left, cut.top, cut.left, cut.bottom),
        Rectangle(cut.right, cut.top, area.right, cut.bottom),
    )
    return [piece for piece in around if not piece.empty]
