"""The closed set of statements that read the tables, each by leading columns of a table's primary key."""

from dataclasses import dataclass

from bildstrom.index import tables as t
from bildstrom.index.tables import Table


@dataclass(frozen=True, slots=True, eq=False)
class Selection:
    """A statement that reads rows by leading columns of the primary key, in clustering order.

    Attributes:
        columns: what each row is made of.
        given: how many leading key columns the caller names: at least those of the partition key, or none for a walk
            through the whole table, which is no answer to anybody but work in the background.
        page: rows fetched at once.
        first: rows fetched the first time, where most answers need few of many.
        among: the last of them is given as several values: one request for a few partitions, whose order is open.
        bound: ``<=`` or ``>=``: the last of them is not equal to what is given, but at most or at least that.
    """

    table: Table
    columns: tuple[str, ...]
    given: int
    page: int = 2000
    first: int | None = None
    among: bool = False
    bound: str | None = None


_INSTANCE = (*t.INSTANCE.clustering, *t.INSTANCE.values)
_METADATA = (*t.INSTANCE_METADATA.clustering, *t.INSTANCE_METADATA.values)
_JOURNEY = (*t.JOURNEY.clustering, *t.JOURNEY.values)
_STEPS = ("received_us", "deidentified_us", "quarantined_us", "indexed_us")
_FEW = 16

THE_STUDY = Selection(t.STUDY, ("first_received_us", "last_received_us", "traceparent", "attributes"), 2)
SUMMARIES = Selection(t.STUDY, ("study_uid", *t.STUDY.values), 2, among=True)
EVERY_STUDY = Selection(t.STUDY, ("project", "study_uid"), 0)
CHANGES = Selection(t.STUDY_CHANGE, ("study_uid", "writer", "number"), 2, among=True)
SERIES_OF_STUDY = Selection(t.SERIES, ("series_uid", *t.SERIES.values), 2)
INSTANCES_OF_STUDY = Selection(t.INSTANCE, _INSTANCE, 2)
INSTANCES_OF_SERIES = Selection(t.INSTANCE, _INSTANCE, 3, first=_FEW)
PLACES_OF_STUDY = Selection(t.INSTANCE, ("series_uid", "sop_uid"), 2)
INSTANCES_OF_SOP = Selection(t.INSTANCE, _INSTANCE, 4)
METADATA_OF_STUDY = Selection(t.INSTANCE_METADATA, _METADATA, 2, page=250)
METADATA_OF_SERIES = Selection(t.INSTANCE_METADATA, _METADATA, 3, page=250, first=_FEW)
JOURNEYS_OF_STUDY = Selection(t.JOURNEY, _JOURNEY, 2)
JOURNEYS_FROM_SOP = Selection(t.JOURNEY, _JOURNEY, 3, page=500, bound=">=")
JOURNEYS_OF_SOP = Selection(t.JOURNEY, _JOURNEY, 3)
STEPS_OF_STUDY = Selection(t.JOURNEY, _STEPS, 2)
REVISIONS_OF_STUDY = Selection(t.REVISION, (*t.REVISION.clustering, *t.REVISION.values), 2)
RESULTS_OF_STUDY = Selection(t.RESULT, (*t.RESULT.clustering, *t.RESULT.values), 2)
STUDIES_OF_DAYS = Selection(t.STUDY_BY_DAY, ("study_uid", "last_received_us"), 2, among=True)
LAST_ARRIVALS = Selection(t.STUDY, ("study_uid", "last_received_us"), 2, among=True)
# a project has a row for each ten minutes in which something arrived, and most answers need the last few
DAYS_OF_PROJECT = Selection(t.DAY, ("day",), 1, page=250, first=_FEW)
DAYS_UP_TO = Selection(t.DAY, ("day",), 2, page=250, first=_FEW, bound="<=")
# a value may have a million studies, and most answers need ten of them
STUDIES_OF_VALUE = Selection(t.STUDY_BY_VALUE, ("study_uid",), 3, page=100)
STUDIES_OF_VALUES = Selection(t.STUDY_BY_VALUE, ("value", "study_uid"), 3, among=True)

SELECTIONS = (
    *(THE_STUDY, SUMMARIES, EVERY_STUDY, CHANGES, SERIES_OF_STUDY),
    *(INSTANCES_OF_STUDY, INSTANCES_OF_SERIES, PLACES_OF_STUDY, INSTANCES_OF_SOP),
    *(METADATA_OF_STUDY, METADATA_OF_SERIES),
    *(JOURNEYS_OF_STUDY, JOURNEYS_FROM_SOP, JOURNEYS_OF_SOP, STEPS_OF_STUDY),
    *(REVISIONS_OF_STUDY, RESULTS_OF_STUDY),
    *(STUDIES_OF_DAYS, LAST_ARRIVALS, DAYS_OF_PROJECT, DAYS_UP_TO, STUDIES_OF_VALUE, STUDIES_OF_VALUES),
)
