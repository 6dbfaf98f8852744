"""For any tree of content: references point at the items that they pointed at, and nothing planted comes through."""

from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st
from pydicom.dataset import Dataset
from unit.deid.objects import encoded
from unit.deid_content.reports import cleaned, item, reference, report

LENGTH = ("410668003", "SCT", "Length")
GROUP = ("125007", "DCM", "Measurement Group")
Place = tuple[int, ...]

# An item as a word, and those below it: "number", "gone" (X in the table), "group", "link" (to be aimed later).
Shape = tuple[str, list[object]]
leaves: st.SearchStrategy[Shape] = st.tuples(st.sampled_from(["number", "gone", "link", "text"]), st.just([]))
trees = st.recursive(
    leaves, lambda inner: st.tuples(st.sampled_from(["number", "gone", "group"]), st.lists(inner, max_size=4))
)  # fmt: skip


def made(shape: Shape, number: Iterator[int]) -> Dataset:
    kind, inner = shape
    below = [made(one, number) for one in inner]  # type: ignore[arg-type]
    own = next(number)
    if kind == "link":
        return reference(1)
    if kind == "gone":
        return item("TEXT", ("121106", "DCM", "Comment"), f"SENTINEL {own}", *below)
    if kind == "text":
        return item("TEXT", ("4711", "99SITE", "Local concept"), f"SENTINEL {own}", *below)
    if kind == "group":
        return item("CONTAINER", GROUP, None, *below)
    return item("NUM", LENGTH, str(own), *below)


def places(content: list[Dataset], parent: Place = (1,)) -> Iterator[tuple[Place, Dataset]]:
    for place, entry in enumerate(content, 1):
        yield (*parent, place), entry
        yield from places(entry.get("ContentSequence", []), (*parent, place))


def called(entry: Dataset) -> str:
    return str(entry.MeasuredValueSequence[0].NumericValue) if entry.get("ValueType") == "NUM" else ""


def aims(content: list[Dataset]) -> list[tuple[str, str]]:
    """Of each reference to a number that does not stand below a comment: which number, and which it stands below."""
    by_place = dict(places(content))
    found = []
    for place, entry in by_place.items():
        wanted = entry.get("ReferencedContentItemIdentifier")
        around = [by_place[place[:length]] for length in range(2, len(place))]
        if wanted is None or any(is_comment(entry) for entry in around):
            continue
        target = by_place.get((wanted,) if isinstance(wanted, int) else tuple(wanted))
        if target is not None and called(target):
            found.append((called(target), called(around[-1]) if around else ""))
    return found


def is_comment(entry: Dataset) -> bool:
    """Whether the table removes it."""
    return bool(entry.ConceptNameCodeSequence[0].CodeValue == "121106")


@given(st.lists(trees, min_size=1, max_size=5), st.data())
@settings(max_examples=100, deadline=None)
def test_references_point_at_what_they_pointed_at(shapes: list[Shape], data: st.DataObject) -> None:
    content = [made(shape, iter(range(1000 * (n + 1), 1000 * (n + 2)))) for n, shape in enumerate(shapes)]
    targets = [place for place, entry in places(content) if called(entry)]
    links = [entry for _, entry in places(content) if "ReferencedContentItemIdentifier" in entry]
    for link in links:
        if targets:
            link.ReferencedContentItemIdentifier = list(data.draw(st.sampled_from(targets)))
    after = cleaned(report(*content))
    left = after.get("ContentSequence", [])
    numbers = {called(entry) for _, entry in places(left)}
    lost = {called(entry) for _, entry in places(content)} - numbers
    kept_links = [link for _, link in places(left) if "ReferencedContentItemIdentifier" in link]
    survivors = [aim for aim in aims(content) if aim[0] not in lost]
    assert aims(left) == survivors
    assert len(aims(left)) == len([link for link in kept_links if link.ReferencedContentItemIdentifier != 1])
    assert b"SENTINEL" not in encoded(after)
