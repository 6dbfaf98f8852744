"""Which object is this, and is it whole?"""

import tracemalloc
import zlib

import pytest
from unit.dicom.datasets import (
    ITEM_END,
    SEQUENCE_END,
    SERIES_UID,
    UNDEFINED,
    element,
    identified,
    implicit,
    item,
    part10,
)

from bildstrom.dicom.identify import Identity, check, identify
from bildstrom.dicom.verdict import Reason, Refusal

EXPLICIT, IMPLICIT, BIG, DEFLATED = (
    "1.2.840.10008.1.2.1",
    "1.2.840.10008.1.2",
    "1.2.840.10008.1.2.2",
    "1.2.840.10008.1.2.1.99",
)
SEQUENCE = 0x00409096
PIXELS = 0x7FE00010


def test_an_object_is_identified_with_its_uids_normalised() -> None:
    patient = element(0x00100020, b"LO", b"PID-081\0")
    found = identify(part10(identified()))
    assert found == Identity(
        sop_class_uid="1.2.840.10008.5.1.4.1.1.2",
        sop_instance_uid="1.2.826.0.1.2.3",
        study_uid="1.2.826.0.1",
        series_uid=SERIES_UID.decode(),
        transfer_syntax_uid=EXPLICIT,
        patient_id=b"",
        modality="",
    )
    place = identified().index(b"\x20\x00\x0d\x00")
    with_patient = identify(identified()[:place] + patient + identified()[place:], EXPLICIT)
    assert isinstance(with_patient, Identity)
    assert with_patient.patient_id == b"PID-081"


def test_reading_stops_behind_the_series_uid() -> None:
    broken = element(0x00200010, b"SH", b"", length=0xFFF0)
    assert isinstance(identify(identified() + broken, EXPLICIT), Identity)
    assert check(identified() + broken, EXPLICIT) == Refusal(Reason.TRUNCATED)


def test_sequences_on_the_way_are_skipped() -> None:
    decoy = item(identified(x00080018=b"9.9.9.9\0"))
    for sequence in (
        element(0x00081140, b"SQ", decoy),
        element(0x00081140, b"SQ", decoy, UNDEFINED) + SEQUENCE_END,
        element(0x00081140, b"SQ", item(decoy[8:], UNDEFINED), UNDEFINED) + ITEM_END + SEQUENCE_END,
    ):
        place = identified().index(b"\x20\x00\x0d\x00")
        found = identify(identified()[:place] + sequence + identified()[place:], EXPLICIT)
        assert isinstance(found, Identity)
        assert found.sop_instance_uid == "1.2.826.0.1.2.3"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"x0020000D": None}, Reason.STUDY_UID_MISSING),
        ({"x0020000D": b"\0\0"}, Reason.STUDY_UID_MISSING),
        ({"x0020000E": None}, Reason.SERIES_UID_MISSING),
        ({"x00080018": None}, Reason.SOP_INSTANCE_UID_MISSING),
        ({"x00080016": None}, Reason.SOP_CLASS_UID_MISSING),
        ({"x0020000D": b"../../x "}, Reason.UID_MALFORMED),
        ({"x0020000D": b"1." * 32 + b"1 "}, Reason.UID_MALFORMED),  # 65 characters
        ({"x0020000D": b"1.2\x003.4 "}, Reason.UID_MALFORMED),
        ({"x0020000D": "1.٢".encode()}, Reason.UID_MALFORMED),  # an Arabic-Indic digit
        ({"x0020000D": b"1..2"}, Reason.UID_MALFORMED),
        ({"x0020000D": b"12"}, Reason.UID_MALFORMED),
    ],
)
def test_what_cannot_be_named_is_refused(changes: dict[str, bytes | None], reason: Reason) -> None:
    assert identify(identified(**changes), EXPLICIT) == Refusal(reason)


@pytest.mark.parametrize("raw", [b"", bytes(132), b"<html>" * 40, b"PK\x03\x04" * 40, b"%PDF-1.7" * 40])
def test_other_files_are_not_dicom(raw: bytes) -> None:
    assert identify(raw) == check(raw) == Refusal(Reason.NOT_DICOM)


def test_a_file_of_nothing_but_its_prefix_is_refused() -> None:
    assert identify(bytes(128) + b"DICM") == Refusal(Reason.TRANSFER_SYNTAX_MISSING)


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        (element(PIXELS, b"OW", bytes(10), length=12), Reason.TRUNCATED),
        (element(PIXELS, b"OB", b"", length=0xFFFFFFF0), Reason.TRUNCATED),
        (element(0x00280010, b"US", b"abc"), Reason.ODD_LENGTH),
        (element(0x00400280, b"UT", b"", length=UNDEFINED), Reason.UNDEFINED_LENGTH),
        (element(0x00280010, b"??", bytes(2)), Reason.UNKNOWN_VR),
        (b"\x28\x00\x10", Reason.TRUNCATED),
        (element(SEQUENCE, b"SQ", item(bytes(4), length=400)), Reason.TRUNCATED),
        (element(SEQUENCE, b"SQ", item(bytes(4), length=12)) + bytes(40), Reason.BROKEN_SEQUENCE),
        (element(SEQUENCE, b"SQ", element(0x00280010, b"US", bytes(2))), Reason.BROKEN_SEQUENCE),
        (element(SEQUENCE, b"SQ", b"", UNDEFINED), Reason.TRUNCATED),
        (element(PIXELS, b"OB", item(b"") + item(bytes(4), 8), UNDEFINED), Reason.TRUNCATED),
        (element(PIXELS, b"OB", item(b"") + item(bytes(4)), UNDEFINED), Reason.TRUNCATED),
        (element(0x00100020, b"LO", b"AB"), Reason.OUT_OF_ORDER),
        (element(0x00280010, b"US", bytes(2)) * 2, Reason.DUPLICATE_ELEMENT),
    ],
)
def test_a_broken_structure_is_found_whatever_stands_before_it(more: bytes, reason: Reason) -> None:
    assert check(identified() + more, EXPLICIT) == Refusal(reason)


def test_a_sound_structure_passes() -> None:
    encapsulated = element(PIXELS, b"OB", item(b"") + item(bytes(6)) + SEQUENCE_END, UNDEFINED)
    empty = element(SEQUENCE, b"SQ", b"")
    assert check(identified() + empty + encapsulated, EXPLICIT) is None


def test_an_unknown_sequence_is_read_in_implicit_vr() -> None:
    content = item(implicit(0x00280010, bytes(2)))
    unknown = element(0x00210010, b"UN", content + SEQUENCE_END, UNDEFINED)
    assert check(identified() + unknown, EXPLICIT) is None


@pytest.mark.parametrize("depth", [1_000, 100_000])
@pytest.mark.parametrize("end", [b"", None])
def test_deep_nesting_is_refused_at_once(depth: int, end: bytes | None) -> None:
    level = element(SEQUENCE, b"SQ", item(b"", UNDEFINED), UNDEFINED)
    closing = (ITEM_END + SEQUENCE_END) * depth if end is None else end
    assert check(identified() + level * depth + closing, EXPLICIT) == Refusal(Reason.TOO_DEEP)


def test_a_flood_of_elements_is_refused() -> None:
    flood = b"".join(implicit(0x00290000 + number % 0xFFFF, b"") for number in range(500_000))
    assert check(flood, IMPLICIT) == Refusal(Reason.TOO_MANY_ELEMENTS)


def test_implicit_vr_sequences_are_entered_by_the_dictionary() -> None:
    broken = implicit(SEQUENCE, item(implicit(0x00280010, bytes(2), length=4)))
    assert check(broken, IMPLICIT) == Refusal(Reason.TRUNCATED)


def test_a_deflated_object_is_identified_from_its_beginning() -> None:
    content = identified() + element(PIXELS, b"OW", bytes(2_000_000))
    deflater = zlib.compressobj(wbits=-15)
    raw = deflater.compress(content) + deflater.flush()
    found = identify(raw, DEFLATED)
    assert isinstance(found, Identity)
    assert found.transfer_syntax_uid == DEFLATED
    assert check(raw, DEFLATED) is None
    assert check(raw[:-9], DEFLATED) == Refusal(Reason.TRUNCATED)
    assert identify(b"\xff" * 100, DEFLATED) == Refusal(Reason.BROKEN_DEFLATE)


def test_a_deflate_bomb_is_not_inflated_to_identify_it() -> None:
    deflater = zlib.compressobj(9, wbits=-15)
    bomb = b"".join(deflater.compress(bytes(1_000_000)) for _ in range(200)) + deflater.flush()
    tracemalloc.start()
    identify(bomb, DEFLATED)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4_000_000
