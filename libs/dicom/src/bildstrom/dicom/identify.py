"""Which object is this, and is it whole? Answers from the bytes alone, before anything parses them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from bildstrom.dicom.element import DEFAULT_LIMITS, Limits
from bildstrom.dicom.part10 import DataSet, inflated_beginning, open_data_set, open_file, place_of_data_set
from bildstrom.dicom.pseudonym import normalised_uid
from bildstrom.dicom.sequences import is_sequence
from bildstrom.dicom.survey import survey
from bildstrom.dicom.verdict import Reason, Refusal
from bildstrom.dicom.walk import Walk

MAX_INFLATED = 512 * 1024 * 1024
_INFLATED_TO_IDENTIFY = 256 * 1024
# What is inflated while a sender waits: images deflate 2:1 to 10:1, bombs 1000:1.
_INFLATED_AT_ONCE, _INFLATION_RATIO = 16 * 1024 * 1024, 20

_SOP_CLASS, _SOP_INSTANCE, _MODALITY = 0x00080016, 0x00080018, 0x00080060
_PATIENT_ID, _STUDY, _SERIES = 0x00100020, 0x0020000D, 0x0020000E
WANTED = frozenset({_SOP_CLASS, _SOP_INSTANCE, _MODALITY, _PATIENT_ID, _STUDY, _SERIES})
_MISSING = {
    _SOP_CLASS: Reason.SOP_CLASS_UID_MISSING,
    _SOP_INSTANCE: Reason.SOP_INSTANCE_UID_MISSING,
    _STUDY: Reason.STUDY_UID_MISSING,
    _SERIES: Reason.SERIES_UID_MISSING,
}
_REMEMBERED = 128  # bytes; a UID has 64, and nobody's garbage fills the memory
_UID = re.compile(r"[0-9]+(\.[0-9]+)+")  # PS3.5 9.1, once normalised


@dataclass(frozen=True, slots=True)
class Identity:
    """What names an object. The UIDs are the original ones, normalised: pseudonymise them before they go anywhere."""

    sop_class_uid: str
    sop_instance_uid: str
    study_uid: str
    series_uid: str
    transfer_syntax_uid: str
    patient_id: bytes  # as encoded, without padding; empty if there is none
    modality: str


def identify(buffer: bytes | memoryview, transfer_syntax: str | None = None) -> Identity | Refusal:
    """The identity of an object, reading no further than its Series Instance UID, whatever is wrong behind it.

    Args:
        buffer: a Part 10 file, or with ``transfer_syntax`` a bare data set.
        transfer_syntax: UID of how a bare data set is written.
    """
    place = place_of_data_set(buffer) if transfer_syntax is None else (0, transfer_syntax)
    if isinstance(place, Refusal):
        return place
    opened = open_data_set(buffer, *place, _INFLATED_TO_IDENTIFY)
    if isinstance(opened, Refusal):
        inflated = inflated_beginning(buffer, place[0], _INFLATED_TO_IDENTIFY)
        identity = _first_of(DataSet(inflated, 0, place[1], whole=False))
        return identity if isinstance(identity, Identity) else opened
    return _first_of(opened)


def _first_of(data_set: DataSet) -> Identity | Refusal:
    found: dict[int, bytes] = {}
    walk = Walk(data_set.data, data_set.start, data_set.encoding)
    for element in walk:
        if element.tag > _SERIES and not element.depth:
            return identity_of(found, data_set.transfer_syntax)
        if element.tag in WANTED and not element.depth:
            found.setdefault(element.tag, bytes(data_set.data[element.value : element.end]).strip(b"\0 "))
    identity = identity_of(found, data_set.transfer_syntax)
    if isinstance(identity, Identity):
        return identity
    return walk.refusal or (identity if data_set.whole else Refusal(Reason.TOO_LARGE))


def check(
    buffer: bytes | memoryview, transfer_syntax: str | None = None, limits: Limits = DEFAULT_LIMITS
) -> Refusal | None:
    """What is wrong with the structure of a whole object, or None: lengths, nesting, order, truncation.

    Args:
        buffer: a Part 10 file, or with ``transfer_syntax`` a bare data set.
        transfer_syntax: UID of how a bare data set is written.
        limits: depth and number of elements.
    """
    data_set = _open(buffer, transfer_syntax, MAX_INFLATED)
    if isinstance(data_set, Refusal):
        return data_set
    if not data_set.whole:
        return Refusal(Reason.TOO_LARGE)
    if survey(data_set.data, data_set.start, data_set.encoding, (), limits) is not None:
        return None
    walk = Walk(data_set.data, data_set.start, data_set.encoding, is_sequence, limits)
    for _ in walk:
        pass
    return walk.refusal or walk.disorder


def examine(
    buffer: bytes | memoryview, transfer_syntax: str | None = None, limits: Limits = DEFAULT_LIMITS
) -> tuple[Identity | Refusal, Refusal | None]:
    """What :func:`identify` and :func:`check` say, in one walk instead of two where nothing is wrong.

    For the edge, where many objects are examined at once: of a deflated one that grows beyond 16 MiB and to more than
    twenty times its size, nothing more is inflated, and it is called too large.
    """
    inflate_at_most = min(MAX_INFLATED, max(_INFLATED_AT_ONCE, _INFLATION_RATIO * len(buffer)))
    data_set = _open(buffer, transfer_syntax, inflate_at_most)
    if isinstance(data_set, Refusal):
        return identify(buffer, transfer_syntax), data_set
    data = data_set.data
    if data_set.whole and (places := survey(data, data_set.start, data_set.encoding, WANTED, limits)) is not None:
        values = {tag: bytes(data[value:end]).strip(b"\0 ") for tag, (value, end) in places.items()}
        return identity_of(values, data_set.transfer_syntax), None
    found: dict[int, bytes] = {}
    walk = Walk(data, data_set.start, data_set.encoding, is_sequence, limits)
    for element in walk:
        if element.tag in WANTED and not element.depth:
            found.setdefault(element.tag, bytes(data[element.value : element.end]).strip(b"\0 "))
    broken = Refusal(Reason.TOO_LARGE) if not data_set.whole else walk.refusal or walk.disorder
    if broken is not None:
        return identify(buffer, transfer_syntax), broken
    return identity_of(found, data_set.transfer_syntax), None


def _open(buffer: bytes | memoryview, transfer_syntax: str | None, inflate_at_most: int) -> DataSet | Refusal:
    if transfer_syntax is None:
        return open_file(buffer, inflate_at_most)
    return open_data_set(buffer, 0, transfer_syntax, inflate_at_most)


def _uid_of(value: bytes) -> str:
    """A UID, normalised; empty if it is none."""
    uid = normalised_uid(value.decode("ascii", "replace"))
    return uid if len(uid) <= 64 and _UID.fullmatch(uid) else ""


_known_uid = lru_cache(maxsize=4096)(_uid_of)  # three of an object's four come again with the next one of its series


def identity_of(found: Mapping[int, bytes], transfer_syntax: str) -> Identity | Refusal:
    """The identity that the values of the ``WANTED`` attributes make, each without padding."""
    uids: dict[int, str] = {}
    for tag, reason in _MISSING.items():
        if not found.get(tag):
            return Refusal(reason)
        value = found[tag]
        uids[tag] = uid = _known_uid(value) if len(value) <= _REMEMBERED else _uid_of(value)
        if not uid:
            return Refusal(Reason.UID_MALFORMED)
    return Identity(
        sop_class_uid=uids[_SOP_CLASS],
        sop_instance_uid=uids[_SOP_INSTANCE],
        study_uid=uids[_STUDY],
        series_uid=uids[_SERIES],
        transfer_syntax_uid=transfer_syntax,
        patient_id=found.get(_PATIENT_ID, b""),
        modality=found.get(_MODALITY, b"").decode("ascii", "replace"),
    )
