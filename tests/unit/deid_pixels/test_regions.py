"""Device rules: what they match, what they blank, and what cannot be a rule."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom.dataset import Dataset
from unit.deid.objects import encoded
from unit.deid_pixels.images import object_of

from bildstrom.deid.pixels.image import Image, image_of
from bildstrom.deid.pixels.rectangle import Rectangle, outside
from bildstrom.deid.pixels.regions import RegionsError, areas_to_blank, parse_regions, starting_set
from bildstrom.deid.profile.reading import ProfileError, parse_profile
from bildstrom.dicom.part10 import DataSet, open_file
from bildstrom.dicom.tree import Nodes, read_tree

RULES = parse_regions(
    """
    [[regions]]
    name = "bar"
    reason = "title bar"
    match = { modality = "US", manufacturer = "acme*", rows = 48, columns = 64 }
    blank = [[0, 0, 0, 10], [60, 40, 4, 8]]

    [[regions]]
    name = "picture"
    reason = "only the picture stays"
    match = { image_type = "SCREEN*" }
    keep = [[8, 8, 40, 30]]
    """
)


def described(**changes: object) -> tuple[Nodes, Image]:
    dataset = object_of(np.zeros((48, 64), np.uint8), "MONOCHROME2", **changes)
    data_set = open_file(encoded(dataset), 1 << 20)
    assert isinstance(data_set, DataSet)
    nodes = read_tree(data_set)
    assert isinstance(nodes, list)
    return nodes, image_of(nodes, 1 << 20)


def test_all_conditions_of_a_rule_have_to_hold() -> None:
    bar = [Rectangle(0, 0, 64, 10), Rectangle(60, 40, 64, 48)]
    assert areas_to_blank(RULES, *described()) == bar
    assert areas_to_blank(RULES, *described(Manufacturer="Other")) is None
    assert areas_to_blank(RULES, *described(Modality="SC")) is None


def test_all_rules_that_match_are_applied() -> None:
    areas = areas_to_blank(RULES, *described(ImageType=["DERIVED", "SECONDARY", "SCREEN SAVE"]))
    assert areas is not None
    assert set(areas) > {Rectangle(0, 0, 64, 10), Rectangle(60, 40, 64, 48)}
    assert covered(areas)[20, 4]
    assert not covered(areas)[20, 20]


def test_regions_of_an_ultrasound_that_are_not_sound_keep_nothing() -> None:
    region = Dataset()
    region.RegionLocationMinX0, region.RegionLocationMinY0 = 10, 10
    region.RegionLocationMaxX1, region.RegionLocationMaxY1 = 5, 30
    assert areas_to_blank(starting_set(), *described(SequenceOfUltrasoundRegions=[region])) is None


def test_the_starting_set_knows_its_devices() -> None:
    changes = {"Manufacturer": "GE Healthcare", "ManufacturerModelName": "LOGIQE9"}
    assert areas_to_blank(starting_set(), *described(**changes)) == [Rectangle(0, 0, 64, 70)]


def covered(areas: list[Rectangle]) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    plane = np.zeros((48, 64), np.bool_)
    for area in areas:
        plane[area.top : area.bottom, area.left : area.right] = True
    return plane


boxes = st.tuples(st.integers(-5, 70), st.integers(-5, 50), st.integers(0, 70), st.integers(0, 50)).map(
    lambda box: Rectangle(box[0], box[1], box[0] + box[2], box[1] + box[3])
)


@given(st.lists(boxes, max_size=4))
def test_outside_is_everything_but_what_is_kept(kept: list[Rectangle]) -> None:
    expected = np.ones((48, 64), np.bool_)
    for box in kept:
        expected[max(box.top, 0) : max(box.bottom, 0), max(box.left, 0) : max(box.right, 0)] = False
    assert (covered(outside(kept, 64, 48)) == expected).all()


@pytest.mark.parametrize(
    ("document", "complaint"),
    [
        ("[[regions]", "not valid TOML"),
        ("[other]", "tables [[regions]] and nothing else"),
        ('[[regions]]\nname = "a"\nreason = "b"\nmatch = {}\nblank = []', "at least one condition"),
        ('[[regions]]\nname = "a"\nreason = "b"\nmatch = { rows = 1 }', "exactly one of blank, keep"),
        (
            '[[regions]]\nname = "a"\nreason = "b"\nmatch = { rows = 1 }\nblank = [[-1, 0, 1, 1]]',
            "none of them negative",
        ),
        ('[[regions]]\nname = "a"\nreason = ""\nmatch = { rows = 1 }\nblank = []', "reason"),
        ('[[regions]]\nname = "a"\nreason = "b"\nmatch = { row = 1 }\nblank = []', "row"),
        ('[[regions]]\nname = "a"\nreason = "b"\nmatch = { rows = 1 }\nblank = []\n' * 2, "a name of its own"),
    ],
)
def test_what_cannot_be_a_rule_is_refused_with_what_to_change(document: str, complaint: str) -> None:
    with pytest.raises(RegionsError, match="regions: ") as refused:
        parse_regions(document)
    assert complaint in str(refused.value)


@pytest.mark.parametrize(
    ("table", "complaint"),
    [
        ('blank = "all"', 'add text = "clean"'),
        ('text = "clean"\nheads = "blur"', "pixels.heads"),
        ('txt = "clean"', "pixels.txt"),
    ],
)
def test_a_profile_refuses_what_it_does_not_understand_of_pixels(table: str, complaint: str) -> None:
    with pytest.raises(ProfileError) as refused:
        parse_profile("mine", f"options = []\n[pixels]\n{table}\n")
    assert complaint in str(refused.value)
