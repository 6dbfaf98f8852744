"""New values for old ones: dummies, shifted dates, mapped UIDs. Bytes in, bytes out, padded to even length.

None means that the value is not what its VR promises (PS3.5 6.2), so nothing of it can be kept.
"""

import re
from datetime import date, timedelta

from pydicom._uid_dict import UID_dictionary

from bildstrom.dicom.pseudonym import normalised_uid, pseudonymous_uid

DUMMIES = {
    "AE": b"ANONYMOUS ",
    "AS": b"000Y",
    "AT": bytes(4),
    "CS": b"OTHER ",
    "DA": b"19000101",
    "DS": b"0 ",
    "DT": b"19000101000000",
    "FD": bytes(8),
    "FL": bytes(4),
    "IS": b"0 ",
    "LO": b"REMOVED ",
    "LT": b"REMOVED ",
    "OB": b"\0\0",
    "OD": bytes(8),
    "OF": bytes(4),
    "OL": bytes(4),
    "OV": bytes(8),
    "OW": b"\0\0",
    "PN": b"ANONYMOUS ",
    "SH": b"REMOVED ",
    "SL": bytes(4),
    "SS": bytes(2),
    "ST": b"REMOVED ",
    "SV": bytes(8),
    "TM": b"000000",
    "UC": b"REMOVED ",
    "UL": bytes(4),
    "UN": b"",
    "UR": b"about:blank ",
    "US": bytes(2),
    "UT": b"REMOVED ",
    "UV": bytes(8),
}

_DATE = re.compile(rb"(\d{4})\.?(\d\d)\.?(\d\d)")  # with the dots of ACR-NEMA
_DATE_TIME = re.compile(rb"(\d{8})((?:\d\d){0,3}(?:\.\d{1,6})?(?:[+-]\d{4})?)")
_ANY_DATE_TIME = re.compile(rb"\d{4}(?:(?:\d\d){1,5}(?:\.\d{1,6})?)?(?:[+-]\d{4})?")
_TIME = re.compile(rb"\d\d(?::?\d\d){0,2}(?:\.\d{1,6})?|[+-]\d{4}")  # or a time zone
_CODED = re.compile(rb"[ !-\]_-~]{0,16}")  # the repertoire of real coded strings, without ^, which parts names
_DECIMAL = re.compile(rb" *[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)? *|")
_INTEGER = re.compile(rb" *[+-]?\d{1,12} *|")
_WELL_FORMED = {"CS": _CODED, "DS": _DECIMAL, "IS": _INTEGER}
_WIDTH = {"AT": 4, "FD": 8, "FL": 4, "SL": 4, "SS": 2, "SV": 8, "UL": 4, "US": 2, "UV": 8}
_WIDTH |= {"OD": 8, "OF": 4, "OL": 4, "OV": 8}


def well_formed(vr: str, value: bytes) -> bool:
    """Whether a number or coded string is one, so that it cannot be free text in disguise."""
    pattern = _WELL_FORMED.get(vr)
    if pattern is not None:
        return all(pattern.fullmatch(part) for part in value.rstrip(b"\0 ").split(b"\\"))
    return len(value) % _WIDTH.get(vr, 1) == 0


def shifted(vr: str, value: bytes, weeks: int) -> bytes | None:
    """Dates (DA) or date times (DT) moved by whole weeks; times of day and offsets from UTC stay as they are."""
    moved = [_shifted_one(vr, part.strip(b"\0 "), weeks) for part in value.split(b"\\")]
    return padded(b"\\".join(part for part in moved if part is not None)) if None not in moved else None


def _shifted_one(vr: str, value: bytes, weeks: int) -> bytes | None:
    if not value:
        return value
    match = (_DATE if vr == "DA" else _DATE_TIME).fullmatch(value)
    if match is None:
        return None
    whole = _DATE.fullmatch(match[0] if vr == "DA" else match[1])
    try:
        assert whole is not None
        moved = date(int(whole[1]), int(whole[2]), int(whole[3])) + timedelta(weeks=weeks)
    except (ValueError, OverflowError):
        return None
    return moved.strftime("%Y%m%d").rjust(8, "0").encode("ascii") + (b"" if vr == "DA" else match[2])


def date_as_it_is(vr: str, value: bytes) -> bytes | None:
    """Dates (DA) or date times (DT, of any precision) as they are, if that is what they are."""
    pattern = _DATE if vr == "DA" else _ANY_DATE_TIME
    parts = [part.strip(b"\0 ") for part in value.split(b"\\")]
    return value if all(not part or pattern.fullmatch(part) for part in parts) else None


def time_of_day(value: bytes) -> bytes | None:
    """Times (TM) or an offset from UTC as they are, if that is what they are."""
    parts = [part.strip(b"\0 ") for part in value.split(b"\\")]
    return value if all(not part or _TIME.fullmatch(part) for part in parts) else None


def is_well_known(uid: str) -> bool:
    """Whether the standard itself registered a UID (PS3.6 annex A): classes, syntaxes, frames of reference."""
    return uid in UID_dictionary


def mapped_uids(key: bytes, value: bytes) -> bytes:
    """Every UID of a value as its pseudonym, save those that the standard registered."""
    return padded(b"\\".join(_mapped_one(key, part) for part in value.split(b"\\")), b"\0")


def _mapped_one(key: bytes, value: bytes) -> bytes:
    uid = normalised_uid(value.decode("latin-1"))
    if not uid or is_well_known(uid):
        return uid.encode("latin-1")
    return pseudonymous_uid(key, uid).encode("ascii")


def padded(value: bytes, filler: bytes = b" ") -> bytes:
    """A value of even length (PS3.5 6.2)."""
    return value + filler if len(value) % 2 else value
