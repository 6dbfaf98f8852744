"""Which object the bytes are said to be, and whether they are."""

from dataclasses import dataclass

from bildstrom.deid.quarantine import IDENTITY_MISMATCH, Quarantine
from bildstrom.dicom.identify import Identity
from bildstrom.dicom.projects import Project


@dataclass(frozen=True, slots=True)
class Claim:
    """Which object the bytes are said to be. All UIDs but the SOP class are as the project calls them.

    Attributes:
        sha256: of the raw bytes, lower-case hex.
    """

    sop_class_uid: str
    sop_instance_uid: str
    study_uid: str
    series_uid: str
    sha256: str


def claim_of(identity: Identity, sha256: str, project: Project) -> Claim:
    """The claim that is true of an object in a project."""
    return Claim(
        sop_class_uid=identity.sop_class_uid,
        sop_instance_uid=project.uid_of(identity.sop_instance_uid),
        study_uid=project.uid_of(identity.study_uid),
        series_uid=project.uid_of(identity.series_uid),
        sha256=sha256,
    )


def compare(identity: Identity, sha256: str, claim: Claim, project: Project) -> None:
    """See that the bytes are those, and the object is the one, that were announced.

    Raises:
        Quarantine: something of it differs.
    """
    if claim_of(identity, sha256, project) != claim:
        raise Quarantine(IDENTITY_MISMATCH)
