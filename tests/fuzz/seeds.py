"""Where fuzzing starts: small good inputs and some that are wrong in one place, made in code."""

from fuzz.harnesses import BOUNDARY
from unit.dicom.datasets import ITEM_END, SEQUENCE_END, UNDEFINED, element, identified, implicit, item, part10
from unit.ingest import wire
from unit.ingest_commitment.actions import encoded, information

_SEQUENCE = element(0x00321064, b"SQ", item(element(0x00080100, b"SH", b"CODE")))
_OPEN = element(
    0x00321064, b"SQ", item(element(0x00080100, b"SH", b"CODE") + ITEM_END, UNDEFINED) + SEQUENCE_END, UNDEFINED
)
_PIXELS = element(0x7FE00010, b"OB", item(b"") + item(bytes(6)) + SEQUENCE_END, UNDEFINED)
_IMPLICIT = b"".join(implicit(tag, b"1.2.3\0") for tag in (0x00080016, 0x00080018, 0x0020000D, 0x0020000E))
_IMAGE = b"1.2.840.10008.5.1.4.1.1.2\0"
_STORE = wire.command(1, sop_instance="1.2.3.4", data_set=True)
_PART = b"Content-Type: application/dicom\r\n\r\n" + bytes(20) + b"\r\n--" + BOUNDARY.encode()


def _objects() -> list[bytes]:
    sets = [identified(), identified() + _SEQUENCE, identified() + _OPEN, identified() + _PIXELS]
    return [b"\x02" + one for one in sets] + [b"\x00" + part10(one) for one in sets] + [b"\x01" + _IMPLICIT]


def _files() -> list[bytes]:
    """Whole files that the de-identification takes: of both encodings, with sequences, private blocks and fragments."""
    meta = element(0x00020002, b"UI", _IMAGE)
    patient = element(0x00100010, b"PN", b"Muster^M") + element(0x00100020, b"LO", b"P-1234")
    private = element(0x00190010, b"LO", b"ACME") + element(
        0x00191001, b"SQ", item(element(0x00100010, b"PN", b"Muster"))
    )
    codes = element(0x00081140, b"SQ", item(element(0x00081155, b"UI", b"1.2.3\0") + ITEM_END, UNDEFINED))
    image = identified(x00080016=_IMAGE)
    plain = (
        image[: len(meta)] + element(0x00080018, b"UI", b"1.2.3\0") + element(0x00080020, b"DA", b"20240229") + codes
    )
    rest = element(0x0020000D, b"UI", b"1.2.4\0") + element(0x0020000E, b"UI", b"1.2.5\0") + _PIXELS
    explicit = part10(plain + patient + private + rest, b"1.2.840.10008.1.2.4.50")
    unwritten = b"".join(
        implicit(tag, value)
        for tag, value in (
            (0x00080016, _IMAGE),
            (0x00080018, b"1.2.3\0"),
            (0x00081140, item(implicit(0x00081155, b"1.2.3\0"))),
            (0x00100010, b"Muster^M"),
            (0x00191001, b"private!"),
            (0x0020000D, b"1.2.4\0"),
            (0x0020000E, b"1.2.5\0"),
        )
    )
    files = (explicit, part10(unwritten, b"1.2.840.10008.1.2\0"))
    return [file[:132] + meta + file[132:] for file in files]


def _streams() -> list[bytes]:
    stored = wire.data(wire.value(3, 3, _STORE)) + wire.data(wire.value(3, 2, identified()))
    return [step + wire.request() + wire.ECHO + stored + wire.RELEASE for step in (b"\0", b"\x07", b"\xff")]


SEEDS: dict[str, list[bytes]] = {
    "object": _objects(),
    "deid": _files(),
    "stream": _streams(),
    "request": [wire.request()[6:], wire.request(user=wire.item(0x54, b"\0\x051.2.3\1\1"))[6:]],
    "command": [_STORE, wire.command(0x30, wire.VERIFICATION), wire.command(0x8001), wire.command(0x0130)],
    "action": [
        bytes([explicit]) + encoded(information("1.2.9", [(wire.CT, "1.2.3"), (wire.CT, "1.2.45")], undefined), syntax)
        for explicit, syntax in enumerate((wire.IMPLICIT, wire.EXPLICIT))
        for undefined in (False, True)
    ],
    "multipart": [
        step + b"--" + BOUNDARY.encode() + b"\r\n" + _PART + end
        for step in (b"\1", b"\x05", b"\0")
        for end in (b"--\r\n", b"\r\n" + _PART + b"--")
    ],
}
