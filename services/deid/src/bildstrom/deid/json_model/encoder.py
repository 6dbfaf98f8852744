"""The DICOM JSON Model (PS3.18 annex F) of a clean data set, without bulk data: O* and UN values are only referred to.

Where they are found is for him to say who serves them: their ``BulkDataURI`` is empty.

What an element looks like in JSON depends on its bytes and on what its data set says of characters and signs. So the
text of each is kept: most elements of an object are those of the object before it.
"""

import contextlib
import json
import struct
from collections.abc import Mapping
from functools import lru_cache

from bildstrom.deid.json_model.forms import (
    BULK,
    END,
    LEFT_OUT,
    PIXEL_REPRESENTATION,
    PLAIN,
    SEQUENCE,
    Context,
    Form,
    Forms,
)
from bildstrom.deid.json_model.values import values_of
from bildstrom.dicom.element import UNDEFINED

_KEPT, _SHORT = 16_384, 1024  # how many texts are kept in a context, and of how long elements
_SEQUENCE_END = b"\xfe\xff\xdd\xe0"
_ITEM_END_KEY = b"\xfe\xff\x0d\xe0"
_EXPLICIT, _IMPLICIT = struct.Struct("<6sH").unpack_from, struct.Struct("<4sL").unpack_from
_LONG, _MARK = struct.Struct("<L").unpack_from, struct.Struct("<4sL").unpack_from


@lru_cache(maxsize=64)
def _known(context: Context) -> tuple[Forms, dict[bytes, str]]:
    """Forms, and the texts of elements by their bytes."""
    return Forms(context), {}


def dicom_json(head: bytes, explicit: bool, passed: Mapping[int, int] | None = None) -> bytes:
    """Encode a little-endian data set, known to be sound, as UTF-8 JSON in the order of the tags.

    Args:
        head: the data set without the values that pass.
        explicit: whether its VRs are written.
        passed: length of each passed value by its place in the head.
    """
    return _Encoder(head, passed or {}).data_set(0, len(head), Context(explicit))[0].encode()


class _Encoder:
    def __init__(self, head: bytes, passed: Mapping[int, int]) -> None:
        self._head = head
        self._passed = passed

    def data_set(self, at: int, limit: int, context: Context) -> tuple[str, int]:
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
            if form.kind == PLAIN:
                element = head[start:at]
                texts.append(known.get(element) or self._plain(element, form, at - value, context))
            elif form.kind == SEQUENCE and length <= _SHORT:
                items = head[start:at]
                texts.append(
                    known.get(items) or self._kept(items, self._sequence(form.tag, value, at, context)[0], known)
                )
            elif form.kind == SEQUENCE:
                text, at = self._sequence(form.tag, value, limit if length == UNDEFINED else at, context)
                texts.append(text)
            elif form.kind == LEFT_OUT:
                at = self._behind(value, length)
                texts.append(self._left_out(form, value, length, context))
            elif form.kind == END:
                break
            else:
                texts.append(_text(form, head[value:at], context))
                context = context.changed(form.tag, head[value:at])
                forms, known = _known(context)
        return "{" + ",".join(texts) + "}", at

    def _plain(self, element: bytes, form: Form, length: int, context: Context) -> str:
        text = _text(form, element[len(element) - length :], context)
        return self._kept(element, text, _known(context)[1]) if len(element) <= _SHORT else text

    @staticmethod
    def _kept(element: bytes, text: str, known: dict[bytes, str]) -> str:
        if len(known) >= _KEPT:
            known.clear()
        known[element] = text
        return text

    def _left_out(self, form: Form, value: int, length: int, context: Context) -> str:
        """A reference to bulk data; of what is written as UN the value, where it is one of its VR by the dictionary."""
        if form.vr not in BULK and length != UNDEFINED and value not in self._passed:
            with contextlib.suppress(ValueError, struct.error):
                return _text(form, self._head[value : value + length], context)
        return _reference(form if form.vr in BULK else form._replace(vr="UN"), self._passed.get(value, length))

    def _sequence(self, tag: int, at: int, limit: int, context: Context) -> tuple[str, int]:
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

    def _looked_ahead(self, at: int, limit: int, context: Context) -> Context:
        """With the Pixel Representation of this data set, which may come behind what depends on it."""
        forms = _known(context)[0]
        while at < limit:
            key, length = _IMPLICIT(self._head, at)
            form = forms[key]
            if form.tag >= PIXEL_REPRESENTATION:
                value = self._head[at + 8 : at + 8 + length]
                return context.changed(form.tag, value) if form.tag == PIXEL_REPRESENTATION else context
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


def _reference(form: Form, length: int) -> str:
    """A value that is left out: an empty one is not even referred to."""
    return f'"{form.tag:08X}":{{"vr":"{form.vr}"' + (',"BulkDataURI":""}' if length else "}")


def _text(form: Form, value: bytes, context: Context) -> str:
    values = values_of(form.vr, value, context.encodings)
    content = {"vr": form.vr, "Value": values} if values else {"vr": form.vr}
    return f'"{form.tag:08X}":' + json.dumps(content, ensure_ascii=False, separators=(",", ":"))
