"""The walk of the second look, over written bytes: what it meets has to be admitted, and what it reads is kept."""

from collections.abc import Mapping
from struct import Struct

from bildstrom.deid.second_look.admitted import END, SEQUENCE, TEXT, UIDS, Admitted
from bildstrom.deid.second_look.leak import Leak
from bildstrom.dicom.element import DEFAULT_LIMITS, UNDEFINED

_ITEM, _SEQUENCE_END = b"\xfe\xff\x00\xe0", b"\xfe\xff\xdd\xe0"
_EXPLICIT, _IMPLICIT = Struct("<6sH").unpack_from, Struct("<4sL").unpack_from
_LONG, _MARK = Struct("<L").unpack_from, Struct("<4sL").unpack_from

_MOST_KNOWN, _SHORT = 1024, 1024  # sequences whose texts are kept, and of how many bytes


class Look:
    """The walk.

    Attributes:
        texts: the values that may hold names.
        uids: those of UIDs.
    """

    def __init__(self, head: bytes, explicit: bool, passed: Mapping[int, int], admitted: Admitted) -> None:
        self._head = head
        self._unpack = _EXPLICIT if explicit else _IMPLICIT
        self._passed = passed
        self._admitted = admitted
        self.texts: list[bytes] = []
        self.uids: list[bytes] = []

    def data_set(self, at: int, limit: int, depth: int, delimited: bool) -> int:
        """Look at every element up to ``limit`` or, if delimited, the end of the item before it; gives where."""
        head, unpack, admitted, last = self._head, self._unpack, self._admitted, -1
        while at < limit:
            key, length = unpack(head, at)
            tag, wide, kind = admitted[key]
            value = at + 8
            if wide:
                (length,) = _LONG(head, value)
                value += 4
            if tag <= last:
                raise Leak("structure")
            last, at = tag, value + length
            if not kind:
                continue
            if kind <= UIDS:
                (self.texts if kind == TEXT else self.uids).append(head[value:at])
            elif kind == END:
                return self._ended(value, length, limit, delimited)
            else:
                at = self._inside(kind, value, length, limit, depth)
        if delimited or at != limit:
            raise Leak("structure")
        return at

    @staticmethod
    def _ended(at: int, length: int, limit: int, delimited: bool) -> int:
        if not delimited or length or at > limit:
            raise Leak("structure")
        return at

    def _inside(self, kind: int, value: int, length: int, limit: int, depth: int) -> int:
        if kind == SEQUENCE and length <= _SHORT:
            return self._known_items(value, value + length, depth)
        if kind == SEQUENCE:
            return self._items(value, limit if length == UNDEFINED else value + length, depth, length == UNDEFINED)
        passed = self._passed.get(value) if not depth else None
        if passed is not None:
            if length not in (passed, UNDEFINED):
                raise Leak("structure")
            return value
        return self._fragments(value, limit) if length == UNDEFINED else value + length

    def _known_items(self, at: int, end: int, depth: int) -> int:
        """The items of a short sequence, whose texts are the same wherever the same bytes stand at this depth."""
        content, known = self._head[at:end], self._admitted.known
        found = known.get(content)
        if found is not None and found[0] == depth:
            self.texts += found[1]
            self.uids += found[2]
            return end
        texts, uids = len(self.texts), len(self.uids)
        self._items(at, end, depth, False)
        if len(known) >= _MOST_KNOWN:
            known.clear()
        known[content] = depth, self.texts[texts:], self.uids[uids:]
        return end

    def _items(self, at: int, limit: int, depth: int, delimited: bool) -> int:
        if depth >= DEFAULT_LIMITS.depth:
            raise Leak("structure")
        while at < limit:
            mark, length = _MARK(self._head, at)
            at += 8
            if mark == _ITEM:
                end = limit if length == UNDEFINED else at + length
                at = self.data_set(at, end, depth + 1, length == UNDEFINED)
            elif mark == _SEQUENCE_END and delimited and not length:
                return at
            else:
                raise Leak("structure")
        if delimited or at != limit:
            raise Leak("structure")
        return at

    def _fragments(self, at: int, limit: int) -> int:
        while at < limit:
            mark, length = _MARK(self._head, at)
            at += 8 + length
            if mark == _SEQUENCE_END and not length:
                return at
            if mark != _ITEM:
                break
        raise Leak("structure")
