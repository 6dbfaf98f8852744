"""Which images a face may be recognised in, and what a profile does with them."""

import pytest
from pydicom.dataset import Dataset
from unit.deid.objects import ct, encoded
from unit.deid_pixels.images import looked_at

from bildstrom.deid.pixels.looking import Unchanged
from bildstrom.deid.pixels.options import Heads, PixelOptions
from bildstrom.deid.quarantine import RECOGNIZABLE_FACE, Quarantine

FACES = (("113102", "Clean Recognizable Visual Features Option"),)


def region(code: str, scheme: str) -> Dataset:
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = code, scheme, "somewhere"
    return item


HEADS: list[dict[str, object]] = [
    {"BodyPartExamined": "HEAD"},
    {"BodyPartExamined": "CHEST", "SeriesDescription": "t1 mpr brain"},
    {"AnatomicRegionSequence": [region("69536005", "SCT")]},
    {"AnatomicRegionSequence": [region("T-D1100", "SRT")]},
    {"ProtocolName": "Schädel nativ"},
    {"StudyDescription": "CCT"},
    {"Modality": "MR", "SeriesDescription": "Neurocranium"},
    {"SeriesDescription": None},  # says nothing of its body part
    {"Modality": "XC", "BodyPartExamined": "HAND", "BurnedInAnnotation": "NO"},
]
OTHERS: list[dict[str, object]] = [
    {"BodyPartExamined": "CHEST"},
    {"SeriesDescription": "Thorax 1.0 B30f"},
    {"AnatomicRegionSequence": [region("51185008", "SCT")]},
    {"Modality": "DX", "BodyPartExamined": "SKULL"},  # a projection: no face can be rendered from it
]


@pytest.mark.parametrize("changes", HEADS)
def test_a_head_is_kept_back_or_released_without_the_code(changes: dict[str, object]) -> None:
    raw = encoded(ct(**changes))
    with pytest.raises(Quarantine) as kept_back:
        looked_at(raw, PixelOptions(heads=Heads.QUARANTINED), None)
    assert kept_back.value.reason == RECOGNIZABLE_FACE
    assert looked_at(raw, PixelOptions(heads=Heads.RELEASED), None) == Unchanged(())


@pytest.mark.parametrize("changes", OTHERS)
@pytest.mark.parametrize("heads", [Heads.QUARANTINED, Heads.RELEASED])
def test_what_shows_no_face_passes_with_the_code(changes: dict[str, object], heads: Heads) -> None:
    assert looked_at(encoded(ct(**changes)), PixelOptions(heads=heads), None) == Unchanged(FACES)


def test_without_the_option_nothing_is_claimed() -> None:
    assert looked_at(encoded(ct(BodyPartExamined="HEAD")), PixelOptions(), None) == Unchanged(())


def test_a_body_part_in_functional_groups_counts() -> None:
    frame, groups = Dataset(), Dataset()
    frame.AnatomicRegionSequence = [region("12738006", "SCT")]
    groups.FrameAnatomySequence = [frame]
    with pytest.raises(Quarantine):
        looked_at(
            encoded(ct(SharedFunctionalGroupsSequence=[groups], SeriesDescription="a")),
            PixelOptions(heads=Heads.QUARANTINED),
            None,
        )
