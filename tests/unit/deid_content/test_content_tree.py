"""The tree that is left when items go, and what refers to items and images of it."""

from unit.deid.objects import INSTANCE, KEY, ct
from unit.deid_content.reports import cleaned, item, reference, report

from bildstrom.dicom.pseudonym import pseudonymous_uid

LOCAL = ("4711", "99SITE", "Local concept")
LENGTH = ("410668003", "SCT", "Length")
GROUP = ("125007", "DCM", "Measurement Group")
COMMENT = ("121106", "DCM", "Comment")


def outline(content: object) -> list[object]:
    """The tree as nested lists: of each item the value type, or where it refers to, then what is below it."""
    made: list[object] = []
    for entry in content or []:  # type: ignore[attr-defined]
        target = entry.get("ReferencedContentItemIdentifier")
        if target is not None:
            made.append(tuple(target) if not isinstance(target, int) else (target,))
        else:
            made.append(entry.ValueType)
        if entry.get("ContentSequence"):
            made.append(outline(entry.ContentSequence))
    return made


def test_an_item_goes_with_all_below_it_and_its_container_may_be_left_empty() -> None:
    comment = item("TEXT", COMMENT, "SENTINEL", item("NUM", LENGTH, "31.4"))
    assert outline(cleaned(report(item("CONTAINER", GROUP, None, comment))).ContentSequence) == ["CONTAINER"]


def test_a_reference_follows_its_target_when_items_before_it_go() -> None:
    content = [
        item("TEXT", COMMENT, "SENTINEL"),
        item("CONTAINER", GROUP, None, item("TEXT", COMMENT, "SENTINEL"), item("NUM", LENGTH, "31.4")),
        item("NUM", LENGTH, "3", reference(1, 2, 2), reference(1, 1), reference(1)),
        item("NUM", LENGTH, "4", reference(1, 3), reference(1, 7)),
    ]
    after = cleaned(report(*content))
    expected = ["CONTAINER", ["NUM"], "NUM", [(1, 1, 1), (1,)], "NUM", [(1, 2)]]
    assert outline(after.ContentSequence) == expected


def test_a_reference_that_goes_moves_the_items_behind_it() -> None:
    lost, last = item("TEXT", COMMENT, "SENTINEL"), item("NUM", LENGTH, "2")
    content = [reference(1, 2), lost, item("NUM", LENGTH, "1", reference(1, 4)), last]
    assert outline(cleaned(report(*content)).ContentSequence) == ["NUM", [(1, 2)], "NUM"]


def test_a_date_that_cannot_be_moved_takes_its_item_along() -> None:
    content = [item("DATETIME", LOCAL, "1931"), item("NUM", LENGTH, "1")]
    assert outline(cleaned(report(*content)).ContentSequence) == ["NUM"]


def test_images_of_a_report_are_found_again() -> None:
    image = ct()
    below = item("IMAGE", None, INSTANCE, relationship="SELECTED FROM")
    coordinates = item("SCOORD", LENGTH, None, below, relationship="INFERRED FROM")
    coordinates.GraphicType, coordinates.GraphicData = "POINT", [1.0, 2.0]
    after = cleaned(report(item("NUM", LENGTH, "3", coordinates)))
    selected = after.ContentSequence[0].ContentSequence[0].ContentSequence[0]
    assert selected.ReferencedSOPSequence[0].ReferencedSOPInstanceUID == cleaned(image).SOPInstanceUID
    assert list(after.ContentSequence[0].ContentSequence[0].GraphicData) == [1.0, 2.0]


def test_what_coordinates_are_selected_from_stays() -> None:
    wave = item(
        "WAVEFORM", ("121112", "DCM", "Source of Measurement"), "1.2.3.4", relationship="SELECTED FROM"
    )  # X in the table
    coordinates = item("TCOORD", LENGTH, None, wave)
    coordinates.TemporalRangeType, coordinates.ReferencedSamplePositions = "POINT", 7
    after = cleaned(report(coordinates)).ContentSequence[0].ContentSequence[0]
    assert after.ReferencedSOPSequence[0].ReferencedSOPInstanceUID == pseudonymous_uid(KEY, "1.2.3.4")
