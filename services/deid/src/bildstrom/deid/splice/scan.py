"""One walk over the bytes of a data set: what has to change, where, and what has to be checked of what stays.

It accepts nothing that :class:`bildstrom.dicom.walk.Walk` refuses: where that one says what is wrong, this one only
declines, so that the slow path decides on everything unusual. It writes nothing: a patient's dates move by what the
Patient ID says, which comes behind the first of them.
"""

from struct import Struct, error

from bildstrom.deid.profile.rules import Rules
from bildstrom.deid.splice.found import CLOSE, EMPTY, NEVER, OPEN, PASS, DeclinedError, Scan, Seen
from bildstrom.deid.splice.fragments import behind_fragments
from bildstrom.deid.splice.kinds import (
    BULK,
    DROPPED,
    EMPTIED,
    END,
    MOST_KNOWN,
    NAME,
    NESTED,
    PLAIN,
    REMOVED,
    REMOVED_NAME,
    REMOVED_UID,
    REPLACED,
    REPLACED_NAME,
    REPLACED_UID,
    SHORT,
    UID,
    Entry,
    Known,
)
from bildstrom.deid.splice.plan import Plan, plan_for, plan_of_gone
from bildstrom.deid.splice.stops import Stopping, Stops
from bildstrom.dicom.element import DEFAULT_LIMITS, PIXEL_DATA, UNDEFINED

_ITEM, _SEQUENCE_END = 0xE000FFFE, 0xE0DDFFFE  # as 32-bit little-endian numbers
_EXPLICIT = Struct("<6sH").unpack_from  # tag with VR, length; of a wide element two reserved bytes
_IMPLICIT = Struct("<4sL").unpack_from
_LONG = Struct("<L").unpack_from
_MARK = Struct("<LL").unpack_from  # tag and length of an item or a delimiter
_COPIED = 65_536  # bytes; kept values that are larger pass as views

_UNSEEN = Known(-1, 0, [], ())


def scan(data: bytes, start: int, rules: Rules, explicit: bool, stops: Stops) -> Scan:
    """Walk over ``data[start:]``, little endian.

    Raises:
        DeclinedError: the structure is not sound, or something in it is for the slow path.
    """
    walk = _Walk(data, rules, explicit, stops)
    try:
        end = walk.data_set(start, len(data), plan_for(rules, explicit), 0, False)
    except error:  # fewer bytes are left than a header has
        raise DeclinedError from None
    walk.stopping.at(NEVER, (b"", end, end, False))
    return walk.found


class _Walk:
    """The walk; a level of nesting is a call of :meth:`data_set`."""

    def __init__(self, data: bytes, rules: Rules, explicit: bool, stops: Stops) -> None:
        self.found = Scan()
        self._rules = rules
        self._data = data
        self._explicit = explicit
        self._left = DEFAULT_LIMITS.elements
        self.stopping = Stopping(stops, self.found)
        sinks = [values.append for values in self.found.values]
        nothing = _ignore
        sinks[REPLACED] = sinks[REMOVED] = nothing
        sinks[REPLACED_NAME] = sinks[REMOVED_NAME] = sinks[NAME]
        sinks[REPLACED_UID] = sinks[REMOVED_UID] = sinks[UID]
        self._sinks = sinks

    # One loop for every element there is: taken apart it would be half as fast.
    def data_set(self, at: int, limit: int, plan: Plan, depth: int, delimited: bool) -> int:  # noqa: C901
        """Walk over the elements from ``at`` up to ``limit`` or, if delimited, the end of the item before it.

        Gives where it ends.
        """
        data, sinks, add = self._data, self._sinks, self.found.edits.append
        head = _EXPLICIT if self._explicit else _IMPLICIT
        stop = NEVER if depth else self.stopping.first
        last, count = -1, 0
        while at < limit:
            key, length = head(data, at)
            tag, wide, kind, detail = plan[key]
            value = at + 8
            if wide:
                if length:  # reserved bytes that say something
                    raise DeclinedError
                (length,) = _LONG(data, value)
                value += 4
            end: int = value + length
            if tag <= last or (length & 1 and length != UNDEFINED):
                raise DeclinedError
            if tag >= stop:
                stop = self.stopping.at(tag, (key, at, value, end))
            count += 1
            if kind >= NESTED or end > limit:
                if kind == END and delimited and not length:
                    self._count(count)
                    return end
                end = self._unusual(plan[key], (at, value, length), limit, depth)
            elif kind:
                if kind >= REPLACED:
                    add((at, value, end, detail))
                sinks[kind](data[value:end])
            last, at = tag, end
        if delimited or at != limit:
            raise DeclinedError
        self._count(count)
        return at

    def _count(self, elements: int) -> None:
        self._left -= elements
        if self._left < 0:
            raise DeclinedError

    def _unusual(self, entry: Entry, place: tuple[int, int, int], limit: int, depth: int) -> int:
        """An element whose end takes more than its length to find; gives that."""
        at, value, length = place
        kind, undefined = entry.kind, length == UNDEFINED
        if kind >= END or (value + length > limit and not undefined):
            raise DeclinedError
        if kind == BULK:
            return self._bulk(entry.tag, place, limit, depth)
        end = limit if undefined else value + length
        if kind == NESTED:
            assert isinstance(entry.detail, Plan)
            return self._altered(value, end, entry.detail, depth, undefined)
        if kind not in (DROPPED, EMPTIED):
            return self._unknown_sequence(entry, place, limit, depth)
        end = self._items(value, end, plan_of_gone(self._rules, self._explicit), depth, undefined)
        self.found.edits.append((at, value, end, None if kind == DROPPED else EMPTY))
        return end

    def _altered(self, value: int, limit: int, plan: Plan, depth: int, delimited: bool) -> int:
        """A sequence that stays, with the edits of its length around those of its items."""
        if delimited:
            return self._items(value, limit, plan, depth, True)
        if limit - value <= SHORT and self._by_heart(value, limit, plan, depth):
            return limit
        edits = self.found.edits
        before = len(edits)
        edits.append((value - 4, value, value, OPEN))
        end = self._items(value, limit, plan, depth, False)
        self._close(before, end)
        return end

    def _by_heart(self, value: int, end: int, plan: Plan, depth: int) -> bool:
        """Whether a short sequence need not be walked: codes and references come again and again.

        What came once is walked and remembered as seen; what comes again is walked for the last time, and learned.
        """
        content, found = self._data[value:end], self.found
        known = plan.known.get(content, _UNSEEN)
        if known is _UNSEEN:
            if len(plan.known) >= MOST_KNOWN:
                plan.known.clear()
            plan.known[content] = None
            return False
        if known is None or known.depth != depth:
            known = plan.known[content] = self._learned(value, end, plan, depth)
        else:
            self._count(known.count)
            for kind, values in known.values:
                found.values[kind] += values
        if known.edits:
            found.edits.append((value - 4, value, end, known))
        return True

    def _learned(self, value: int, end: int, plan: Plan, depth: int) -> Known:
        mark, left = self.found.mark(), self._left
        self._items(value, end, plan, depth, False)
        return Known(depth, left - self._left, self.found.edits_since(mark, value), self.found.values_since(mark))

    def _close(self, before: int, end: int) -> None:
        """End what edit number ``before`` has opened; nothing is left of it if nothing changes inside."""
        edits = self.found.edits
        if len(edits) == before + 1:
            edits.pop()
        else:
            edits.append((end, end, end, CLOSE))

    def _items(self, at: int, limit: int, plan: Plan, depth: int, delimited: bool) -> int:
        if depth >= DEFAULT_LIMITS.depth:
            raise DeclinedError
        edits = self.found.edits
        while at < limit:
            mark, length = _MARK(self._data, at)
            self._left -= 1
            at += 8
            if mark == _ITEM and length == UNDEFINED:
                at = self.data_set(at, limit, plan, depth + 1, True)
            elif mark == _ITEM and at + length <= limit:
                before = len(edits)
                edits.append((at - 4, at, at, OPEN))
                at = self.data_set(at, at + length, plan, depth + 1, False)
                self._close(before, at)
            elif mark == _SEQUENCE_END and delimited and not length and at <= limit:
                return at
            else:
                raise DeclinedError
        if delimited or at != limit:
            raise DeclinedError
        return at

    def _unknown_sequence(self, entry: Entry, place: tuple[int, int, int], limit: int, depth: int) -> int:
        """Something of undefined length whose VR is not known: it is a sequence in implicit VR (PS3.5 6.2.2)."""
        at, value, _ = place
        within_gone = entry.kind == PLAIN and entry.detail is not None
        if not (within_gone or entry.kind == REMOVED) or (self._explicit and self._data[at + 4 : at + 6] != b"UN"):
            raise DeclinedError
        explicit, self._explicit = self._explicit, False
        end = self._items(value, limit, plan_of_gone(self._rules, False), depth, True)
        self._explicit = explicit
        if not within_gone:
            self.found.edits.append((at, value, end, None))
        return end

    def _bulk(self, tag: int, place: tuple[int, int, int], limit: int, depth: int) -> int:
        """Bytes that stay; if their length is undefined, the fragments of pixels (PS3.5 A.4)."""
        at, value, length = place
        end = value + length
        if length == UNDEFINED:
            if tag != PIXEL_DATA or not self._explicit:
                raise DeclinedError
            end, count = behind_fragments(self._data, value, limit, self._left)
            self._left -= count
            if not depth and tag in self.found.seen:
                self.found.seen[tag] = Seen(self._data[at : at + 6], value, end - 8, True)
        if not depth and end - value > _COPIED:
            self.found.edits.append((value, value, end, PASS))
        return end


def _ignore(_value: bytes) -> None:
    return None
