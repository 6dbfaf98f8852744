"""The tables, one for each question, and the closed set of statements that write them; ``selections`` reads them.

The eight tables of a study share its partition key, so all that one event says about a study is one mutation: atomic,
and one append to the commit log. ``migrations/`` holds the same in CQL; a contract test compares them.
"""

from dataclasses import dataclass
from typing import NamedTuple

Cell = str | int | bool | bytes | None


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A table: its partition key, its clustering columns, its other columns."""

    name: str
    partition: tuple[str, ...]
    clustering: tuple[str, ...] = ()
    values: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, ...]:
        """The columns of the primary key, in order."""
        return self.partition + self.clustering


@dataclass(frozen=True, slots=True, eq=False)
class Upsert:
    """A statement that sets some columns of a row; one without columns only makes the row exist (a marker).

    Attributes:
        shared: many events write the same row, each mostly what is there already.
    """

    table: Table
    columns: tuple[str, ...] = ()
    shared: bool = False


class Write(NamedTuple):
    """One row to be written. A named tuple: some fifteen are made for each instance, each in half a microsecond.

    Attributes:
        key: values of the table's whole primary key.
        cells: values of the upsert's columns; None leaves that column as it is.
        timestamp: of two values the one with the higher write timestamp stays, whatever the order they come in.
    """

    upsert: Upsert
    key: tuple[str | int, ...]
    cells: tuple[Cell, ...]
    timestamp: int

    @property
    def partition(self) -> tuple[str | int, ...]:
        """The values of the partition key."""
        return self.key[: len(self.upsert.table.partition)]


_STUDY = ("project", "study_uid")
_INSTANCE = ("series_uid", "sop_uid", "sha256")

STUDY = Table("study", _STUDY, (), ("first_received_us", "last_received_us", "traceparent", "attributes", "summary"))
STUDY_CHANGE = Table("study_change", _STUDY, ("writer",), ("number",))
SERIES = Table("series", _STUDY, ("series_uid",), ("modality", "derived", "attributes"))
INSTANCE = Table(
    "instance",
    _STUDY,
    _INSTANCE,
    ("received_us", "derived", "sop_class_uid", "transfer_syntax_uid", "object_key", "object_size", "source_sha256"),
)
INSTANCE_METADATA = Table("instance_metadata", _STUDY, _INSTANCE, ("content", "object_key"))
JOURNEY = Table(
    "journey",
    _STUDY,
    ("sop_uid", "source_sha256"),
    (
        "series_uid",
        "received_us",
        "deidentified_us",
        "quarantined_us",
        "quarantine_reason",
        "indexed_us",
        "traceparent",
    ),
)
REVISION = Table("revision", _STUDY, ("number", "content_digest"), ("published_us", "message"))
RESULT = Table("result", _STUDY, ("content_digest", "model", "model_version", "series_uid"), ("produced_us", "message"))
STUDY_BY_DAY = Table("study_by_day", ("project", "day"), ("study_uid",), ("last_received_us",))
DAY = Table("day", ("project",), ("day",))
STUDY_BY_VALUE = Table("study_by_value", ("project", "attribute", "value"), ("study_uid",))

TABLES = (
    *(STUDY, STUDY_CHANGE, SERIES, INSTANCE, INSTANCE_METADATA, JOURNEY, REVISION, RESULT),
    *(STUDY_BY_DAY, DAY, STUDY_BY_VALUE),
)

ARRIVAL = Upsert(STUDY, ("last_received_us", "traceparent"), shared=True)
FIRST_ARRIVAL = Upsert(STUDY, ("first_received_us",), shared=True)
STUDY_TRACE = Upsert(STUDY, ("traceparent",))
STUDY_ATTRIBUTES = Upsert(STUDY, ("attributes",), shared=True)
SUMMARY = Upsert(STUDY, ("summary",))
CHANGE = Upsert(STUDY_CHANGE, ("number",))
SERIES_ATTRIBUTES = Upsert(SERIES, SERIES.values, shared=True)
MEMBER = Upsert(INSTANCE, INSTANCE.values)
METADATA = Upsert(INSTANCE_METADATA, INSTANCE_METADATA.values)
RECEIVED = Upsert(JOURNEY, ("series_uid", "received_us", "traceparent"))
DEIDENTIFIED = Upsert(JOURNEY, ("series_uid", "deidentified_us"))
QUARANTINED = Upsert(JOURNEY, ("series_uid", "quarantined_us", "quarantine_reason"))
INDEXED = Upsert(JOURNEY, ("indexed_us",))
REVISED = Upsert(REVISION, REVISION.values)
PRODUCED = Upsert(RESULT, RESULT.values)
ARRIVAL_ON_DAY = Upsert(STUDY_BY_DAY, ("last_received_us",), shared=True)
DAY_MARK = Upsert(DAY, shared=True)
VALUE_MARK = Upsert(STUDY_BY_VALUE, shared=True)

UPSERTS = (
    *(
        ARRIVAL,
        FIRST_ARRIVAL,
        STUDY_TRACE,
        STUDY_ATTRIBUTES,
        SUMMARY,
        CHANGE,
        SERIES_ATTRIBUTES,
        MEMBER,
        METADATA,
        RECEIVED,
    ),
    *(DEIDENTIFIED, QUARANTINED, INDEXED, REVISED, PRODUCED, ARRIVAL_ON_DAY, DAY_MARK, VALUE_MARK),
)
