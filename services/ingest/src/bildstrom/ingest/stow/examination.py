"""What an object is and whether it can be taken: the verdict on one file, from its bytes alone."""

from dataclasses import dataclass

from bildstrom.dicom.encoding import DEFLATED_SYNTAXES
from bildstrom.dicom.identify import Identity, examine, identify
from bildstrom.dicom.verdict import Refusal
from bildstrom.ingest.stow.file_meta import file_meta
from bildstrom.ingest.stow.inflation import inflated_size
from bildstrom.ingest.stow.intake import Verdict

CHECKED_INFLATED = 64 * 1024 * 1024  # a deflated data set above it is left to the de-identification to check


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict with its closed reason word, and who the object is, if it says so."""

    verdict: Verdict
    reason: str
    identity: Identity | None = None


def judged(file: memoryview, study_uid: str | None) -> Finding:
    """Look at a whole Part 10 file.

    Args:
        study_uid: that it has to belong to, normalised; None takes any.
    """
    meta = file_meta(file)
    size = inflated_size(file[meta.data_set :]) if meta.transfer_syntax in DEFLATED_SYNTAXES else 0
    if size is None:
        return Finding(Verdict.CANNOT_UNDERSTAND, "deflate_ratio")
    identity, broken = examine(file) if size <= CHECKED_INFLATED else (identify(file), None)
    if isinstance(identity, Refusal):
        return Finding(Verdict.CANNOT_UNDERSTAND, identity.reason)
    if meta.sop_instance_uid and meta.sop_instance_uid != identity.sop_instance_uid:
        return Finding(Verdict.MISMATCH, "uid_mismatch", identity)
    if study_uid is not None and study_uid != identity.study_uid:
        return Finding(Verdict.MISMATCH, "study_uid_mismatch", identity)
    if broken is not None:
        return Finding(Verdict.STORED_WITH_ERRORS, broken.reason, identity)
    if meta.sop_class_uid and meta.sop_class_uid != identity.sop_class_uid:
        return Finding(Verdict.STORED_WITH_ERRORS, "class_mismatch", identity)
    return Finding(Verdict.STORED, "none", identity)
