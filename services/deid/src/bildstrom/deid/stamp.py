"""What a de-identified object says about itself: who it is of now, and what was done (PS3.15 E.1.1, PS3.3 C.7.1.1)."""

from bildstrom.deid.profile.options import BASIC_PROFILE, CLEAN_FACES, CLEAN_PIXELS, CODES, Code
from bildstrom.deid.profile.profile import Profile
from bildstrom.deid.values import DUMMIES, padded
from bildstrom.dicom.tree import Node, Nodes

PATIENT_NAME, PATIENT_ID = 0x00100010, 0x00100020
_CLAIMED = 0x00120064

_CLAIMS = (BASIC_PROFILE, CLEAN_PIXELS, CLEAN_FACES, *CODES.values())

# Words that stand in every clean object, so that a patient of that name is not found in it.
OWN_WORDS = frozenset(word for text in (*DUMMIES.values(), *(m.encode() for _, m in _CLAIMS)) for word in text.split())


def stamped(nodes: Nodes, patient: str, profile: Profile, pixels: tuple[Code, ...] = ()) -> Nodes:
    """The data set with the patient's pseudonym as name and ID, and with the record of its de-identification.

    Args:
        nodes: top level, de-identified.
        patient: pseudonymous patient ID.
        profile: what was done.
        pixels: codes of what was done to this object's pixels, or holds for them.
    """
    record = {
        PATIENT_NAME: _text(PATIENT_NAME, "PN", patient),
        PATIENT_ID: _text(PATIENT_ID, "LO", patient),
        0x00120062: _text(0x00120062, "CS", "YES"),
        0x00120063: _text(0x00120063, "LO", profile.identity),
        0x00280303: _text(0x00280303, "CS", profile.temporal_information),
    }
    if profile.codes:
        codes = sorted([*profile.codes, *pixels])
        record[_CLAIMED] = Node(_CLAIMED, b"SQ", items=[_code(*code) for code in codes])
    return sorted(
        [node for node in nodes if node.tag not in record and node.tag != _CLAIMED] + list(record.values()),
        key=lambda n: n.tag,
    )


def _code(value: str, meaning: str) -> Nodes:
    return [
        _text(0x00080100, "SH", value),
        _text(0x00080102, "SH", "DCM"),
        _text(0x00080104, "LO", meaning),
    ]


def _text(tag: int, vr: str, text: str) -> Node:
    return Node(tag, vr.encode("ascii"), padded(text.encode("ascii")))
