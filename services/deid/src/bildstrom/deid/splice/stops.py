"""Top-level tags at which the walk does more than at others."""

from bildstrom.deid.splice.found import NEVER, Scan, Seen


class Stops:
    """Where elements are inserted, and what is watched for."""

    def __init__(self, inserted: frozenset[int], watched: frozenset[int]) -> None:
        self.inserted = inserted
        self.watched = watched
        self.ordered = (*sorted(inserted | watched), NEVER)


class Stopping:
    """What one walk does at them.

    Args:
        stops: the tags.
        found: takes the edits and what was seen.
    """

    def __init__(self, stops: Stops, found: Scan) -> None:
        self._stops = stops
        self._found = found
        self._next = 0

    @property
    def first(self) -> int:
        """The tag to stop at first."""
        return self._stops.ordered[0]

    def at(self, tag: int, place: tuple[bytes, int, int, int]) -> int:
        """Do what is to be done before and at a top-level element; gives the next tag to stop at.

        Args:
            place: header bytes, start, where its value begins, end.
        """
        key, at, value, end = place
        ordered, found = self._stops.ordered, self._found
        while (stop := ordered[self._next]) <= tag:
            if stop in self._stops.inserted:
                found.edits.append((at, at, at, stop))
            if stop == NEVER:
                break
            self._next += 1
        if tag in self._stops.watched:
            found.seen[tag] = Seen(key, value, end, False)
        return stop
