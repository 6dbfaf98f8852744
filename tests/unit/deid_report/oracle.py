"""What differs between two objects as pydicom reads them: the independent answer to what a report must name."""

from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset


def differing(before: Dataset, after: Dataset, at: str = "") -> set[str]:
    """The paths of the elements that one data set has and the other has not, or has with another value.

    A sequence whose number of items differs is one path; otherwise its items' elements are compared.
    """
    paths: set[str] = set()
    for tag in {*before.keys(), *after.keys()}:
        path = f"{at}({tag.group:04X},{tag.element:04X})"
        if tag not in before or tag not in after:
            paths.add(path)
        elif _same_items(before[tag], after[tag]):
            for number, (old, new) in enumerate(zip(before[tag].value, after[tag].value, strict=True), 1):
                paths |= differing(old, new, f"{path}[{number}].")
        elif before[tag].value != after[tag].value:
            paths.add(path)
    return paths


def values(dataset: Dataset) -> set[str]:
    """Every text and number of an object, as text, that is long enough not to be found by chance."""
    found: set[str] = set()
    for element in dataset.iterall():
        if element.VR in ("SQ", "OB", "OW", "CS"):
            continue
        each = element.value if element.VM > 1 else [element.value]
        found |= {str(value) for value in each if len(str(value)) >= 4}
    return found


def _same_items(old: DataElement, new: DataElement) -> bool:
    both = old.VR == "SQ" and new.VR == "SQ"
    return both and len(old.value) == len(new.value) > 0
