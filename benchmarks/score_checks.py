"""The ten checks, on files as they were and as they are; nothing in here knows which tool made them."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

import numpy as np
from pydicom.dataset import Dataset
from score_key import Expectation, Kind, element, texts

_CONTRAST = 0.15  # of that of the planted text, which may remain where it was


@dataclass(slots=True)
class Evidence:
    """What all files together say.

    Attributes:
        before: data sets by name.
        after: the same for those that came out.
        uids: original to new, as the objects that own them say.
        patients: original patient ID to the new ones that were found for it.
        shifts: original patient ID to how far a majority of the patient's study dates moved, in days.
    """

    before: Mapping[str, Dataset]
    after: Mapping[str, Dataset]
    uids: dict[str, str] = field(default_factory=dict)
    patients: dict[str, set[str]] = field(default_factory=dict)
    shifts: dict[str, int] = field(default_factory=dict)


def gathered(before: Mapping[str, Dataset], after: Mapping[str, Dataset]) -> Evidence:
    """Look at all files once."""
    evidence = Evidence(before, after)
    moved: dict[str, Counter[int]] = {}
    for name, new in after.items():
        old = before[name]
        for keyword in ("SOPInstanceUID", "SeriesInstanceUID", "StudyInstanceUID", "FrameOfReferenceUID"):
            if keyword in old and keyword in new:
                evidence.uids.setdefault(str(old[keyword].value), str(new[keyword].value))
        evidence.patients.setdefault(str(old.PatientID), set()).add(str(new.get("PatientID", "")))
        was, became = _date(old.get("StudyDate")), _date(new.get("StudyDate"))
        if was and became:
            moved.setdefault(str(old.PatientID), Counter())[(became - was).days] += 1
    evidence.shifts = {patient: counts.most_common(1)[0][0] for patient, counts in moved.items()}
    return evidence


def holds(expectation: Expectation, evidence: Evidence) -> bool:
    """Whether it does; of a file that did not come out nothing holds."""
    old, new = evidence.before[expectation.file], evidence.after.get(expectation.file)
    return new is not None and _CHECKS[expectation.kind](expectation, old, new, evidence)


def _date(value: object) -> date | None:
    try:
        return datetime.strptime(str(value)[:8], "%Y%m%d").date()
    except ValueError:
        return None


def _tag_retained(expectation: Expectation, _old: Dataset, new: Dataset, _all: Evidence) -> bool:
    return element(new, expectation.place) is not None


def _text_notnull(expectation: Expectation, _old: Dataset, new: Dataset, _all: Evidence) -> bool:
    return str(element(new, expectation.place) or "") != ""


def _text_retained(expectation: Expectation, _old: Dataset, new: Dataset, _all: Evidence) -> bool:
    if not expectation.place:
        return any(expectation.value in text for text in texts(new))
    return expectation.value in str(element(new, expectation.place))


def _text_removed(expectation: Expectation, _old: Dataset, new: Dataset, _all: Evidence) -> bool:
    wanted = re.escape(expectation.value)
    if expectation.value.isalpha():  # a name is a word: Hand is not in "handled"
        wanted = rf"(?<!\w){wanted}(?!\w)"
    return not any(re.search(wanted, text, re.IGNORECASE) for text in texts(new))


def _date_shifted(expectation: Expectation, old: Dataset, new: Dataset, evidence: Evidence) -> bool:
    was, became = _date(expectation.value), _date(element(new, expectation.place))
    if was is None or became is None:
        return False
    return (became - was).days == evidence.shifts.get(str(old.PatientID)) != 0


def _uid_changed(expectation: Expectation, _old: Dataset, new: Dataset, _all: Evidence) -> bool:
    value = str(element(new, expectation.place) or "")
    return value not in ("", expectation.value)


def _uid_consistent(expectation: Expectation, _old: Dataset, new: Dataset, evidence: Evidence) -> bool:
    became = str(element(new, expectation.place) or "")
    return became != "" and evidence.uids.setdefault(expectation.value, became) == became


def _patid_consistent(_expectation: Expectation, old: Dataset, new: Dataset, evidence: Evidence) -> bool:
    patient, became = str(old.PatientID), str(new.get("PatientID", ""))
    others = set().union(*(ids for other, ids in evidence.patients.items() if other != patient), set())
    return became not in ("", patient) and evidence.patients[patient] == {became} and became not in others


def _box(expectation: Expectation) -> tuple[slice, slice]:
    left, top, right, bottom = (int(number) for number in expectation.value.split(","))
    return slice(top, bottom), slice(left, right)


def _pixels_retained(expectation: Expectation, old: Dataset, new: Dataset, _all: Evidence) -> bool:
    before, after = old.pixel_array.copy(), new.pixel_array.copy()
    if before.shape != after.shape:
        return False
    if expectation.value:
        before[_box(expectation)] = after[_box(expectation)] = 0
    return bool(np.array_equal(before, after))


def _pixels_hidden(expectation: Expectation, old: Dataset, new: Dataset, _all: Evidence) -> bool:
    """Whether what was bright as text is no brighter than what is around it."""
    before = old.pixel_array[_box(expectation)].astype(float)
    after = new.pixel_array[_box(expectation)].astype(float)
    ink = before > (before.min() + before.max()) / 2
    contrast = before[ink].mean() - before[~ink].mean()
    return bool(abs(after[ink].mean() - after[~ink].mean()) < _CONTRAST * contrast)


_CHECKS: dict[Kind, Callable[[Expectation, Dataset, Dataset, Evidence], bool]] = {
    Kind.TAG_RETAINED: _tag_retained,
    Kind.TEXT_NOTNULL: _text_notnull,
    Kind.TEXT_RETAINED: _text_retained,
    Kind.TEXT_REMOVED: _text_removed,
    Kind.DATE_SHIFTED: _date_shifted,
    Kind.UID_CHANGED: _uid_changed,
    Kind.UID_CONSISTENT: _uid_consistent,
    Kind.PATID_CONSISTENT: _patid_consistent,
    Kind.PIXELS_RETAINED: _pixels_retained,
    Kind.PIXELS_HIDDEN: _pixels_hidden,
}
