"""The second look: reads the written bytes again, by another way than they were made, and trusts nothing before it.

It looks for what must not be there: attributes that the table removes, groups that are never written, UIDs that are
neither registered nor pseudonyms, and the original's identifying values anywhere outside numbers and pixels. What it
asks of an element it asks once for each tag and VR; its answers have nothing to do with what the rules answered.
"""

from collections.abc import Mapping
from functools import lru_cache
from struct import Struct, error

from bildstrom.deid.identifiers import Identifiers, implied_vrs, mentions, normalised
from bildstrom.deid.profile.dictionary import TEXT
from bildstrom.deid.profile.options import Option
from bildstrom.deid.profile.rules import Rules
from bildstrom.deid.values import is_well_known
from bildstrom.dicom.element import DEFAULT_LIMITS, UNDEFINED
from bildstrom.dicom.encoding import LONG_VRS, SHORT_VRS
from bildstrom.dicom.sequences import is_sequence

_SEARCHED = TEXT | {"AE", "PN", "UI", "UR", "UN"}
_VRS = LONG_VRS | SHORT_VRS
_PIXEL_DATA = 0x7FE00010
_ITEM, _SEQUENCE_END = b"\xfe\xff\x00\xe0", b"\xfe\xff\xdd\xe0"
_ITEM_END = 0xFFFEE00D
_EXPLICIT, _IMPLICIT = Struct("<6sH").unpack_from, Struct("<4sL").unpack_from
_LONG, _MARK = Struct("<L").unpack_from, Struct("<4sL").unpack_from

_MOST_KNOWN, _SHORT = 1024, 1024  # sequences whose texts are kept, and of how many bytes

_PASSES, _TEXT, _UIDS, _SEQUENCE, _PIXELS, _END = range(6)
_Answer = tuple[int, bool, int]  # tag, whether the length is a long one, what to do


class Leak(Exception):
    """Something that must not be there is in the output: a defect of the rules. Says which check, never the value."""


class NameLeftError(Leak):
    """A text mentions the original's names."""


class _Answers(dict[bytes, _Answer]):
    """What to do with an element, by its tag and VR as written; asking for one that must not be there raises."""

    def __init__(self, removed: frozenset[int], private: bool, explicit: bool) -> None:
        super().__init__()
        self.known: dict[bytes, tuple[int, list[bytes], list[bytes]]] = {}
        self._removed = removed
        self._private = private
        self._explicit = explicit

    def __missing__(self, key: bytes) -> _Answer:
        tag = int.from_bytes(key[:2], "little") << 16 | int.from_bytes(key[2:4], "little")
        group = tag >> 16
        if tag == _ITEM_END and not any(key[4:]):  # where VRs are written: half of its length
            return tag, False, _END
        never = group < 8 or group & 0xFF00 in (0x5000, 0x6000) or not tag & 0xFFFF
        if never or tag in self._removed or (group % 2 and not self._private):
            raise Leak("attribute")
        vr = key[4:] if self._explicit else b"SQ" if is_sequence(tag) else b"UN"
        if vr not in _VRS or group == 0xFFFE:
            raise Leak("structure")
        self[key] = answer = tag, self._explicit and vr in LONG_VRS, _kind(tag, vr)
        return answer


def _kind(tag: int, vr: bytes) -> int:
    names = implied_vrs(tag, vr)
    if vr == b"SQ":
        return _SEQUENCE
    if "UI" in names:
        return _UIDS
    if tag == _PIXEL_DATA:
        return _PIXELS
    return _TEXT if names and names[0] in _SEARCHED else _PASSES


@lru_cache(maxsize=16)
def _answers(removed: frozenset[int], private: bool, explicit: bool) -> _Answers:
    return _Answers(removed, private, explicit)


def verify(head: bytes, explicit: bool, passed: Mapping[int, int], original: Identifiers, rules: Rules) -> None:
    """Check a written little-endian data set against what identified its original, and what the rules remove.

    Args:
        head: the data set without the values that pass.
        explicit: whether its VRs are written.
        passed: length of each passed value by its place in the head.
        original: what must not be found.
        rules: say what they remove everywhere, and whether UIDs stay.

    Raises:
        Leak: something is left over.
    """
    look = _Look(head, explicit, passed, _answers(rules.removed, rules.keeps_private, explicit))
    try:
        look.data_set(0, len(head), 0, False)
    except error:
        raise Leak("structure") from None
    options = rules.profile.options
    if Option.UIDS not in options:
        _check_uids(set(look.uids), original.uids, Option.DEVICE not in options)  # that option keeps those of devices
    text = b"\0".join(look.texts + look.uids)
    if any(name in text and mentions(text, name) for name in original.names):
        raise NameLeftError("name")


def _check_uids(values: set[bytes], original: frozenset[bytes], only_pseudonyms: bool) -> None:
    for part in {part for value in values for part in value.split(b"\\")}:
        uid = normalised(part)
        if not uid or is_well_known(uid.decode("latin-1")):
            continue
        if uid in original or (only_pseudonyms and not uid.startswith(b"2.25.")):
            raise Leak("uid")


class _Look:
    """The walk of the second look."""

    def __init__(self, head: bytes, explicit: bool, passed: Mapping[int, int], answers: _Answers) -> None:
        self._head = head
        self._unpack = _EXPLICIT if explicit else _IMPLICIT
        self._passed = passed
        self._answers = answers
        self.texts: list[bytes] = []
        self.uids: list[bytes] = []

    def data_set(self, at: int, limit: int, depth: int, delimited: bool) -> int:
        """Look at every element up to ``limit`` or, if delimited, the end of the item before it; gives where."""
        head, unpack, answers, last = self._head, self._unpack, self._answers, -1
        while at < limit:
            key, length = unpack(head, at)
            tag, wide, kind = answers[key]
            value = at + 8
            if wide:
                (length,) = _LONG(head, value)
                value += 4
            if tag <= last:
                raise Leak("structure")
            last, at = tag, value + length
            if not kind:
                continue
            if kind <= _UIDS:
                (self.texts if kind == _TEXT else self.uids).append(head[value:at])
            elif kind == _END:
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
        if kind == _SEQUENCE and length <= _SHORT:
            return self._known_items(value, value + length, depth)
        if kind == _SEQUENCE:
            return self._items(value, limit if length == UNDEFINED else value + length, depth, length == UNDEFINED)
        passed = self._passed.get(value) if not depth else None
        if passed is not None:
            if length not in (passed, UNDEFINED):
                raise Leak("structure")
            return value
        return self._fragments(value, limit) if length == UNDEFINED else value + length

    def _known_items(self, at: int, end: int, depth: int) -> int:
        """The items of a short sequence, whose texts are the same wherever the same bytes stand at this depth."""
        content, known = self._head[at:end], self._answers.known
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
