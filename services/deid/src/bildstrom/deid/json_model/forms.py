"""What an element's JSON depends on beside its bytes: its form, by tag and VR, and what its data set hands down."""

from typing import NamedTuple

from bildstrom.deid.characters import encodings_of
from bildstrom.deid.profile.dictionary import dictionary_vrs
from bildstrom.dicom.encoding import LONG_VRS

BULK = frozenset(["OB", "OD", "OF", "OL", "OV", "OW", "UN"])
PIXEL_REPRESENTATION = 0x00280103
PLAIN, LEFT_OUT, SEQUENCE, OF_CONTEXT, END = range(5)

_CHARACTER_SET, _ITEM_END = 0x00080005, 0xFFFEE00D


class Context(NamedTuple):
    """What a data set hands down to the items of its sequences (PS3.5 7.5.3)."""

    explicit: bool
    encodings: tuple[str, ...] = ("iso8859",)
    signed: bool = False

    def changed(self, tag: int, value: bytes) -> "Context":
        """What holds behind Specific Character Set or Pixel Representation."""
        if tag == PIXEL_REPRESENTATION:
            return self._replace(signed=value == b"\x01\x00")
        return self._replace(encodings=encodings_of(value)) if value else self


class Form(NamedTuple):
    """What an element is, by its tag and VR as written."""

    tag: int
    wide: bool
    kind: int
    vr: str


class Forms(dict[bytes, Form]):
    """Header bytes to what they say; asking for unknown ones finds that out."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context

    def __missing__(self, key: bytes) -> Form:
        tag = int.from_bytes(key[:2], "little") << 16 | int.from_bytes(key[2:4], "little")
        if tag == _ITEM_END:
            return Form(tag, False, END, "")
        explicit = self._context.explicit
        vr = key[4:].decode("ascii") if explicit else _implied(tag, self._context.signed)
        wide = explicit and vr.encode("ascii") in LONG_VRS
        kind = SEQUENCE if vr == "SQ" else LEFT_OUT if vr in BULK else PLAIN
        if tag in (_CHARACTER_SET, PIXEL_REPRESENTATION):
            kind = OF_CONTEXT
        if vr == "UN" and (known := _implied(tag, self._context.signed)) != "SQ":
            vr = known  # some senders write UN for all that they copy; the dictionary may say more (PS3.5 6.2.2)
        self[key] = form = Form(tag, wide, kind, vr)
        return form


def _implied(tag: int, signed: bool) -> str:
    """Where no VR was written and the dictionary leaves a choice, the pixels' representation decides (PS3.5 A.1)."""
    allowed = dictionary_vrs(tag)
    if "SS" not in allowed or len(allowed) == 1:
        return allowed[-1] if allowed else "UN"
    if "OW" in allowed:
        return "OW"
    return "SS" if signed else "US"
