"""ICC profiles keep their numbers and lose their texts."""

import io
import struct

import pytest
from PIL import Image, ImageCms
from unit.deid.objects import cleaned, ct, encoded, read

from bildstrom.deid.profile.actions import Zeros
from bildstrom.deid.profile.color import CleanColorProfile


def profile(*tags: tuple[bytes, bytes]) -> bytes:
    """A profile of these tags: signature and data."""
    at = 128 + 4 + 12 * len(tags)
    table, data = struct.pack(">I", len(tags)), b""
    for signature, content in tags:
        table += struct.pack(">4sII", signature, at + len(data), len(content))
        data += content + bytes(-len(content) % 4)
    header = bytearray(128)
    header[36:40] = b"acsp"
    header[48:56] = b"SENTSENT"  # manufacturer and model
    return bytes(header) + table + data


def test_texts_of_a_color_profile_go_and_numbers_stay() -> None:
    curve, text = b"curv\0\0\0\0\0\0\0\x01\x01\x80\0\0", b"text\0\0\0\0SENT00000001\0"
    before = profile((b"rTRC", curve), (b"cprt", text), (b"dmnd", b"desc" + bytes(7) + b"\x0cSENT00000002"))
    after = CleanColorProfile().new_value("OB", before)
    assert after is not None
    assert b"SENT" not in after
    assert (len(after), after.count(curve), after.count(b"text"), after.count(b"desc")) == (len(before), 1, 1, 1)


def test_a_cleaned_profile_still_converts_colors_alike() -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    clean = CleanColorProfile().new_value("OB", srgb + bytes(len(srgb) % 2))
    assert clean is not None
    ramp = Image.frombytes("RGB", (16, 16), bytes(range(256)) * 3)
    lab = ImageCms.createProfile("LAB")
    one, other = (
        ImageCms.profileToProfile(ramp, ImageCms.ImageCmsProfile(io.BytesIO(each)), lab, outputMode="LAB")
        for each in (srgb, clean)
    )
    assert one is not None
    assert other is not None
    assert one.tobytes() == other.tobytes()
    assert b"sRGB built-in".decode().encode("utf-16-be") not in clean


@pytest.mark.parametrize("broken", [b"", b"SENT", bytes(200), profile((b"rTRC", b"curv" + bytes(8)))[:-4]])
def test_what_is_no_color_profile_goes(broken: bytes) -> None:
    assert CleanColorProfile().new_value("OB", broken) is None


def test_a_slide_keeps_its_colors() -> None:
    dataset = ct(ICCProfile=profile((b"cprt", b"text\0\0\0\0SENT00000001\0\0\0\0")))
    after = read(cleaned(encoded(dataset)).data)
    assert len(after.ICCProfile) == len(dataset.ICCProfile)
    assert b"SENT" not in after.ICCProfile


@pytest.mark.parametrize(
    ("vr", "value", "zeros"),
    [("US", b"\1\0\2\0", bytes(4)), ("DS", b"1.5\\2.5\\3", b"0\\0\\0 "), ("IS", b"7 ", b"0 "), ("DS", b"", b"")],
)
def test_numbers_become_as_many_zeros(vr: str, value: bytes, zeros: bytes) -> None:
    assert Zeros().new_value(vr, value) == zeros
