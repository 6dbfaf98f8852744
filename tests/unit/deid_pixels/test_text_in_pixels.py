"""Text with this object's name goes from pixels of every layout and compression; everything else stays bit by bit."""

import io
import struct
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate
from pydicom.pixels.utils import pixel_array
from pydicom.uid import (
    UID,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    JPEG2000Lossless,
    JPEGBaseline8Bit,
    JPEGLSLossless,
    RLELossless,
)
from unit.deid.objects import encoded
from unit.deid_pixels.images import (
    LABEL,
    LABEL_AT,
    NAME,
    NAME_AT,
    Grey,
    Layout,
    as_ybr,
    box_of,
    cleaned_file,
    colours,
    object_of,
    subsampled,
    written,
)

from bildstrom.deid.pixels.eyes import Eyes

TEXTS = {NAME_AT: NAME, LABEL_AT: LABEL}


def mono(grey: Grey) -> Dataset:
    return object_of(grey, "MONOCHROME2")


def inverted(grey: Grey) -> Dataset:
    return object_of(255 - grey, "MONOCHROME1")


def signed_words(grey: Grey) -> Dataset:
    values = grey.astype(np.int16) * 8 - 1024
    return object_of(values, "MONOCHROME2", BitsStored=12, HighBit=11, Modality="CT", ConversionType="WSD")


def rgb(grey: Grey) -> Dataset:
    return object_of(colours(grey), "RGB")


def planes(grey: Grey) -> Dataset:
    by_plane = colours(grey).transpose(2, 0, 1)
    return object_of(colours(grey), "RGB", PlanarConfiguration=1, PixelData=by_plane.tobytes())


def deep_rgb(grey: Grey) -> Dataset:
    return object_of(colours(grey).astype(np.uint16) * 257, "RGB")


def ybr(grey: Grey) -> Dataset:
    return object_of(as_ybr(colours(grey)), "YBR_FULL")


def ybr_422(grey: Grey) -> Dataset:
    return object_of(as_ybr(colours(grey)), "YBR_FULL_422", PixelData=subsampled(as_ybr(colours(grey))).tobytes())


def palette(grey: Grey) -> Dataset:
    """Indices run the other way: 255 is black."""
    table = b"".join(struct.pack("<H", (255 - index) * 257) for index in range(256))
    channels = {f"{name}PaletteColorLookupTableData": table for name in ("Red", "Green", "Blue")}
    sizes = {f"{name}PaletteColorLookupTableDescriptor": [256, 0, 16] for name in ("Red", "Green", "Blue")}
    return object_of(255 - grey, "PALETTE COLOR", **channels, **sizes)


def segmented_palette(grey: Grey) -> Dataset:
    """The same palette as one value and a ramp of 255 down to 0."""
    ramp = struct.pack("<6H", 0, 1, 255 * 257, 1, 255, 0)
    channels = {f"Segmented{name}PaletteColorLookupTableData": ramp for name in ("Red", "Green", "Blue")}
    sizes = {f"{name}PaletteColorLookupTableDescriptor": [256, 0, 16] for name in ("Red", "Green", "Blue")}
    return object_of(255 - grey, "PALETTE COLOR", **channels, **sizes)


def clip(grey: Grey) -> Dataset:
    return object_of(np.stack([grey, np.roll(grey, 3, axis=1)]), "MONOCHROME2")


def changes(before: NDArray[np.generic], after: NDArray[np.generic]) -> NDArray[np.bool_]:
    """Where frames differ, (rows, columns)."""
    different: NDArray[Any] = np.asarray(before != after)
    while different.ndim > 2:
        different = np.asarray(different.any(axis=0 if different.shape[-1] != 3 else -1))
    return different


def expect_only_the_name_gone(different: NDArray[np.bool_]) -> None:
    left, top, right, bottom = box_of(NAME, NAME_AT)
    assert different[top:bottom, left:right].any()
    around = different.copy()
    around[max(top - 12, 0) : bottom + 12, max(left - 12, 0) : right + 16] = False
    assert not around.any()


def samples(data: bytes) -> NDArray[np.generic]:
    return pixel_array(dcmread(io.BytesIO(data)), raw=True)


@pytest.mark.parametrize(
    ("layout", "black"),
    [
        (mono, [12]), (inverted, [255 - 12]), (signed_words, [12 * 8 - 1024]), (rgb, [0, 0, 0]), (planes, [0, 0, 0]),
        (deep_rgb, [0, 0, 0]), (ybr, [0, 128, 128]), (palette, [255]), (segmented_palette, [255]), (clip, [12]),
    ],
)  # fmt: skip
def test_a_name_is_blanked_and_every_other_sample_stays(layout: Layout, black: list[int], eyes: Eyes) -> None:
    dataset = layout(np.maximum(written(TEXTS), 12))
    before, after = samples(encoded(dataset)), samples(cleaned_file(dataset, eyes))
    expect_only_the_name_gone(changes(before, after))
    left, top, right, bottom = box_of(NAME, NAME_AT)
    letters = after.reshape(-1, 256, 256, len(black))[:, top:bottom, left:right]
    assert (letters == black).all()


def test_subsampled_colour_is_blanked_in_pairs_of_columns(eyes: Eyes) -> None:
    dataset = ybr_422(written(TEXTS))
    after = dcmread(io.BytesIO(cleaned_file(dataset, eyes)))
    assert after.PhotometricInterpretation == "YBR_FULL_422"
    pairs = [np.frombuffer(data, np.uint8).reshape(256, 128, 4) for data in (dataset.PixelData, after.PixelData)]
    expect_only_the_name_gone((pairs[0] != pairs[1]).any(axis=-1).repeat(2, axis=1))
    left, top, right, bottom = box_of(NAME, NAME_AT)
    assert (pairs[1][top:bottom, left // 2 : right // 2] == [0, 0, 128, 128]).all()


@pytest.mark.parametrize("syntax", [ImplicitVRLittleEndian, DeflatedExplicitVRLittleEndian])
def test_native_pixels_stay_in_their_transfer_syntax(syntax: UID, eyes: Eyes) -> None:
    dataset = mono(written(TEXTS))
    after = dcmread(io.BytesIO(cleaned_file(dataset, eyes, syntax=syntax)))
    assert after.file_meta.TransferSyntaxUID == syntax
    assert after.BurnedInAnnotation == "NO"
    expect_only_the_name_gone(changes(samples(encoded(dataset)), pixel_array(after)))


@pytest.mark.parametrize(
    ("syntax", "layout"),
    [(RLELossless, mono), (RLELossless, rgb), (JPEG2000Lossless, rgb), (JPEGLSLossless, signed_words)],
)
def test_losslessly_compressed_pixels_are_decoded_exactly(syntax: UID, layout: Layout, eyes: Eyes) -> None:
    native = layout(written(TEXTS))
    compressed = dcmread(io.BytesIO(encoded(native)))
    compressed.compress(syntax, generate_instance_uid=False)
    after = dcmread(io.BytesIO(cleaned_file(compressed, eyes, syntax=syntax)))
    assert after.file_meta.TransferSyntaxUID == ExplicitVRLittleEndian
    assert after.PhotometricInterpretation == native.PhotometricInterpretation
    assert after.BitsStored == native.BitsStored
    assert "LossyImageCompression" not in after
    before = samples(encoded(native))
    expect_only_the_name_gone(changes(before, pixel_array(after, raw=True)))


def test_a_jpeg_becomes_native_rgb_that_is_what_the_decoder_gave(eyes: Eyes) -> None:
    buffer = io.BytesIO()
    Image.fromarray(colours(written(TEXTS))).save(buffer, "JPEG", quality=90, subsampling="4:2:2")
    dataset = object_of(colours(written(TEXTS)), "YBR_FULL_422", PixelData=encapsulate([buffer.getvalue()]))
    dataset["PixelData"].is_undefined_length = True
    raw = encoded(dataset, JPEGBaseline8Bit)
    after = dcmread(io.BytesIO(cleaned_file(dataset, eyes, syntax=JPEGBaseline8Bit)))
    assert (after.file_meta.TransferSyntaxUID, after.PhotometricInterpretation) == (ExplicitVRLittleEndian, "RGB")
    assert (after.LossyImageCompression, after.PlanarConfiguration) == ("01", 0)
    before = pixel_array(dcmread(io.BytesIO(raw)), decoding_plugin="gdcm")
    expect_only_the_name_gone(changes(before, after.pixel_array))
