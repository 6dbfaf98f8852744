"""The rows of a study as they are read; fields in the order of their selections' columns. Times are microseconds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StudyRow:
    """When a study arrived, and its patient's and study's attributes (JSON; None until something is indexed)."""

    first_received_us: int | None
    last_received_us: int | None
    traceparent: str | None
    attributes: bytes | None


@dataclass(frozen=True, slots=True)
class SeriesRow:
    """A series with at least one indexed instance; attributes are JSON."""

    series_uid: str
    modality: str | None
    derived: bool
    attributes: bytes


@dataclass(frozen=True, slots=True)
class InstanceRow:
    """One content of one SOP Instance. ``source_sha256`` is the raw object's; a derived one has none."""

    series_uid: str
    sop_uid: str
    sha256: str
    received_us: int
    derived: bool
    sop_class_uid: str
    transfer_syntax_uid: str | None
    object_key: str
    object_size: int
    source_sha256: str


@dataclass(frozen=True, slots=True)
class MetadataRow:
    """DICOM JSON of one content, zlib-compressed: here, or under a key of the object store."""

    series_uid: str
    sop_uid: str
    sha256: str
    content: bytes | None
    object_key: str | None


@dataclass(frozen=True, slots=True)
class JourneyRow:
    """How far one received object has come; None: not there yet."""

    sop_uid: str
    source_sha256: str
    series_uid: str | None
    received_us: int | None
    deidentified_us: int | None
    quarantined_us: int | None
    quarantine_reason: int | None
    indexed_us: int | None
    traceparent: str | None


@dataclass(frozen=True, slots=True)
class StepsRow:
    """When one received object took each step; None: not there yet."""

    received_us: int | None
    deidentified_us: int | None
    quarantined_us: int | None
    indexed_us: int | None


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """A revision; the message is a serialised ``StudyRevised``."""

    number: int
    content_digest: str
    published_us: int
    message: bytes


@dataclass(frozen=True, slots=True)
class ResultRow:
    """A result; the message is a serialised ``ResultProduced`` without its objects' metadata."""

    content_digest: str
    model: str
    model_version: str
    series_uid: str
    produced_us: int
    message: bytes
