"""Which objects are kept back, and why."""

import dataclasses

import pytest
from pydicom.dataset import Dataset
from unit.deid.objects import PROJECT, claim_of, cleaned, ct, encoded

from bildstrom.deid import engine, paths
from bildstrom.deid.engine import deidentify
from bildstrom.deid.profile.actions import Action
from bildstrom.deid.profile.profile import BASIC, Profile
from bildstrom.deid.profile.rules import Rules
from bildstrom.deid.quarantine import (
    BURNED_IN_TEXT,
    ENCAPSULATED_DOCUMENT,
    IDENTITY_MISMATCH,
    PROFILE_FAILED,
    STRUCTURED_REPORT,
    TRUNCATED,
    UNREADABLE,
    UNSUPPORTED_SOP_CLASS,
    UNSUPPORTED_TRANSFER_SYNTAX,
    Quarantine,
)
from bildstrom.deid.second_look.leak import Leak
from bildstrom.events.v1 import events_pb2 as pb

STORAGE = "1.2.840.10008.5.1.4.1.1."


def reason_for(raw: bytes) -> pb.QuarantineReason.ValueType:
    with pytest.raises(Quarantine) as kept_back:
        cleaned(raw)
    return kept_back.value.reason


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"SOPClassUID": STORAGE + "88.33"}, STRUCTURED_REPORT),
        ({"SOPClassUID": STORAGE + "88.59"}, STRUCTURED_REPORT),  # key object selection
        ({"SOPClassUID": STORAGE + "104.1"}, ENCAPSULATED_DOCUMENT),
        ({"SOPClassUID": STORAGE + "66"}, UNSUPPORTED_SOP_CLASS),  # raw data
        ({"SOPClassUID": "1.3.12.2.1107.5.9.1"}, UNSUPPORTED_SOP_CLASS),  # private
        ({"SOPClassUID": STORAGE + "9.4.1"}, UNSUPPORTED_SOP_CLASS),  # a voice
        ({"EncapsulatedDocument": b"%PDF"}, ENCAPSULATED_DOCUMENT),
        ({"ContentSequence": [Dataset()]}, STRUCTURED_REPORT),
        ({"BurnedInAnnotation": "YES"}, BURNED_IN_TEXT),
        ({"Modality": "US"}, BURNED_IN_TEXT),
        ({"SOPClassUID": STORAGE + "7"}, BURNED_IN_TEXT),
        ({"ConversionType": "WSD"}, BURNED_IN_TEXT),
        ({"ImageType": ["DERIVED", "SECONDARY", "SCREEN SAVE"]}, BURNED_IN_TEXT),
        ({"ImageType": ["ORIGINAL", "PRIMARY", "LABEL"]}, BURNED_IN_TEXT),
    ],
)
def test_an_object_that_no_rule_covers_is_kept_back(
    changes: dict[str, object], reason: pb.QuarantineReason.ValueType
) -> None:
    assert reason_for(encoded(ct(**changes))) == reason


def test_pixels_that_are_said_to_be_free_of_text_pass() -> None:
    assert cleaned(encoded(ct(SOPClassUID=STORAGE + "7", Modality="OT", BurnedInAnnotation="NO"))).data


def test_an_overlay_in_the_pixels_spare_bits_is_burned_in() -> None:
    dataset = ct()
    dataset.add_new(0x60000100, "US", 16)
    assert reason_for(encoded(dataset)) == BURNED_IN_TEXT


@pytest.mark.parametrize("syntax", ["1.2.840.10008.1.2.4.94", "1.2.840.113619.5.2", "1.2.840.10008.1.2.777"])
def test_a_transfer_syntax_that_is_not_known_by_name_is_kept_back(syntax: str) -> None:
    raw = encoded(ct())
    own, other = b"1.2.840.10008.1.2.1\0", syntax.encode()
    other += b"\0" * (len(other) % 2)
    changed = raw.replace(b"UI\x14\0" + own, b"UI" + len(other).to_bytes(2, "little") + other, 1)
    assert reason_for(changed) == UNSUPPORTED_TRANSFER_SYNTAX


def test_native_pixels_under_a_compressed_transfer_syntax_are_kept_back() -> None:
    raw = encoded(ct())
    rle = raw.replace(b"1.2.840.10008.1.2.1\0", b"1.2.840.10008.1.2.5\0", 1)
    assert rle != raw
    assert reason_for(rle) == UNREADABLE


def test_a_broken_object_is_kept_back() -> None:
    raw = encoded(ct())
    assert reason_for(raw[:-3]) == TRUNCATED
    name = raw.index(b"\x10\x00\x20\x00LO")
    twice = raw[:name] + raw[name : name + 16] + raw[name:]  # PatientID twice
    assert reason_for(twice) == UNREADABLE


@pytest.mark.parametrize("field", ["sop_class_uid", "sop_instance_uid", "study_uid", "series_uid", "sha256"])
def test_an_object_other_than_its_event_names_is_kept_back(field: str) -> None:
    raw = encoded(ct())
    claim = dataclasses.replace(claim_of(raw), **{field: "2.25.1"})
    with pytest.raises(Quarantine) as kept_back:
        deidentify(raw, claim, PROJECT)
    assert kept_back.value.reason == IDENTITY_MISMATCH


def test_a_defect_of_the_rules_is_found_by_the_second_look(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = encoded(ct())
    monkeypatch.setattr(engine, "spliced", lambda raw, case: None)
    monkeypatch.setattr(paths, "apply", lambda nodes, subject, rules: nodes)
    with pytest.raises(Leak) as leak:
        cleaned(raw)
    assert str(leak.value) in {"attribute", "name", "uid"}


def test_a_defect_of_the_rules_is_found_on_the_fast_path_too(monkeypatch: pytest.MonkeyPatch) -> None:
    careless = Profile("careless", BASIC.options)
    everything = {"SQ": Action.RECURSE}
    monkeypatch.setattr(Rules, "action", lambda self, tag, vr: everything.get(vr, Action.KEEP))
    monkeypatch.setattr(engine, "rebuilt", None)  # not called
    raw = encoded(ct())
    with pytest.raises(Leak) as leak:
        deidentify(raw, claim_of(raw), PROJECT, profiles={"basic": careless})
    assert str(leak.value) in {"attribute", "name", "uid"}


def test_more_names_than_can_be_searched_for_are_kept_back() -> None:
    assert reason_for(encoded(ct(OperatorsName=[f"Person{number}" for number in range(300)]))) == PROFILE_FAILED
