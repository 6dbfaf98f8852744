"""Attacks by what is stored: lines 19 to 39 of the list of bad input, as far as C-STORE brings them here.

What has an identity is kept whatever is wrong with it, and answered B000 so that its sender goes on with the study.
"""

import struct

from integration.ingest_attacks import objects as o
from integration.ingest_attacks.attack import Attack, Bytes, stored
from integration.ingest_attacks.objects import an_image
from unit.dicom.datasets import element
from unit.ingest import wire

_DEFLATED, _JPEG_2000, _RLE = "1.2.840.10008.1.2.1.99", "1.2.840.10008.1.2.4.90", "1.2.840.10008.1.2.5"
LARGEST = 16 * 1024 * 1024  # that the attacked service takes


def _object(line: int, name: str, data_set: Bytes, status: str, reason: str, syntax: str = wire.EXPLICIT) -> Attack:
    def sent() -> bytes:
        return stored(data_set if isinstance(data_set, bytes) else data_set(), o.INSTANCE)

    contexts = (3, wire.CT, (syntax,))
    return Attack(line, name, sent, f"status {status}", reason).within(contexts)


def _refused(line: int, name: str, data_set: Bytes, reason: str, syntax: str = wire.EXPLICIT) -> Attack:
    return _object(line, name, data_set, "C000", reason, syntax)


def _kept(line: int, name: str, data_set: Bytes, reason: str = "none", syntax: str = wire.EXPLICIT) -> Attack:
    return _object(line, name, data_set, "0000" if reason == "none" else "B000", reason, syntax)


def _lying(tag: int, vr: bytes, length: int) -> bytes:
    return element(tag, vr, b"SENTINEL", length)


def _us(*values: int) -> bytes:
    return struct.pack(f"<{len(values)}H", *values)


_FRONT, _BEHIND = 0x00080005, 0x00321070  # before and after what names an object

EMPTY = [
    _refused(19, "nothing", b"", "sop_class_uid_missing"),
    _refused(20, "a preamble and DICM", bytes(128) + b"DICM", "unknown_vr"),
    _refused(20, "a whole file instead of a data set", bytes(128) + b"DICM" + an_image(), "unknown_vr"),
    _refused(21, "HTML", b"<html><body>SENTINEL</body></html>\n\n", "unknown_vr"),
    _refused(21, "a zip", b"PK\x03\x04\x14\0\0\0\x08\0" + bytes(300), "unknown_vr"),
    _refused(21, "a PDF", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<</Title (SENTINEL)>>\n" + bytes(300), "unknown_vr"),
    _refused(22, "a program", b"MZ\x90\0\x03\0\0\0" + bytes(300), "unknown_vr"),
]

LENGTHS = [
    _kept(23, "cut inside the pixel data", an_image()[:-4000], "truncated"),
    _kept(23, "cut inside the head of the pixel data", an_image()[: -8192 - 6], "truncated"),
    _refused(23, "cut before it is identified", an_image()[:120], "truncated"),
    _kept(
        23, "cut inside a fragment", an_image({o.PIXELS: o.encapsulated(bytes(900))})[:-100], "truncated", _JPEG_2000
    ),
    _refused(24, "4 GB in front", an_image({_FRONT: _lying(_FRONT, b"UT", 0xFFFFFFF0)}), "truncated"),
    _kept(24, "4 GB behind", an_image({_BEHIND: _lying(_BEHIND, b"UT", 0xFFFFFFF0)}), "truncated"),
    _kept(24, "4 GB of pixels", an_image({o.PIXELS: element(o.PIXELS, b"OB", b"abc", 0xFFFFFFF0)}), "truncated"),
    _refused(25, "an odd length in front", an_image({_FRONT: element(_FRONT, b"CS", b"ODD")}), "odd_length"),
    _kept(25, "an odd length behind", an_image({_BEHIND: element(_BEHIND, b"LO", b"ODD")}), "odd_length"),
    _refused(
        26,
        "undefined length of a text in front",
        an_image({_FRONT: _lying(_FRONT, b"UT", 0xFFFFFFFF)}),
        "undefined_length",
    ),
    _kept(
        26,
        "undefined length of a text behind",
        an_image({_BEHIND: _lying(_BEHIND, b"UT", 0xFFFFFFFF)}),
        "undefined_length",
    ),
]

MASSES = [
    *(
        _refused(27, f"sequences {depth} deep in front", an_image({_FRONT: o.nested(depth)}), "too_deep")
        for depth in (1_000, 100_000)
    ),
    *(
        _kept(27, f"sequences {depth} deep behind", an_image({_BEHIND: o.nested(depth)}), "too_deep")
        for depth in (1_000, 100_000)
    ),
    _refused(
        28,
        "500,000 private elements in front",
        lambda: an_image({0x00090000: o.private(0x0009, 500_000)}),
        "too_many_elements",
    ),
    _kept(
        28,
        "500,000 private elements behind",
        lambda: an_image({0x00330000: o.private(0x0033, 500_000)}),
        "too_many_elements",
    ),
    _refused(
        28,
        "a text over the limit",
        lambda: an_image({_BEHIND: element(_BEHIND, b"UT", b"SENTINEL" * (LARGEST // 8))}),
        "too_large",
    ),
    _kept(
        36,
        "a deflate bomb",
        o.bomb(an_image({o.PIXELS: element(o.PIXELS, b"OW", b"", 400 << 20)})),
        "too_large",
        _DEFLATED,
    ),
    _refused(
        36,
        "a deflate bomb in front",
        o.bomb(element(_FRONT, b"UT", b"", 400 << 20), an_image()),
        "truncated",
        _DEFLATED,
    ),
    _kept(36, "a deflate stream that is cut", o.deflated(an_image())[:-9], "truncated", _DEFLATED),
    _refused(36, "what is no deflate stream", b"\xff" * 400, "broken_deflate", _DEFLATED),
]


def _identified(tag: int, value: bytes | None) -> bytes:
    return an_image({tag: b"" if value is None else element(tag, b"UI", o.uid_text(value))})


_STUDY = "study_uid_missing"
_MALFORMED = "uid_malformed"

IDENTITIES = [
    _kept(
        29,
        "two patient ids",
        an_image({o.PATIENT_ID: element(o.PATIENT_ID, b"LO", b"SENTINEL") * 2}),
        "duplicate_element",
    ),
    _kept(29, "two study UIDs", an_image({o.STUDY: element(o.STUDY, b"UI", o.STUDY_UID) * 2}), "duplicate_element"),
    _kept(29, "tags out of order", an_image() + element(0x00100040, b"CS", b"O "), "out_of_order"),
    _refused(30, "no study UID", _identified(o.STUDY, None), _STUDY),
    _refused(30, "an empty study UID", _identified(o.STUDY, b""), _STUDY),
    _refused(30, "a study UID of 65 characters", _identified(o.STUDY, b"1." + b"2" * 63), _MALFORMED),
    *(
        _refused(30, f"the study UID {value!r}", _identified(o.STUDY, value), _MALFORMED)
        for value in (
            b"../../etc/SENTINEL",
            b"1.2.3/../../x",
            b"1.2\0.3",
            "1.2.\u0663".encode(),
            b"1.2.3\\1.2.4",
            b"1..2",
            b"SENTINEL",
            b"-1.2",
        )
    ),
    _refused(30, "no series UID", _identified(o.SERIES, None), "series_uid_missing"),
    _refused(30, "no instance UID", _identified(o.SOP_INSTANCE, None), "sop_instance_uid_missing"),
    _refused(30, "no class UID", _identified(o.SOP_CLASS, None), "sop_class_uid_missing"),
    _kept(31, "a study UID that ends in a space", an_image({o.STUDY: element(o.STUDY, b"UI", o.STUDY_UID + b"  ")})),
    _object(16, "another instance UID", _identified(o.SOP_INSTANCE, b"1.2.3.4.5"), "A900", "uid_mismatch"),
    _object(16, "another class", _identified(o.SOP_CLASS, wire.VERIFICATION.encode()), "B007", "class_mismatch"),
]


def _geometry(rows: bytes, columns: bytes, vr: bytes = b"US") -> bytes:
    return an_image({0x00280010: element(0x00280010, vr, rows), 0x00280011: element(0x00280011, vr, columns)})


# what only a decoder or a reader of text could notice is kept; whoever decodes refuses
CONTENTS = [
    _kept(32, "46341 x 46341", _geometry(_us(46341), _us(46341))),
    _kept(32, "65535 x 65535", _geometry(_us(65535), _us(65535))),
    _kept(32, "0 x 0", _geometry(_us(0), _us(0))),
    _kept(32, "rows of 32 bits", _geometry(b"\xff\xff\xff\x7f", b"\xff\xff\xff\x7f", b"UL")),
    _kept(32, "negative rows", _geometry(b"\xff\xff", b"\xff\xff", b"SS")),
    *(
        _kept(33, f"{text!r} frames", an_image({0x00280008: element(0x00280008, b"IS", text)}))
        for text in (b"abc ", b"2147483648", b"-1", b"1e99")
    ),
    _kept(34, "more bits stored than allocated", an_image({0x00280101: element(0x00280101, b"US", _us(32))})),
    _kept(34, "a photometric interpretation of junk", an_image({0x00280004: element(0x00280004, b"CS", b"SENTINEL")})),
    _kept(34, "a short palette", an_image({0x00281201: element(0x00281201, b"OW", b"\0\0")})),
    _kept(35, "no JPEG 2000 stream", an_image({o.PIXELS: o.encapsulated(b"SENTINEL" * 9)}), syntax=_JPEG_2000),
    _kept(35, "RLE of 16 M segments", an_image({o.PIXELS: o.encapsulated(b"\xff" * 64)}), syntax=_RLE),
    _kept(37, "an unknown character set", an_image({_FRONT: element(_FRONT, b"CS", b"ISO_IR 999")})),
    *(
        _kept(37, f"the name {name[:24]!r}", an_image({o.PATIENT_NAME: element(o.PATIENT_NAME, b"PN", name)}))
        for name in (
            b"\x1b$)CSENTINEL\x1b(B\x1b$(",
            b"\xc0\xafSENTINEL\xf8\x88\x80\x80\x80 ",
            "\u202eLENITNES".encode() + b" ",
            b"<script>SENTINEL</script> ",
            b"SENTINEL" * 8191,
        )
    ),
    _kept(38, "a private element", an_image({0x00331010: element(0x00331010, b"UN", o.SENTINEL)})),
    _kept(38, "an overlay", an_image({0x60003000: element(0x60003000, b"OW", o.SENTINEL)})),
    _kept(38, "trailing bytes in padding", an_image() + element(0xFFFCFFFC, b"OB", o.SENTINEL)),
    _kept(38, "trailing bytes", an_image() + o.SENTINEL, "unknown_vr"),
    _kept(39, "the same instance with other bytes", an_image({0x00204000: element(0x00204000, b"LT", b"SENTINEL")})),
]

ATTACKS = EMPTY + LENGTHS + MASSES + IDENTITIES + CONTENTS
