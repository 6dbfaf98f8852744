"""What an object is and whether it can be taken: the verdict on one file, from its bytes alone."""

from dataclasses import dataclass

from bildstrom.dicom.encoding import DEFLATED_SYNTAXES
from bildstrom.dicom.identify import Identity, check, identify
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


def examine(file: memoryview, study_uid: str | None) -> Finding:
    """Look at a whole Part 10 file.

    Args:
        study_uid: that it has to belong to, normalised; None takes any.
    """
    identity = identify(file)
    if isinstance(identity, Refusal):
        return Finding(Verdict.CANNOT_UNDERSTAND, identity.reason)
    meta = file_meta(file)
    if meta.sop_instance_uid and meta.sop_instance_uid != identity.sop_instance_uid:
        return Finding(Verdict.MISMATCH, "uid_mismatch", identity)
    if study_uid is not None and study_uid != identity.study_uid:
        return Finding(Verdict.MISMATCH, "study_uid_mismatch", identity)
    inflated = 0
    if meta.transfer_syntax in DEFLATED_SYNTAXES:
        size = inflated_size(file[meta.data_set :])
        if size is None:
            return Finding(Verdict.CANNOT_UNDERSTAND, "deflate_ratio", identity)
        inflated = size
    broken = check(file) if inflated <= CHECKED_INFLATED else None
    if broken is not None:
        return Finding(Verdict.STORED_WITH_ERRORS, broken.reason, identity)
    return Finding(Verdict.STORED, "none", identity)
