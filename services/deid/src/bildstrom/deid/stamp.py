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


STAMPED = frozenset([PATIENT_NAME, PATIENT_ID, 0x00120062, 0x00120063, _CLAIMED, 0x00280303])


def stamped(nodes: Nodes, patient: str, profile: Profile, pixels: tuple[Code, ...] = ()) -> Nodes:
    """The data set with its stamp; what it said of these things before is gone."""
    own = stamp(patient, profile, pixels)
    return sorted([node for node in nodes if node.tag not in STAMPED] + own, key=lambda node: node.tag)


def stamp(patient: str, profile: Profile, pixels: tuple[Code, ...] = ()) -> Nodes:
    """The patient's pseudonym as name and ID, and the record of the de-identification, in the order of their tags.

    Args:
        patient: pseudonymous patient ID.
        profile: what was done.
        pixels: codes of what was done to this object's pixels, or holds for them.
    """
    codes = sorted([*profile.codes, *pixels]) if profile.codes else []
    claimed = [Node(_CLAIMED, b"SQ", items=[_code(*code) for code in codes])] if codes else []
    return [
        _text(PATIENT_NAME, "PN", patient),
        _text(PATIENT_ID, "LO", patient),
        _text(0x00120062, "CS", "YES"),
        _text(0x00120063, "LO", profile.identity),
        *claimed,
        _text(0x00280303, "CS", profile.temporal_information),
    ]


def _code(value: str, meaning: str) -> Nodes:
    return [
        _text(0x00080100, "SH", value),
        _text(0x00080102, "SH", "DCM"),
        _text(0x00080104, "LO", meaning),
    ]


def _text(tag: int, vr: str, text: str) -> Node:
    return Node(tag, vr.encode("ascii"), padded(text.encode("ascii")))
