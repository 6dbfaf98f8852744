"""Which objects are looked at, what is blanked, and where doubt keeps an object back."""

import io
from typing import NoReturn

import numpy as np
import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset
from unit.deid.objects import PROJECT, claim_of, ct, encoded
from unit.deid_pixels.images import (
    CLEAN,
    LABEL,
    LABEL_AT,
    NAME,
    NAME_AT,
    SECONDARY_CAPTURE,
    SIDE,
    background,
    box_of,
    cleaned_file,
    looked_at,
    object_of,
    written,
)

from bildstrom.deid.engine import deidentify
from bildstrom.deid.pixels.eyes import Eyes
from bildstrom.deid.pixels.looking import Cleaned, Unchanged
from bildstrom.deid.pixels.options import UNTOUCHED, Blanked, PixelOptions
from bildstrom.deid.pixels.regions import starting_set
from bildstrom.deid.profile.reading import parse_profile
from bildstrom.deid.quarantine import BURNED_IN_TEXT, UNDECODABLE_PIXELS, Quarantine
from bildstrom.runtime.children.bounded import BoundedChild, Bounds


class Untouched(BoundedChild):
    """A child that must not be asked."""

    def ask(self, *_: object, **__: object) -> NoReturn:
        raise AssertionError("asked")


def reason_for(raw: bytes, options: PixelOptions, eyes: Eyes | None) -> int:
    with pytest.raises(Quarantine) as kept_back:
        looked_at(raw, options, eyes)
    return kept_back.value.reason


def pixels_of(raw: bytes) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return dcmread(io.BytesIO(raw)).pixel_array


def test_what_cannot_show_text_is_not_looked_at() -> None:
    assert looked_at(encoded(ct()), CLEAN, Eyes(Untouched(Bounds(), ()))) == Unchanged(())


@pytest.mark.parametrize("options", [UNTOUCHED, CLEAN])
def test_without_the_option_or_without_eyes_suspected_text_keeps_an_object_back(options: PixelOptions) -> None:
    eyes = Eyes(Untouched(Bounds(), ())) if options is UNTOUCHED else None
    assert reason_for(encoded(object_of(background(), "MONOCHROME2")), options, eyes) == BURNED_IN_TEXT


def test_a_profile_says_whether_a_device_is_believed_that_no_text_is_there() -> None:
    raw = encoded(object_of(background(), "MONOCHROME2", BurnedInAnnotation="NO"))
    project = PROJECT.model_copy(update={"profile": "mine"})
    believing, doubting = (
        {"mine": parse_profile("mine", f"options = []\n[pixels]\nbelieve_no = {believe}")}
        for believe in ("true", "false")
    )
    assert deidentify(raw, claim_of(raw, project), project, profiles=believing).size
    with pytest.raises(Quarantine, match="BURNED_IN_TEXT"):
        deidentify(raw, claim_of(raw, project), project, profiles=doubting)


def test_an_object_without_pixels_shows_nothing() -> None:
    assert looked_at(encoded(ct(Modality="US", PixelData=None)), CLEAN, Eyes(Untouched(Bounds(), ()))) == Unchanged(())


@pytest.mark.parametrize("seed", [1, 2])
def test_noise_is_no_text(seed: int, eyes: Eyes) -> None:
    noise = np.random.default_rng(seed).integers(0, 256, (SIDE, SIDE), dtype=np.uint8)
    assert eyes.read(noise) == []


def test_an_image_without_text_keeps_its_bytes_and_says_that_none_is_there(eyes: Eyes) -> None:
    dataset = object_of(background(), "MONOCHROME2")
    result = looked_at(encoded(dataset), CLEAN, eyes)
    assert isinstance(result, Cleaned)
    assert result.codes == (("113101", "Clean Pixel Data Option"),)
    after = dcmread(io.BytesIO(result.raw))
    assert after.BurnedInAnnotation == "NO"
    del after.BurnedInAnnotation
    assert after == dcmread(io.BytesIO(encoded(dataset)))


def test_text_that_is_stated_and_not_found_is_doubt(eyes: Eyes) -> None:
    raw = encoded(object_of(background(), "MONOCHROME2", BurnedInAnnotation="YES"))
    assert reason_for(raw, CLEAN, eyes) == BURNED_IN_TEXT


def test_a_page_of_text_is_no_image(eyes: Eyes) -> None:
    lines = {(4, top): "Befund und Beurteilung" for top in range(4, SIDE - 20, 22)}
    page = written(lines, np.zeros((SIDE, SIDE), np.uint8), size=20)
    dataset = object_of(page, "MONOCHROME2", SOPClassUID=SECONDARY_CAPTURE, Modality="OT")
    assert reason_for(encoded(dataset), CLEAN, eyes) == BURNED_IN_TEXT


@pytest.mark.parametrize(
    ("blanked", "gone"),
    [
        (Blanked.ALL, {NAME, "Gallenblase", LABEL}),
        (Blanked.UNKNOWN, {NAME, "Gallenblase"}),
        (Blanked.IDENTIFYING, {NAME}),
    ],
)
def test_a_profile_says_which_texts_go(blanked: Blanked, gone: set[str], eyes: Eyes) -> None:
    places = {NAME: NAME_AT, "Gallenblase": (16, 170), LABEL: LABEL_AT}
    dataset = object_of(written({place: text for text, place in places.items()}), "MONOCHROME2")
    before, after = dataset.PixelData, pixels_of(cleaned_file(dataset, eyes, PixelOptions(clean=True, blanked=blanked)))
    different = np.frombuffer(before, np.uint8).reshape(SIDE, SIDE) != after
    changed = {text for text, at in places.items() if different[at[1] + 6 : box_of(text, at)[3] - 6, 20:60].any()}
    assert changed == gone


def test_outside_the_regions_of_an_ultrasound_everything_goes(eyes: Eyes) -> None:
    region = Dataset()
    region.RegionLocationMinX0, region.RegionLocationMinY0 = 40, 70
    region.RegionLocationMaxX1, region.RegionLocationMaxY1 = 239, 169
    picture = np.maximum(background(), 20)
    dataset = object_of(picture, "MONOCHROME2", SequenceOfUltrasoundRegions=[region])
    after = pixels_of(cleaned_file(dataset, eyes, PixelOptions(clean=True, regions=starting_set())))
    expected = np.full_like(picture, 20)
    expected[70:170, 40:240] = picture[70:170, 40:240]
    assert (after == expected).all()


def test_a_long_clip_is_read_only_where_its_device_is_known(eyes: Eyes) -> None:
    frames = np.stack([np.roll(written({NAME_AT: NAME}), step, axis=1) for step in range(4)])
    raw = encoded(object_of(frames, "MONOCHROME2"))
    few = Eyes(eyes.child, frames=2)
    assert reason_for(raw, CLEAN, few) == BURNED_IN_TEXT


def test_an_overlay_in_the_spare_bits_goes_and_the_samples_stay(eyes: Eyes) -> None:
    samples = background().astype(np.uint16) * 16
    overlay = np.zeros_like(samples)
    overlay[40:60, 40:200] = 1 << 15
    dataset = object_of(
        samples | overlay, "MONOCHROME2", BitsStored=12, HighBit=11, Modality="CT", SOPClassUID=ct().SOPClassUID
    )
    for element, value in ((0x0010, SIDE), (0x0011, SIDE), (0x0100, 16), (0x0102, 15)):
        dataset.add_new(0x60000000 | element, "US", value)
    dataset.add_new(0x60000040, "CS", "G")
    after = dcmread(io.BytesIO(cleaned_file(dataset, eyes)))
    assert after.PixelData == samples.tobytes()


@pytest.mark.parametrize("changes", [{"Rows": SIDE + 1}, {"SamplesPerPixel": 3}, {"BitsAllocated": 32}, {"Rows": None}])
def test_pixels_that_are_not_what_they_are_said_to_be_are_undecodable(changes: dict[str, object]) -> None:
    dataset = object_of(background(), "MONOCHROME2", **changes)
    assert reason_for(encoded(dataset), CLEAN, Eyes(Untouched(Bounds(), ()))) == UNDECODABLE_PIXELS


def test_a_video_is_undecodable(eyes: Eyes) -> None:
    mpeg2 = "1.2.840.10008.1.2.4.100"
    dataset = object_of(
        background(), "MONOCHROME2", PixelData=bytes.fromhex("feff00e000000000feff00e00400000000000001")
    )
    dataset["PixelData"].is_undefined_length = True
    assert reason_for(encoded(dataset, mpeg2), CLEAN, eyes) == UNDECODABLE_PIXELS


def test_the_engine_claims_what_was_done_to_the_pixels(eyes: Eyes) -> None:
    profile = parse_profile("clean", 'options = ["retain-modified-dates"]\n[pixels]\ntext = "clean"\nheads = "release"')
    raw = encoded(object_of(written({NAME_AT: NAME}), "MONOCHROME2"))
    project = PROJECT.model_copy(update={"profile": "clean"})
    clean = deidentify(raw, claim_of(raw, project), project, eyes=eyes, profiles={"clean": profile})
    after = dcmread(io.BytesIO(clean.data))
    assert after.BurnedInAnnotation == "NO"
    assert [item.CodeValue for item in after.DeidentificationMethodCodeSequence] == [
        "113100",
        "113101",
        "113102",
        "113107",
    ]
    left, top, right, bottom = box_of(NAME, NAME_AT)
    assert (after.pixel_array[top:bottom, left:right] == 0).all()
