"""Which object the bytes are said to be, and whether they are."""

from dataclasses import dataclass

from bildstrom.deid.quarantine import IDENTITY_MISMATCH, Quarantine
from bildstrom.dicom.identify import Identity
from bildstrom.dicom.pseudonym import pseudonymous_uid


@dataclass(frozen=True, slots=True)
class Claim:
    """Which object the bytes are said to be. All UIDs but the SOP class are pseudonymous.

    Attributes:
        sha256: of the raw bytes, lower-case hex.
    """

    sop_class_uid: str
    sop_instance_uid: str
    study_uid: str
    series_uid: str
    sha256: str


def claim_of(identity: Identity, sha256: str, key: bytes) -> Claim:
    """The claim that is true of an object in the project of ``key``."""
    return Claim(
        sop_class_uid=identity.sop_class_uid,
        sop_instance_uid=pseudonymous_uid(key, identity.sop_instance_uid),
        study_uid=pseudonymous_uid(key, identity.study_uid),
        series_uid=pseudonymous_uid(key, identity.series_uid),
        sha256=sha256,
    )


def compare(identity: Identity, sha256: str, claim: Claim, key: bytes) -> None:
    """See that the bytes are those, and the object is the one, that were announced.

    Raises:
        Quarantine: something of it differs.
    """
    if claim_of(identity, sha256, key) != claim:
        raise Quarantine(IDENTITY_MISMATCH)
