"""Studies, series and instances as answers of a search: DICOM JSON, attributes by PS3.18 tables 10.6.3-3 to -5."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import orjson
from pydicom.datadict import dictionary_VR

from bildstrom.index.attributes import SERIES_TAGS, STUDY_TAGS, DataSet
from bildstrom.index.counts import Counts
from bildstrom.index.dicomweb.filters import MODALITIES_IN_STUDY, Level
from bildstrom.index.dicomweb.query import Query
from bildstrom.index.rows import InstanceRow, SeriesRow

_COMPUTED_OF_STUDY = (MODALITIES_IN_STUDY, "00080056", "00081190", "00201206", "00201208")
_COMPUTED_OF_SERIES = ("00081190", "00201209")
_COMPUTED = frozenset({*_COMPUTED_OF_STUDY, *_COMPUTED_OF_SERIES})  # an object may hold them too, as they once were

RETURNED = {
    Level.STUDY: frozenset({*STUDY_TAGS, *_COMPUTED_OF_STUDY}),
    Level.SERIES: frozenset({*SERIES_TAGS, *_COMPUTED_OF_SERIES, "00080005", "00080201", "0020000D"}),
    Level.INSTANCE: frozenset(
        {
            *("00080005", "00080016", "00080018", "00080056", "00080201", "00081190", "0020000D", "0020000E"),
            *("00200013", "00280008", "00280010", "00280011", "00280100"),
        }
    ),
}

# of type R there: without a value where none is known
REQUIRED = {
    Level.STUDY: (
        *("00080020", "00080030", "00080050", "00080061", "00080090", "00100010", "00100020", "00100030", "00100040"),
        "00200010",
    ),
    Level.SERIES: ("00080060", "00200011"),
    Level.INSTANCE: ("00200013",),
}
_UNKNOWN = {
    level: {tag: {"vr": dictionary_VR(int(tag, 16))} for tag in required} for level, required in REQUIRED.items()
}


@dataclass(frozen=True, slots=True)
class Series:
    """A series.

    Attributes:
        count: of its visible instances.
        members: these; None where only their number is asked for, or where all rows that there are are visible.
    """

    row: SeriesRow
    count: int
    members: Sequence[InstanceRow] | None = None


def element(vr: str, *values: str | int) -> dict[str, object]:
    """One element of DICOM JSON."""
    return {"vr": vr, "Value": list(values)} if values else {"vr": vr}


def study_dataset(attributes: bytes, study_uid: str, counts: Counts, url: str) -> DataSet:
    """A study's attributes, with those that are counted."""
    return {
        **orjson.loads(attributes),
        "00080056": element("CS", "ONLINE"),
        MODALITIES_IN_STUDY: element("CS", *counts.modalities),
        "00081190": element("UR", url),
        "0020000D": element("UI", study_uid),
        "00201206": element("IS", len(counts.series)),
        "00201208": element("IS", counts.instances),
    }


def series_dataset(series: Series, study_uid: str, url: str) -> DataSet:
    """A series' attributes."""
    return {
        **orjson.loads(series.row.attributes),
        "00081190": element("UR", f"{url}/series/{series.row.series_uid}"),
        "0020000D": element("UI", study_uid),
        "0020000E": element("UI", series.row.series_uid),
        "00201209": element("IS", series.count),
    }


def instance_dataset(metadata: DataSet, row: InstanceRow, study_uid: str, url: str) -> DataSet:
    """An instance's attributes."""
    return {
        **{tag: found for tag, found in metadata.items() if tag not in _COMPUTED},
        "00080016": element("UI", row.sop_class_uid),
        "00080018": element("UI", row.sop_uid),
        "00080056": element("CS", "ONLINE"),
        "00081190": element("UR", f"{url}/series/{row.series_uid}/instances/{row.sop_uid}"),
        "0020000D": element("UI", study_uid),
        "0020000E": element("UI", row.series_uid),
    }


def chosen(dataset: DataSet, query: Query, levels: Iterable[Level]) -> DataSet:
    """What of a data set is answered: the standard's attributes of these levels, the matched, the asked for."""
    wanted, known = {*query.include, *(item.outermost for item in query.filters)}, dict(dataset)
    for level in levels:
        wanted |= RETURNED[level]
        known = _UNKNOWN[level] | known
    return {tag: known[tag] for tag in sorted(known) if query.everything or tag in wanted}
