"""Series become volumes, or say why not; expected values by construction of the images."""

from collections.abc import Callable

import numpy as np
import pytest
from pydicom import Dataset
from unit.dicom_volume.ct_images import CORONAL, image, stack

from bildstrom.dicom.volume import NotAVolume, is_axial, volume_of

Change = Callable[[Dataset], None]


def reason_of(images: list[Dataset]) -> str:
    with pytest.raises(NotAVolume) as error:
        volume_of(images)
    return error.value.reason


def test_slices_are_ordered_along_the_normal_whatever_their_order_of_arrival() -> None:
    images = stack([0.0, 2.5, 5.0, 7.5])
    volume = volume_of([images[2], images[0], images[3], images[1]])
    assert volume.voxels[:, 0, 0].tolist() == [-24, -23, -22, -21]
    assert volume.voxels.shape == (4, 4, 6)
    assert volume.voxels.dtype == np.int16
    assert volume.spacing == (2.5, 0.7, 0.8)
    assert volume.origin.tolist() == [-10.0, -20.0, 0.0]
    assert volume.normal.tolist() == [0.0, 0.0, 1.0]
    assert [str(source.SOPInstanceUID) for source in volume.sources] == ["2.25.7.1", "2.25.7.2", "2.25.7.3", "2.25.7.4"]
    assert is_axial(volume)


def test_headers_keep_no_pixels() -> None:
    assert not any("PixelData" in source for source in volume_of(stack([0.0, 1.0])).sources)


def test_an_oblique_stack_is_ordered_along_its_own_normal() -> None:
    angle = np.deg2rad(30)
    orientation = (1.0, 0.0, 0.0, 0.0, float(np.cos(angle)), float(np.sin(angle)))
    normal = np.array([0.0, -np.sin(angle), np.cos(angle)])
    places = [tuple(float(value) for value in 3.0 * step * normal) for step in range(3)]
    images = [image(number, (x, y, z), orientation) for number, (x, y, z) in enumerate(places)]
    volume = volume_of(images[::-1])
    assert volume.voxels[:, 0, 0].tolist() == [-24, -23, -22]
    assert volume.spacing[0] == pytest.approx(3.0, abs=1e-5)
    assert volume.normal == pytest.approx(normal)
    assert not is_axial(volume)


def test_a_coronal_stack_is_a_volume_and_not_axial() -> None:
    images = [image(number, (0.0, 2.0 * number, 0.0), CORONAL) for number in range(3)]
    volume = volume_of(images)
    assert volume.normal.tolist() == [0.0, 1.0, 0.0]
    assert not is_axial(volume)


def test_a_feet_first_stack_runs_to_the_head_all_the_same() -> None:
    turned = (-1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
    volume = volume_of(stack([0.0, 1.0, 2.0], turned))
    assert volume.normal.tolist() == [0.0, 0.0, 1.0]
    assert volume.voxels[:, 0, 0].tolist() == [-24, -23, -22]


def test_the_same_instance_twice_counts_once() -> None:
    assert len(volume_of([*stack([0.0, 1.0, 2.0]), *stack([0.0])]).sources) == 3


def test_positions_rounded_to_a_tenth_are_uniform() -> None:
    volume = volume_of(stack([0.0, 0.6, 1.3, 1.9, 2.5, 3.1, 3.8]))
    assert volume.spacing[0] == pytest.approx(3.8 / 6)


def test_slope_and_intercept_are_applied() -> None:
    images = stack([0.0, 1.0])
    for part in images:
        part.RescaleSlope, part.RescaleIntercept = "0.5", "-100.25"
    assert volume_of(images).voxels[:, 0, 0].tolist() == [400, 400]  # 399.75 and 400.25


def test_values_beyond_int16_are_clipped() -> None:
    images = stack([0.0, 1.0])
    for part in images:
        part.RescaleIntercept = "40000"
    assert volume_of(images).voxels.min() == 32767


def test_localizers_are_left_out() -> None:
    images = stack([0.0, 1.0, 2.0])
    scout = image(9, (0.0, 0.0, 50.0), CORONAL)
    scout.ImageType = ["ORIGINAL", "PRIMARY", "LOCALIZER"]
    assert len(volume_of([scout, *images]).sources) == 3
    assert reason_of([scout]) == "localizer"


@pytest.mark.parametrize(
    ("heights", "reason"),
    [
        ([0.0], "too_few_slices"),
        ([0.0, 1.0, 2.0, 4.0, 5.0], "gap_in_slices"),
        ([0.0, 1.0, 2.3, 3.0], "uneven_spacing"),
        ([0.0, 1.0, 1.0, 2.0], "duplicate_slices"),
    ],
)
def test_irregular_distances_are_no_volume(heights: list[float], reason: str) -> None:
    assert reason_of(stack(heights)) == reason


def test_a_tilted_gantry_is_no_volume() -> None:
    assert reason_of([image(n, (0.0, 0.4 * n, 2.0 * n)) for n in range(5)]) == "sheared_slices"


def changed(keyword: str, value: object) -> Change:
    return lambda part: setattr(part, keyword, value)


def without(keyword: str) -> Change:
    return lambda part: delattr(part, keyword)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (changed("ImageOrientationPatient", list(CORONAL)), "mixed_orientation"),
        (changed("PixelSpacing", ["0.7", "0.9"]), "mixed_geometry"),
        (changed("FrameOfReferenceUID", "2.25.9"), "mixed_frame_of_reference"),
        (changed("NumberOfFrames", "2"), "multiframe"),
        (changed("SamplesPerPixel", 3), "not_greyscale"),
        (changed("ImagePositionPatient", ["0", "0"]), "no_geometry"),
        (changed("ImageOrientationPatient", [1, 0, 0, 1, 0, 0]), "no_geometry"),
        (changed("PixelSpacing", ["0", "0.8"]), "no_geometry"),
        (without("ImagePositionPatient"), "no_geometry"),
        (without("PixelSpacing"), "no_geometry"),
        (without("RescaleIntercept"), "no_rescale"),
        (without("RescaleSlope"), "no_rescale"),
        (changed("PixelData", b"\0" * 7), "undecodable_pixels"),
        (changed("Rows", 46341), "undecodable_pixels"),
        (changed("Rows", 0), "undecodable_pixels"),
        (without("PixelData"), "undecodable_pixels"),
    ],
)
def test_one_odd_image_makes_it_no_volume(change: Change, reason: str) -> None:
    images = stack([0.0, 1.0, 2.0])
    change(images[1])
    assert reason_of(images) == reason
