"""Answers attribute by attribute: what differs, with what is needed to know why."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field

from integration.index_oracle.arrived import Instance
from integration.index_oracle.differences import Case, Element, values
from integration.index_oracle.oracle import UID_OF, Answer, Oracle
from pydicom import Dataset, dcmread
from pydicom.dataelem import RawDataElement

STUDY, SERIES, MODALITY, MODALITIES = "0020000D", "0020000E", "00080060", "00080061"


@dataclass(slots=True)
class Objects:
    """What the objects themselves hold.

    Attributes:
        held: values of an attribute by the UID of a study or series, one of each of its objects that has it.
        count: objects of a study or series.
        studies_of: studies of which a series UID is used.
        unread: studies of which the oracle does not read every object.
    """

    held: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    count: Counter[str] = field(default_factory=Counter)
    studies_of: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    unread: frozenset[str] = frozenset()

    @classmethod
    def of(cls, oracle: Oracle) -> "Objects":
        """Of all objects that the oracle reads."""
        found = cls(unread=frozenset(one.study_uid for one in oracle.unread))
        for one in oracle.read:
            found.studies_of[one.series_uid].add(one.study_uid)
            found.count.update((one.study_uid, one.series_uid))
            for tag, element in oracle.metadata(one).items():
                for uid in (one.study_uid, one.series_uid):
                    found.held[uid, tag].append(repr(values(element)))
        return found

    def torn(self, answer: Answer, tag: str) -> bool:
        """Whether the objects of an answer's study or series disagree on an attribute, or their series is shared."""
        study, series = (values(answer.get(key)) for key in (STUDY, SERIES))
        if tag == MODALITIES:
            return any(study[0] in self.studies_of[uid] and self._disagree(uid, MODALITY) for uid in self.studies_of)
        shared = bool(series) and len(self.studies_of[series[0]]) > 1
        return shared or any(self._disagree(uid, tag) for uid in (*study, *series))

    def _disagree(self, uid: str, tag: str) -> bool:
        held = self.held[uid, tag]
        return bool(held) and (len(held) < self.count[uid] or len(set(held)) > 1)


def paired(level: str, ours: Sequence[Answer], theirs: Sequence[Answer]) -> Iterator[tuple[Answer, Answer]]:
    """The two answers about each study, series or instance that both know."""
    mine = {identity(level, answer): answer for answer in ours}
    for answer in theirs:
        if identity(level, answer) in mine:
            yield mine[identity(level, answer)], answer


def identity(level: str, answer: Answer) -> tuple[str, ...]:
    """What an answer is about; where an answer names no study, its own UID alone."""
    return tuple(str(value) for tag in dict.fromkeys((STUDY, UID_OF[level])) for value in values(answer.get(tag)))


def cases(level: str, ours: Answer, theirs: Answer, objects: Objects) -> Iterator[Case]:
    """Attributes that the oracle answers, and that we answer otherwise."""
    study = "".join(values(ours.get(STUDY)))
    for tag in theirs:
        mine, other = ours.get(tag), theirs.get(tag)
        if mine != other:
            yield Case(level, tag, mine, other, torn=objects.torn(ours, tag), unread=study in objects.unread)


def within(ours: Answer, theirs: Answer, unsaid: Set[str]) -> Iterator[Case]:
    """Elements of an instance's metadata that differ, those of sequences' items one by one.

    Args:
        unsaid: attributes for which the object gives no VR.
    """
    for tag in sorted(ours.keys() | theirs.keys()):
        mine, other = ours.get(tag), theirs.get(tag)
        if mine == other:
            continue
        items = values(mine), values(other)
        if _sequence(mine) and _sequence(other) and any(items) and len(items[0]) == len(items[1]):
            for one, two in zip(*items, strict=True):
                yield from within(one, two, unsaid)
            continue
        yield Case("metadata", tag, mine, other, unsaid=tag in unsaid)


def _sequence(element: Element | None) -> bool:
    return element is not None and element.get("vr") == "SQ"


def unsaid(one: Instance) -> set[str]:
    """Attributes of an object, and of the items in it, that have no VR or UN there."""
    return set(_unsaid(dcmread(one.path, stop_before_pixels=True)))


def _unsaid(dataset: Dataset) -> Iterator[str]:
    silent, _ = dataset.original_encoding
    for tag in list(dataset.keys()):
        raw = dataset.get_item(tag)
        # of a private attribute without a value pydicom guesses the VR at once
        guessed = raw.VR in (None, "UN") if isinstance(raw, RawDataElement) else tag.is_private
        if silent or guessed:
            yield f"{int(tag):08X}"
        if dataset[tag].VR == "SQ":
            for item in dataset[tag].value:
                yield from _unsaid(item)
