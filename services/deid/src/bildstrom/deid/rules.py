"""The Basic Profile as a function: tag and VR to action, at every level of nesting.

Layers, the first that has an opinion decides:

1. whole groups: private, command, file meta, DICOMDIR, curves, overlays, and group lengths go;
2. Table E.1-1 with the Modified Dates option: compound actions resolve to the strictest that is valid whatever the
   attribute's Type in its IOD: D before Z before X, because a dummy satisfies Types 1, 2 and 3;
3. what the table omits, by VR: UIDs are mapped, dates shifted, names, text and bytes go unless vocabulary.py keeps
   them, sequences are entered, numbers and coded strings stay;
4. an attribute that the data dictionary doesn't know, or whose VR contradicts it, goes.
"""

import hashlib
from functools import cache, lru_cache

from pydicom._dicom_dict import DicomDictionary

from bildstrom.deid.actions import Action
from bildstrom.deid.part15_basic import EDITION, ROWS
from bildstrom.deid.vocabulary import KEPT_BYTES, KEPT_TEXT

REVISION = 2  # of what this file and values.py do; raise it when the same table gives other output

TABLE = {tag: (basic, dates) for tag, basic, dates in ROWS}

_PATIENT_ID, _ACCESSION, _TIMEZONE, _ACQUISITION_CONTEXT = 0x00100020, 0x00080050, 0x00080201, 0x00400555
_PATIENT_ID_KINDS = {_PATIENT_ID: Action.PSEUDONYMISE_PATIENT, _ACCESSION: Action.PSEUDONYMISE_ACCESSION}

TEXT = frozenset(["LO", "SH", "ST", "LT", "UC", "UT"])
_NUMBERS = frozenset(["AT", "DS", "FD", "FL", "IS", "SL", "SS", "SV", "UL", "US", "UV", "OD", "OF", "OL", "OV"])
_BYTES = frozenset(["OB", "OW"])
_DATES = {"DA": Action.SHIFT_DATE, "DT": Action.SHIFT_DATE, "TM": Action.KEEP_TIME}
_SINGLE = {"X": Action.REMOVE, "Z": Action.EMPTY, "D": Action.DUMMY, "U": Action.MAP_UIDS}


def dictionary_vrs(tag: int) -> tuple[str, ...]:
    """The VRs that the data dictionary (PS3.6) allows an attribute; none if it isn't listed there."""
    entry = DicomDictionary.get(tag)
    return tuple(entry[0].split(" or ")) if entry is not None else ()


@lru_cache(maxsize=16384)  # the dictionary has 5,000 attributes; hostile tags must not fill memory
def action_for(tag: int, vr: str) -> Action:
    """What to do with an element of this tag, written with this VR (two letters)."""
    group = tag >> 16
    if group % 2 or group < 8 or tag & 0xFFFF == 0 or group & 0xFF00 in (0x5000, 0x6000):
        return Action.REMOVE
    allowed = dictionary_vrs(tag)
    if vr not in allowed:
        return Action.REMOVE
    if tag in TABLE:
        return _listed(tag, vr)
    return _unlisted(DicomDictionary[tag][4], vr)


def _listed(tag: int, vr: str) -> Action:
    basic, dates = TABLE[tag]
    if tag in _PATIENT_ID_KINDS:
        return _PATIENT_ID_KINDS[tag]
    if dates and (vr in _DATES or tag == _TIMEZONE):
        return _DATES.get(vr, Action.KEEP_TIME)
    strictest = _strictest(basic)
    if vr == "SQ":  # a dummy item is not known, so D goes; what is referenced goes on to resolve
        if strictest == "U":
            return Action.RECURSE
        # X/Z: a Type 3 sequence without items is invalid, and only Acquisition Context is Type 2 in images
        return Action.EMPTY if basic == "Z" or tag == _ACQUISITION_CONTEXT else Action.REMOVE
    if strictest == "D" and vr == "UI":
        return Action.MAP_UIDS
    return _SINGLE[strictest]


def _strictest(basic: str) -> str:
    """Of a compound such as X/Z/D the last, which is valid for every Type; ``U*`` maps the UIDs inside."""
    return basic.rstrip("*").rpartition("/")[2]


def _unlisted(keyword: str, vr: str) -> Action:
    if vr == "SQ":
        return Action.RECURSE
    if vr == "UI":
        return Action.MAP_UIDS
    if vr in _DATES:
        return _DATES[vr]
    if vr in _NUMBERS or vr == "CS" or keyword in KEPT_TEXT or keyword in KEPT_BYTES:
        return Action.KEEP
    return Action.DUMMY if vr in TEXT or vr == "PN" else Action.REMOVE


@cache
def digest() -> str:
    """Twelve hex digits that change with the rules: table, vocabulary, revision."""
    content = (EDITION, ROWS, sorted(KEPT_TEXT), sorted(KEPT_BYTES), REVISION)
    return hashlib.sha256(repr(content).encode()).hexdigest()[:12]
