"""What the catalogue takes out of an instance's de-identified DICOM JSON (PS3.18 annex F).

A data set here is the parsed JSON object: ``{"00080060": {"vr": "CS", "Value": ["CT"]}, ...}``.
"""

import zlib
from collections.abc import Mapping
from typing import Any

import orjson

from bildstrom.runtime.errors import Rejected

DataSet = Mapping[str, Mapping[str, Any]]

MAX_METADATA_BYTES = 128 * 1024 * 1024  # inflated; an enhanced CT of 10,000 frames has about 40 MB
MAX_INDEXED_TEXT = 256  # LO holds 64 characters; what is far longer is no identifier

MODALITY = "00080060"

# PS3.18 tables 10.6.3-3 (study, with patient) and 10.6.3-4 (series), and what researchers choose series by
STUDY_TAGS = (
    *("00080005", "00080020", "00080030", "00080050", "00080090", "00080201", "00081030"),
    *("00100010", "00100020", "00100030", "00100040", "00101010", "0020000D", "00200010"),
)
SERIES_TAGS = (
    *("00080021", "00080031", "00080060", "00080070", "0008103E", "00081090", "00180015", "00181030"),
    *("0020000E", "00200011", "00200060", "00400244", "00400245"),
)

# attributes that studies are looked up by, in tables of their own
LOOKUPS: Mapping[str, str] = {
    "PatientID": "00100020",
    "AccessionNumber": "00080050",
    "StudyDate": "00080020",
    "Modality": MODALITY,
}

_USED = frozenset({*STUDY_TAGS, *SERIES_TAGS})


def inflated(content: bytes) -> bytes:
    """Decompress DICOM JSON.

    Raises:
        Rejected: ``metadata_too_large`` or ``metadata_unreadable``.
    """
    inflater = zlib.decompressobj()
    try:
        text = inflater.decompress(content, MAX_METADATA_BYTES)
    except zlib.error as error:
        raise Rejected("metadata_unreadable") from error
    if inflater.unconsumed_tail:
        raise Rejected("metadata_too_large")
    if not inflater.eof:
        raise Rejected("metadata_unreadable")
    return text


def data_set(content: bytes) -> DataSet:
    """Parse compressed DICOM JSON.

    Raises:
        Rejected: see :func:`inflated`; ``metadata_unreadable`` also when it is no data set.
    """
    try:
        parsed = orjson.loads(inflated(content))
    except orjson.JSONDecodeError as error:
        raise Rejected("metadata_unreadable") from error
    if not isinstance(parsed, dict) or not all(isinstance(parsed[tag], dict) for tag in _USED & parsed.keys()):
        raise Rejected("metadata_unreadable")
    return parsed


def part(dataset: DataSet, tags: tuple[str, ...]) -> bytes:
    """The elements of one level, as JSON text; the same elements, the same bytes."""
    chosen = {tag: dataset[tag] for tag in tags if tag in dataset}
    return orjson.dumps(chosen, option=orjson.OPT_SORT_KEYS)


def first_text(dataset: DataSet, tag: str) -> str | None:
    """The first value of an element as text; None when there is none, or one too long to be looked up."""
    values = dataset.get(tag, {}).get("Value") or [None]
    value = values[0].get("Alphabetic") if isinstance(values[0], dict) else values[0]
    text = "" if value is None else str(value).strip()
    return text if 0 < len(text) <= MAX_INDEXED_TEXT else None
