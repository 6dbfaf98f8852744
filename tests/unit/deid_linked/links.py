"""What objects define and what they refer to, by the places of the UIDs."""

from collections.abc import Iterator

from pydicom.dataset import Dataset

Path = tuple[str | int, ...]

DEFINING = ("SOPInstanceUID", "SeriesInstanceUID", "StudyInstanceUID", "FrameOfReferenceUID")


def uids(dataset: Dataset, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every UID of a data set with its place: keywords and numbers of items."""
    for element in dataset:
        here = (*path, element.keyword)
        if element.VR == "SQ":
            for number, item in enumerate(element.value):
                yield from uids(item, (*here, number))
        elif element.VR == "UI" and element.value:
            values = element.value if element.VM > 1 else [element.value]
            for number, value in enumerate(values):
                yield (*here, number), str(value)


def defined(dataset: Dataset) -> dict[str, str]:
    """What an object is and belongs to: keyword to UID."""
    return {keyword: str(dataset[keyword].value) for keyword in DEFINING if dataset.get(keyword)}


def translation(pairs: list[tuple[Dataset, Dataset]]) -> dict[str, str]:
    """Which UID became which, as the objects that own them say; contradictions are failures."""
    found: dict[str, str] = {}
    for before, after in pairs:
        for keyword, uid in defined(before).items():
            assert found.setdefault(uid, str(after[keyword].value)) == str(after[keyword].value), keyword
    assert len(set(found.values())) == len(found), "two UIDs became one"
    return found


def broken(before: Dataset, after: Dataset, became: dict[str, str]) -> tuple[list[str], list[str]]:
    """Places of references that point elsewhere now, and of those that are gone; by place, so not for reports."""
    places = dict(uids(after))
    wrong, gone = [], []
    for path, uid in uids(before):
        if uid in became:
            name = ".".join(str(part) for part in path)
            if path not in places:
                gone.append(name)
            elif places[path] != became[uid]:
                wrong.append(name)
    return wrong, gone
