"""The generated tables, and what the rules of the built-in profile make of them."""

import pytest
from pydicom.uid import (
    CTImageStorage,
    EnhancedCTImageStorage,
    GrayscaleSoftcopyPresentationStateStorage,
    MRImageStorage,
    PositronEmissionTomographyImageStorage,
    RTBeamsTreatmentRecordStorage,
    RTPlanStorage,
    SegmentationStorage,
)
from unit.deid.standard_tables import OPTIONS, attributes, patterns, safe_private

from bildstrom.deid.profile.actions import Action, Zeros
from bildstrom.deid.profile.options import Option
from bildstrom.deid.profile.profile import BASIC, Profile
from bildstrom.deid.profile.rules import rules_for
from bildstrom.deid.standard.attributes import ROWS
from bildstrom.deid.standard.safe_private import SAFE

UNKNOWN = "1.2.3.4"


def test_the_generated_table_is_the_one_of_the_standard() -> None:
    marks = [(row.tag, row.basic, "".join(row.options.get(name, ".") for name in OPTIONS)) for row in attributes()]
    assert list(ROWS) == sorted(marks)
    assert len(marks) == 652
    assert [option.value for option in Option] == list(OPTIONS)
    assert patterns() == {
        "(50xx,xxxx)": ("X", {"clean-graphics": "C"}),
        "(60xx,3000)": ("X", {"clean-graphics": "C"}),
        "(60xx,4000)": ("X", {"clean-graphics": "C"}),
        "(gggg,eeee) where gggg is odd": ("X", {"retain-safe-private": "C"}),
    }


def test_the_generated_safe_private_elements_are_those_of_the_standard() -> None:
    generated = [(who, place >> 8, place & 0xFF, vr) for who, places in SAFE.items() for place, vr in places.items()]
    assert sorted(generated) == sorted(safe_private())
    assert len(generated) == 479


@pytest.mark.parametrize(
    ("tag", "vr", "action"),
    [
        (0x00080080, "LO", Action.REMOVE),  # X/Z/D, Institution Name: Type 3 in General Equipment
        (0x00321060, "LO", Action.REMOVE),  # X/Z, Requested Procedure Description: no part of the CT IOD
        (0x00181030, "LO", Action.REMOVE),  # X/D, Protocol Name: Type 3
        (0x00180010, "LO", Action.EMPTY),  # Z/D, Contrast/Bolus Agent: Type 2 in Contrast/Bolus
        (0x00081140, "SQ", Action.RECURSE),  # X/Z/U*, Referenced Image Sequence
        (0x00081110, "SQ", Action.REMOVE),  # X/Z, Referenced Study Sequence: Type 3
        (0x00400555, "SQ", Action.REMOVE),  # X/Z, Acquisition Context Sequence: no part of the CT IOD
        (0x00081072, "SQ", Action.REMOVE),  # X/D, Operator Identification Sequence: Type 3
        (0x006A0003, "UI", Action.MAP_UIDS),  # D, Annotation Group UID
        (0x00080022, "DA", Action.SHIFT_DATE),  # X/Z with C, Acquisition Date
        (0x00080032, "TM", Action.KEEP_TIME),  # X/Z with C, Acquisition Time
        (0x00080201, "SH", Action.KEEP_TIME),  # X with C, Timezone Offset From UTC
        (0x00100030, "DA", Action.EMPTY),  # Z without C, Patient's Birth Date
        (0x00100032, "TM", Action.REMOVE),  # X without C, Patient's Birth Time
        (0x04000310, "OB", Action.REMOVE),  # X with C, Certified Timestamp: no dates that could be moved
        (0x00100020, "LO", Action.PSEUDONYMISE_PATIENT),
        (0x00080050, "SH", Action.PSEUDONYMISE_ACCESSION),
        (0x00101010, "AS", Action.REMOVE),  # X, Patient's Age
        (0x00280010, "US", Action.KEEP),  # Rows
        (0x00280010, "LT", Action.REMOVE),  # Rows in a VR that it doesn't have
        (0x0048FFF1, "UI", Action.REMOVE),  # not in the dictionary
        (0x00090010, "LO", Action.REMOVE),  # private creator
        (0x00080000, "UL", Action.REMOVE),  # group length
        (0x60020010, "US", Action.REMOVE),  # overlay rows
        (0x00409096, "SQ", Action.RECURSE),  # Real World Value Mapping Sequence
    ],
)
def test_an_action_follows_from_the_row_and_the_vr(tag: int, vr: str, action: Action) -> None:
    assert rules_for(BASIC, CTImageStorage).action(tag, vr) is action


FRAMES = (0x52009230,)  # Per-Frame Functional Groups Sequence
DERIVATION = (*FRAMES, 0x00089124)  # Derivation Image Sequence
BEAMS = (0x300A00B0,)  # Beam Sequence


@pytest.mark.parametrize(
    ("sop_class", "path", "tag", "vr", "action"),
    [
        # PS3.3 C.7.5.1: Station Name is Type 3 in General Equipment
        (CTImageStorage, (), 0x00081010, "SH", Action.REMOVE),
        # PS3.3 C.7.5.2: Device Serial Number is Type 1 in Enhanced General Equipment, Type 3 in the general one
        (EnhancedCTImageStorage, (), 0x00181000, "LO", Action.DUMMY),
        (MRImageStorage, (), 0x00181000, "LO", Action.REMOVE),
        # PS3.3 C.7.6.14: Acquisition Context Sequence is Type 2
        (EnhancedCTImageStorage, (), 0x00400555, "SQ", Action.EMPTY),
        # PS3.3 C.7.6.4: Contrast/Bolus Agent is Type 2
        (MRImageStorage, (), 0x00180010, "LO", Action.EMPTY),
        # PS3.3 C.8.8.14: Treatment Machine Name is Type 2 in a beam, and nowhere else in a plan
        (RTPlanStorage, BEAMS, 0x300A00B2, "SH", Action.EMPTY),
        (RTPlanStorage, (), 0x300A00B2, "SH", Action.REMOVE),
        # PS3.3 C.8.8.16: Reviewer Name is Type 2C in Approval
        (RTPlanStorage, (), 0x300E0008, "PN", Action.EMPTY),
        # PS3.3 C.10.5: Graphic Annotation Sequence is Type 1, so that it may not be empty; E.1-1 D
        (GrayscaleSoftcopyPresentationStateStorage, (), 0x00700001, "SQ", Action.RECURSE),
        (CTImageStorage, (), 0x00700001, "SQ", Action.REMOVE),
        # PS3.3 C.8.8.1: Operators' Name is Type 2 in RT Series
        (RTBeamsTreatmentRecordStorage, (), 0x00081070, "PN", Action.EMPTY),
        # nothing is known to be required of a class that is not known
        (UNKNOWN, (), 0x00181000, "LO", Action.REMOVE),
        (UNKNOWN, (), 0x00180010, "LO", Action.EMPTY),
        (UNKNOWN, FRAMES, 0x00181000, "LO", Action.REMOVE),
        # PS3.3 C.8.9.1: Series Date is Type 1 in PET Series, C.7.3.1: Type 3 in General Series
        (PositronEmissionTomographyImageStorage, (), 0x00080021, "DA", Action.DUMMY),
        (CTImageStorage, (), 0x00080021, "DA", Action.REMOVE),
        # PS3.3 C.8.9.4: Acquisition Date is Type 2 in PET Image, C.7.10.1: Type 3 in General Acquisition
        (PositronEmissionTomographyImageStorage, (), 0x00080022, "DA", Action.EMPTY),
        (CTImageStorage, (), 0x00080022, "DA", Action.REMOVE),
        # PS3.3 C.7.6.1: Content Date is Type 2C in General Image, C.7.6.16: Type 1 in Multi-frame Functional Groups
        (CTImageStorage, (), 0x00080023, "DA", Action.EMPTY),
        (EnhancedCTImageStorage, (), 0x00080023, "DA", Action.DUMMY),
        # PS3.3 C.8.15.2: Acquisition DateTime is Type 1C in Enhanced CT Image
        (EnhancedCTImageStorage, (), 0x0008002A, "DT", Action.DUMMY),
        # PS3.3 C.8.8.9: RT Plan Date is Type 2, so that it may not go, and the table has X/D
        (RTPlanStorage, (), 0x300A0006, "DA", Action.DUMMY),
        # PS3.3 C.7.6.16.2.6: Source Image Sequence is Type 2 in Derivation Image
        (SegmentationStorage, DERIVATION, 0x00082112, "SQ", Action.EMPTY),
        (CTImageStorage, (), 0x00082112, "SQ", Action.REMOVE),
    ],
)
def test_a_compound_action_follows_the_type_in_its_place(
    sop_class: str, path: tuple[int, ...], tag: int, vr: str, action: Action
) -> None:
    rules = rules_for(Profile("letter", keeps_references=False), sop_class)
    for sequence in path:
        rules = rules.inside(sequence)
    assert rules.action(tag, vr) is action


def test_references_stay_with_mapped_uids_unless_the_profile_wants_the_letter() -> None:
    frames = rules_for(BASIC, SegmentationStorage).inside(FRAMES[0])
    assert frames.inside(DERIVATION[1]).action(0x00082112, "SQ") is Action.RECURSE
    assert rules_for(BASIC, CTImageStorage).action(0x00082112, "SQ") is Action.RECURSE


def test_inside_a_sequence_that_dummies_replace_nothing_of_the_values_stays() -> None:
    inside = rules_for(BASIC, GrayscaleSoftcopyPresentationStateStorage).inside(0x00700001)
    text, graphic = inside.inside(0x00700008), inside.inside(0x00700009)
    assert text.action(0x00700006, "ST") is Action.DUMMY  # Unformatted Text Value
    assert graphic.action(0x00700022, "FL") == Zeros()  # Graphic Data, which may be handwriting
    assert graphic.action(0x00700023, "CS") is Action.KEEP  # Graphic Type
    images = inside.inside(0x00081140)
    assert images.action(0x00081155, "UI") is Action.MAP_UIDS
    assert images.action(0x00100010, "PN") is Action.EMPTY


def test_a_rule_can_be_explained() -> None:
    rules = rules_for(BASIC, EnhancedCTImageStorage)
    assert rules.reason(0x00181000, "LO") == "E.1-1 X/Z/D, Type 1"
    assert rules.reason(0x00080020, "DA") == "E.1-1 C: retain-modified-dates"
    assert rules.reason(0x00101010, "AS") == "E.1-1 X"
    assert rules.reason(0x00280010, "US") == "VR US"
    assert rules.reason(0x00280010, "LT") == "VR contradicts the dictionary"
    assert rules.reason(0x0048FFF1, "UI") == "unknown"
    assert rules.reason(0x00090010, "LO") == "group"
