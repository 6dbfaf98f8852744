"""Verdicts on bytes that claim to be DICOM: a closed list of reasons, never a value of the object."""

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why bytes were refused. Safe to log, count and send: none of these words depends on the object's content."""

    NOT_DICOM = "not_dicom"
    TRUNCATED = "truncated"
    TRANSFER_SYNTAX_MISSING = "transfer_syntax_missing"
    UNKNOWN_VR = "unknown_vr"
    ODD_LENGTH = "odd_length"
    UNDEFINED_LENGTH = "undefined_length"
    BROKEN_SEQUENCE = "broken_sequence"
    BROKEN_DEFLATE = "broken_deflate"
    OUT_OF_ORDER = "out_of_order"
    DUPLICATE_ELEMENT = "duplicate_element"
    TOO_DEEP = "too_deep"
    TOO_MANY_ELEMENTS = "too_many_elements"
    TOO_LARGE = "too_large"
    SOP_CLASS_UID_MISSING = "sop_class_uid_missing"
    SOP_INSTANCE_UID_MISSING = "sop_instance_uid_missing"
    STUDY_UID_MISSING = "study_uid_missing"
    SERIES_UID_MISSING = "series_uid_missing"
    UID_MALFORMED = "uid_malformed"


@dataclass(frozen=True, slots=True)
class Refusal:
    """The bytes are not what they claim to be."""

    reason: Reason
