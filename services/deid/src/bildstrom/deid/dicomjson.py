"""The DICOM JSON Model (PS3.18 annex F) of a clean data set, without bulk data: O* and UN values are only referred to.

Where they are found is for him to say who serves them: their ``BulkDataURI`` is empty.

What an element looks like in JSON depends on its bytes and on what its data set says of characters and signs. So the
text of each is kept: most elements of an object are those of the object before it.
"""

import json
import struct
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from bildstrom.deid.characters import encodings_of
from bildstrom.deid.jsonvalues import values_of
from bildstrom.deid.profile.dictionary import dictionary_vrs
from bildstrom.dicom.element import UNDEFINED
from bildstrom.dicom.encoding import LONG_VRS

_BULK = frozenset(["OB", "OD", "OF", "OL", "OV", "OW", "UN"])
_KEPT, _SHORT = 16_384, 1024  # how many texts are kept in a context, and of how long elements
_CHARACTER_SET, _PIXEL_REPRESENTATION, _ITEM_END = 0x00080005, 0x00280103, 0xFFFEE00D
_ITEM, _SEQUENCE_END = b"\xfe\xff\x00\xe0", b"\xfe\xff\xdd\xe0"
_ITEM_END_KEY = b"\xfe\xff\x0d\xe0"
_EXPLICIT, _IMPLICIT = struct.Struct("<6sH").unpack_from, struct.Struct("<4sL").unpack_from
_LONG, _MARK = struct.Struct("<L").unpack_from, struct.Struct("<4sL").unpack_from

_PLAIN, _LEFT_OUT, _SEQUENCE, _OF_CONTEXT, _END = range(5)


class _Context(NamedTuple):
    """What a data set hands down to the items of its sequences (PS3.5 7.5.3)."""

    explicit: bool
    encodings: tuple[str, ...] = ("iso8859",)
    signed: bool = False

    def changed(self, tag: int, value: bytes) -> "_Context":
        """What holds behind Specific Character Set or Pixel Representation."""
        if tag == _PIXEL_REPRESENTATION:
            return self._replace(signed=value == b"\x01\x00")
        return self._replace(encodings=encodings_of(value)) if value else self


class _Form(NamedTuple):
    """What an element is, by its tag and VR as written."""

    tag: int
    wide: bool
    kind: int
    vr: str


class _Forms(dict[bytes, _Form]):
    """Header bytes to what they say; asking for unknown ones finds that out."""

    def __init__(self, context: _Context) -> None:
        super().__init__()
        self._context = context

    def __missing__(self, key: bytes) -> _Form:
        tag = int.from_bytes(key[:2], "little") << 16 | int.from_bytes(key[2:4], "little")
        if tag == _ITEM_END:
            return _Form(tag, False, _END, "")
        explicit = self._context.explicit
        vr = key[4:].decode("ascii") if explicit else _implied(tag, self._context.signed)
        wide = explicit and vr.encode("ascii") in LONG_VRS
        kind = _SEQUENCE if vr == "SQ" else _LEFT_OUT if vr in _BULK else _PLAIN
        if tag in (_CHARACTER_SET, _PIXEL_REPRESENTATION):
            kind = _OF_CONTEXT
        if vr == "UN" and (known := _implied(tag, self._context.signed)) != "SQ":
            vr = known  # some senders write UN for all that they copy; the dictionary may say more (PS3.5 6.2.2)
        self[key] = form = _Form(tag, wide, kind, vr)
        return form


def _implied(tag: int, signed: bool) -> str:
    """Where no VR was written and the dictionary leaves a choice, the pixels' representation decides (PS3.5 A.1)."""
    allowed = dictionary_vrs(tag)
    if "SS" not in allowed or len(allowed) == 1:
        return allowed[-1] if allowed else "UN"
    if "OW" in allowed:
        return "OW"
    return "SS" if signed else "US"


@lru_cache(maxsize=64)
def _known(context: _Context) -> tuple[_Forms, dict[bytes, str]]:
    """Forms, and the texts of elements by their bytes."""
    return _Forms(context), {}


def dicom_json(head: bytes, explicit: bool, passed: Mapping[int, int] | None = None) -> bytes:
    """Encode a little-endian data set, known to be sound, as UTF-8 JSON in the order of the tags.

    Args:
        head: the data set without the values that pass.
        explicit: whether its VRs are written.
        passed: length of each passed value by its place in the head.
    """
    return _Encoder(head, passed or {}).data_set(0, len(head), _Context(explicit))[0].encode()


class _Encoder:
    def __init__(self, head: bytes, passed: Mapping[int, int]) -> None:
        self._head = head
        self._passed = passed

    def data_set(self, at: int, limit: int, context: _Context) -> tuple[str, int]:
        """The JSON object of the elements up to ``limit`` or the end of the item, and where that is."""
        head, texts = self._head, list[str]()
        if not context.explicit:
            context = self._looked_ahead(at, limit, context)
        unpack = _EXPLICIT if context.explicit else _IMPLICIT
        forms, known = _known(context)
        while at < limit:
            key, length = unpack(head, at)
            form = forms[key]
            start, value = at, at + 8
            if form.wide:
                (length,) = _LONG(head, value)
                value += 4
            at = value + length
            if form.kind == _PLAIN:
                element = head[start:at]
                texts.append(known.get(element) or self._plain(element, form, at - value, context))
            elif form.kind == _SEQUENCE and length <= _SHORT:
                items = head[start:at]
                texts.append(
                    known.get(items) or self._kept(items, self._sequence(form.tag, value, at, context)[0], known)
                )
            elif form.kind == _SEQUENCE:
                text, at = self._sequence(form.tag, value, limit if length == UNDEFINED else at, context)
                texts.append(text)
            elif form.kind == _LEFT_OUT:
                at = self._behind(value, length)
                reference = _reference(form, self._passed.get(value, length))
                texts.append(self._by_dictionary(form, value, length, context) or reference)
            elif form.kind == _END:
                break
            else:
                texts.append(_text(form, head[value:at], context))
                context = context.changed(form.tag, head[value:at])
                forms, known = _known(context)
        return "{" + ",".join(texts) + "}", at

    def _plain(self, element: bytes, form: _Form, length: int, context: _Context) -> str:
        text = _text(form, element[len(element) - length :], context)
        return self._kept(element, text, _known(context)[1]) if len(element) <= _SHORT else text

    @staticmethod
    def _kept(element: bytes, text: str, known: dict[bytes, str]) -> str:
        if len(known) >= _KEPT:
            known.clear()
        known[element] = text
        return text

    def _by_dictionary(self, form: _Form, value: int, length: int, context: _Context) -> str:
        """What is written as UN, and has a VR by the dictionary that is no bulk data; empty if it is none of it."""
        if form.vr in _BULK or length == UNDEFINED or value in self._passed:
            return ""
        try:
            return _text(form, self._head[value : value + length], context)
        except (ValueError, struct.error):
            return ""

    def _sequence(self, tag: int, at: int, limit: int, context: _Context) -> tuple[str, int]:
        items = []
        while at < limit:
            mark, length = _MARK(self._head, at)
            at += 8
            if mark == _SEQUENCE_END:
                break
            text, at = self.data_set(at, limit if length == UNDEFINED else at + length, context)
            items.append(text)
        values = f',"Value":[{",".join(items)}]' if items else ""
        return f'"{tag:08X}":{{"vr":"SQ"{values}}}', at

    def _behind(self, value: int, length: int) -> int:
        """Where bulk data end: at once if they pass, else behind their length or their last fragment."""
        if value in self._passed:
            return value
        if length != UNDEFINED:
            return value + length
        mark = b""
        while mark != _SEQUENCE_END:
            mark, length = _MARK(self._head, value)
            value += 8 + length
        return value

    def _looked_ahead(self, at: int, limit: int, context: _Context) -> _Context:
        """With the Pixel Representation of this data set, which may come behind what depends on it."""
        forms = _known(context)[0]
        while at < limit:
            key, length = _IMPLICIT(self._head, at)
            form = forms[key]
            if form.tag >= _PIXEL_REPRESENTATION:
                value = self._head[at + 8 : at + 8 + length]
                return context.changed(form.tag, value) if form.tag == _PIXEL_REPRESENTATION else context
            at = at + 8 + length if length != UNDEFINED else self._behind_items(at + 8)
        return context

    def _behind_items(self, at: int) -> int:
        """Where a sequence of undefined length ends, in implicit VR."""
        while True:
            mark, length = _MARK(self._head, at)
            at += 8
            if mark == _SEQUENCE_END:
                return at
            while length == UNDEFINED and self._head[at : at + 4] != _ITEM_END_KEY:
                _, inner = _IMPLICIT(self._head, at)
                at = at + 8 + inner if inner != UNDEFINED else self._behind_items(at + 8)
            at += 8 if length == UNDEFINED else length


def _reference(form: _Form, length: int) -> str:
    """A value that is left out: an empty one is not even referred to."""
    return f'"{form.tag:08X}":{{"vr":"{form.vr}"' + (',"BulkDataURI":""}' if length else "}")


def _text(form: _Form, value: bytes, context: _Context) -> str:
    values = values_of(form.vr, value, context.encodings)
    content = {"vr": form.vr, "Value": values} if values else {"vr": form.vr}
    return f'"{form.tag:08X}":' + json.dumps(content, ensure_ascii=False, separators=(",", ":"))
