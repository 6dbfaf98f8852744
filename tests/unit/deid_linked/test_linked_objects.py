"""References between objects still resolve after de-identification: nested ones, those of reports, of real files."""

import contextlib
import io
from functools import cache
from pathlib import Path

import pydicom
import pytest
from pydicom.dataset import Dataset
from unit.deid.objects import KEY, claim_of
from unit.deid_linked.images import slices
from unit.deid_linked.links import broken, defined, translation, uids
from unit.deid_linked.study import PARTS, as_file, whole_study

from bildstrom.deid.engine import deidentify
from bildstrom.deid.profile.options import combination
from bildstrom.deid.profile.profile import Profile
from bildstrom.deid.quarantine import Quarantine
from bildstrom.dicom.identify import Identity, identify
from bildstrom.dicom.projects import Project
from bildstrom.dicom.pseudonym import pseudonymous_uid

CORPUS = Path(__file__).parents[4] / "shared" / "corpus"
PROFILE = Profile("linked", combination(["retain-modified-dates", "clean-structured-content"]))
PROJECT = Project(name="linked", called_ae_titles=("LINKED",), key=KEY, profile=PROFILE.name)


def read(data: bytes) -> Dataset:
    return pydicom.dcmread(io.BytesIO(data))


def released(raw: bytes) -> Dataset:
    """What the engine passes on.

    Raises:
        Quarantine: nothing.
    """
    return read(deidentify(raw, claim_of(raw, PROJECT), PROJECT, profiles={PROFILE.name: PROFILE}).data)


@cache
def pairs() -> list[tuple[Dataset, Dataset]]:
    """Every object of the generated study, before and after."""
    files = [as_file(dataset) for dataset in whole_study()]
    return [(read(data), released(data)) for data in files]


def of_modality(modality: str) -> tuple[Dataset, Dataset]:
    return next((before, after) for before, after in pairs() if before.Modality == modality)


@pytest.mark.parametrize("modality", [name for name in PARTS if name not in ("SR", "KO")])
def test_every_reference_of_an_object_points_at_what_it_pointed_at(modality: str) -> None:
    before, after = of_modality(modality)
    assert broken(before, after, translation(pairs())) == ([], [])


@pytest.mark.parametrize("modality", ["SR", "KO"])
def test_a_report_refers_to_nothing_else_than_before(modality: str) -> None:
    before, after = of_modality(modality)
    became = translation(pairs())
    known = {became[uid] for _, uid in uids(before) if uid in became}
    assert {uid for _, uid in uids(after) if uid in became.values()} == known
    evidence = {uid for path, uid in uids(after) if path[0] == "CurrentRequestedProcedureEvidenceSequence"}
    referred = {uid for path, uid in uids(after) if "ReferencedSOPSequence" in path and path[0] == "ContentSequence"}
    assert referred - evidence == set()
    assert len(referred - {uid for uid in referred if uid.startswith("1.2.840.10008.")}) > 0


def test_the_objects_of_a_study_and_a_frame_of_reference_stay_together() -> None:
    assert {after.StudyInstanceUID for _, after in pairs()} == {
        pseudonymous_uid(KEY, str(slices()[0].StudyInstanceUID))
    }
    frames = {str(after.FrameOfReferenceUID) for _, after in pairs() if "FrameOfReferenceUID" in after}
    assert frames == {pseudonymous_uid(KEY, str(slices()[0].FrameOfReferenceUID))}
    assert len({after.PatientID for _, after in pairs()}) == 1


def test_tracking_follows_a_lesion_from_the_segmentation_into_the_report() -> None:
    _, segments = of_modality("SEG")
    _, report = of_modality("SR")
    tracked = str(segments.SegmentSequence[0].TrackingUID)
    assert tracked in {uid for path, uid in uids(report) if path[0] == "ContentSequence"}


@cache
def corpus() -> list[tuple[Dataset, Dataset]]:
    """The real files that are passed on, before and after."""
    found = []
    for path in sorted(CORPUS.rglob("*.dcm")):
        raw = path.read_bytes()
        if isinstance(identify(raw), Identity):
            with contextlib.suppress(Quarantine):
                after = released(raw)
                found.append((read(raw), after))
    return found


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of real files is not beside the repository")
@pytest.mark.filterwarnings("ignore::UserWarning:pydicom")
def test_references_between_real_files_still_resolve() -> None:
    became = translation(corpus())
    resolved = 0
    for before, after in corpus():
        own = set(defined(before).values())
        foreign = {uid for _, uid in uids(before) if uid in became and uid not in own}
        if "ContentSequence" in before:
            after_uids = {uid for _, uid in uids(after)}
            resolved += len({became[uid] for uid in foreign} & after_uids)
            assert after_uids.isdisjoint(foreign)
            continue
        wrong, _ = broken(before, after, became)
        assert wrong == []
        resolved += len({became[uid] for uid in foreign} & {uid for _, uid in uids(after)})
    assert resolved > 20


def test_a_reference_that_points_elsewhere_or_is_gone_is_noticed() -> None:
    before, after = of_modality("RTDOSE")
    became, changed = translation(pairs()), read(as_file(after))
    changed.ReferencedRTPlanSequence[0].ReferencedSOPInstanceUID = "2.25.1"
    del changed.ReferencedStructureSetSequence
    wrong, gone = broken(before, changed, became)
    assert wrong == ["ReferencedRTPlanSequence.0.ReferencedSOPInstanceUID.0"]
    assert gone == ["ReferencedStructureSetSequence.0.ReferencedSOPInstanceUID.0"]
