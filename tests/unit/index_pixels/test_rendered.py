"""Pictures: grey levels through the window of the standard, colours, polarity, size, and what is refused."""

from io import BytesIO

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from pydicom import Dataset, dcmread
from pydicom.pixels.processing import apply_color_lut, apply_voi_lut
from unit.index.arrivals import STUDY
from unit.index_pixels.images import Images, file_bytes, parts, written

PNG = "image/png"


async def picture(images: Images, path: str, query: str = "", accept: str = PNG) -> NDArray[np.uint8]:
    answer = await images.get(f"{path}/rendered{query}", accept)
    assert (answer.status_code, answer.headers["content-type"]) == (200, accept), answer.text
    return np.array(Image.open(BytesIO(answer.content)))


def through(values: NDArray[np.float64], center: float, width: float) -> NDArray[np.float64]:
    """The pseudocode of PS3.3 C.11.2.1.2.1, to 0..255."""
    low, high = center - 0.5 - (width - 1) / 2, center - 0.5 + (width - 1) / 2
    inside = ((values - (center - 0.5)) / (width - 1) + 0.5) * 255
    return np.where(values <= low, 0, np.where(values > high, 255, inside))


def close(one: NDArray[np.uint8], other: NDArray[np.float64], tolerance: float = 0.51) -> bool:
    return one.shape == other.shape and float(np.abs(one - other).max()) <= tolerance


def ct(**changes: object) -> Dataset:
    image = dcmread(BytesIO(file_bytes("CT_small.dcm")))
    for keyword, value in changes.items():
        setattr(image, keyword, value)
    return image


HOUNSFIELD = ct().pixel_array * 1.0 - 1024.0


async def test_the_window_of_the_request_comes_first(images: Images) -> None:
    path = await images.stored(written(ct(WindowCenter=0, WindowWidth=10)))

    assert close(await picture(images, path, "?window=40,400,linear"), through(HOUNSFIELD, 40, 400))


async def test_the_window_of_the_object_comes_next(images: Images) -> None:
    path = await images.stored(written(ct(WindowCenter=[-100, 40], WindowWidth=[900, 400])))

    assert close(await picture(images, path), through(HOUNSFIELD, -100, 900))


async def test_without_a_window_all_values_are_seen(images: Images) -> None:
    path = await images.stored(written(ct()))

    low, high = HOUNSFIELD.min(), HOUNSFIELD.max()
    assert close(await picture(images, path), (HOUNSFIELD - low) / (high - low) * 255)


async def test_other_functions_of_windows(images: Images) -> None:
    path = await images.stored(written(ct()))

    exact = np.clip((HOUNSFIELD - 40) / 400 + 0.5, 0, 1) * 255
    sigmoid = 255 / (1 + np.exp(-4 * (HOUNSFIELD - 40) / 400))
    assert close(await picture(images, path, "?window=40,400,linear-exact"), exact)
    assert close(await picture(images, path, "?window=40,400,sigmoid"), sigmoid)


async def test_what_is_dark_in_monochrome1_is_high(images: Images) -> None:
    path = await images.stored(written(ct(PhotometricInterpretation="MONOCHROME1", WindowCenter=40, WindowWidth=400)))

    assert close(await picture(images, path), 255 - through(HOUNSFIELD, 40, 400))


async def test_a_table_of_grey_levels_is_used(images: Images) -> None:
    table = Dataset()
    table.LUTDescriptor, table.LUTData = [256, -200, 12], [4095 - 16 * n for n in range(256)]
    table["LUTDescriptor"].VR, table["LUTData"].VR = "SS", "US"
    image = ct(VOILUTSequence=[table])
    path = await images.stored(written(image))

    expected = apply_voi_lut(HOUNSFIELD.astype(np.int16), image) * (255 / 4095)
    assert close(await picture(images, path), expected)


async def test_a_table_of_modality_values_is_used(images: Images) -> None:
    table = Dataset()
    table.LUTDescriptor, table.LUTData, table.ModalityLUTType = [4096, 0, 16], [n // 2 for n in range(4096)], "HU"
    table["LUTDescriptor"].VR, table["LUTData"].VR = "US", "OW"
    table["LUTData"].value = np.arange(4096, dtype="<u2").__floordiv__(2).tobytes()
    image = ct(ModalityLUTSequence=[table], PixelRepresentation=0, WindowCenter=500, WindowWidth=800)
    del image.RescaleSlope, image.RescaleIntercept
    path = await images.stored(written(image))

    assert close(await picture(images, path), through(ct().pixel_array // 2 * 1.0, 500, 800))


async def test_each_frame_has_its_own_window_and_slope(images: Images) -> None:
    image = dcmread(BytesIO(file_bytes("CT_small.dcm")))
    stored = image.pixel_array
    image.NumberOfFrames, image.PixelData = 2, image.PixelData * 2
    del image.RescaleSlope, image.RescaleIntercept
    items = []
    for slope, center in ((1, 40), (2, 900)):
        values, window, item = Dataset(), Dataset(), Dataset()
        values.RescaleSlope, values.RescaleIntercept, values.RescaleType = slope, -1024, "HU"
        window.WindowCenter, window.WindowWidth = center, 400
        item.PixelValueTransformationSequence, item.FrameVOILUTSequence = [values], [window]
        items.append(item)
    image.PerFrameFunctionalGroupsSequence = items
    path = await images.stored(written(image))

    for number, (slope, center) in enumerate(((1, 40), (2, 900)), start=1):
        assert close(await picture(images, f"{path}/frames/{number}"), through(stored * slope - 1024.0, center, 400))


@pytest.mark.parametrize(
    "name",
    [
        *("SC_rgb_rle.dcm", "SC_rgb_small_odd.dcm", "SC_ybr_full_422_uncompressed.dcm", "SC_rgb_jpeg_dcmtk.dcm"),
        *("examples_jpeg2k.dcm", "SC_rgb_jls_lossy_line.dcm", "SC_jpeg_no_color_transform.dcm"),
    ],
)
async def test_colours_are_drawn_as_they_are(images: Images, name: str) -> None:
    path = await images.stored(file_bytes(name))
    image = dcmread(BytesIO(file_bytes(name)))

    assert close(await picture(images, path), image.pixel_array.astype(float), 1.0)


async def test_a_palette_gives_its_colours(images: Images) -> None:
    path = await images.stored(file_bytes("examples_palette.dcm"))
    image = dcmread(BytesIO(file_bytes("examples_palette.dcm")))

    expected = apply_color_lut(image.pixel_array, image) >> 8
    assert np.array_equal(await picture(images, path), expected)


async def test_masks_and_doses_are_drawn(images: Images) -> None:
    mask = dcmread(BytesIO(file_bytes("liver_1frame.dcm"))).pixel_array
    dose = dcmread(BytesIO(file_bytes("rtdose.dcm"))).pixel_array[4].astype(float)

    assert np.array_equal(await picture(images, await images.stored(file_bytes("liver_1frame.dcm"))), mask * 255)
    path = await images.stored(file_bytes("rtdose.dcm"))
    expected = (dose - dose.min()) / (dose.max() - dose.min()) * 255
    assert close(await picture(images, f"{path}/frames/5"), expected)


async def test_a_jpeg_is_the_usual_form_and_has_the_quality_asked_for(images: Images) -> None:
    path = await images.stored(file_bytes("examples_jpeg2k.dcm"))

    usual = await images.get(f"{path}/rendered")
    poor = await images.get(f"{path}/rendered?quality=5")

    assert usual.headers["content-type"] == poor.headers["content-type"] == "image/jpeg"
    assert Image.open(BytesIO(usual.content)).size == (640, 480)
    assert len(poor.content) < len(usual.content) / 2


async def test_a_query_parameter_stands_for_the_header(images: Images) -> None:
    path = await images.stored(file_bytes("CT_small.dcm"))

    answer = await images.get(f"{path}/rendered?accept=image/png", "text/html,image/webp;q=0.8")

    assert (answer.status_code, answer.headers["content-type"]) == (200, PNG)


async def test_a_picture_is_fitted_into_the_viewport(images: Images) -> None:
    path = await images.stored(file_bytes("examples_jpeg2k.dcm"))  # 640 x 480

    assert (await picture(images, path, "?viewport=100,100")).shape == (75, 100, 3)
    assert (await picture(images, path, "?viewport=1280,1280")).shape == (960, 1280, 3)


async def test_a_region_is_cut_and_mirrored(images: Images) -> None:
    path = await images.stored(file_bytes("examples_jpeg2k.dcm"))
    whole = dcmread(BytesIO(file_bytes("examples_jpeg2k.dcm"))).pixel_array

    cut = await picture(images, path, "?viewport=64,48,100,200,64,48")
    mirrored = await picture(images, path, "?viewport=64,48,100,200,-64,-48")

    assert np.array_equal(cut, whole[200:248, 100:164])
    assert np.array_equal(mirrored, whole[200:248, 100:164][::-1, ::-1])


async def test_what_is_not_said_of_a_region_is_the_edge(images: Images) -> None:
    path = await images.stored(file_bytes("examples_jpeg2k.dcm"))
    whole = dcmread(BytesIO(file_bytes("examples_jpeg2k.dcm"))).pixel_array

    assert np.array_equal(await picture(images, path, "?viewport=64,48,,,64,48"), whole[:48, :64])
    assert np.array_equal(await picture(images, path, "?viewport=64,48,576,432,,"), whole[432:, 576:])


async def test_a_gif_is_drawn(images: Images) -> None:
    path = await images.stored(file_bytes("CT_small.dcm"))

    answer = await images.get(f"{path}/rendered", "image/gif")

    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/gif")
    drawn = np.asarray(Image.open(BytesIO(answer.content)).convert("L"))
    assert np.array_equal(drawn, await picture(images, path))


async def test_where_the_parameter_names_nothing_that_is_offered_the_header_counts(images: Images) -> None:
    path = await images.stored(file_bytes("CT_small.dcm"))

    assert (await images.get(f"{path}/rendered?accept=image/webp", PNG)).headers["content-type"] == PNG
    assert (await images.get(f"{path}/rendered?accept=image/webp", "image/avif")).status_code == 406


async def test_a_thumbnail_is_small_and_of_an_image_in_the_middle(images: Images) -> None:
    await images.stored(file_bytes("rtplan.dcm"))
    path = await images.stored(file_bytes("examples_jpeg2k.dcm"))

    for level in (path, path.rpartition("/instances")[0], f"studies/{STUDY}", f"{path}/frames/1"):
        answer = await images.get(f"{level}/thumbnail")
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg")
        assert Image.open(BytesIO(answer.content)).size == (128, 96)


async def test_a_series_is_drawn_instance_by_instance(images: Images) -> None:
    await images.stored(file_bytes("rtplan.dcm"))
    await images.stored(file_bytes("CT_small.dcm"))
    path = await images.stored(file_bytes("rtdose.dcm"))

    answer = await images.get(f"{path.rpartition('/instances')[0]}/rendered", 'multipart/related; type="image/png"')
    frames = await images.get(f"{path}/rendered", 'multipart/related; type="image/png"')
    some = await images.get(f"{path}/frames/3,1/rendered", 'multipart/related; type="image/png"')

    sizes = [(kind, Image.open(BytesIO(content)).size) for kind, content in parts(answer)]
    assert sizes == [(PNG, (128, 128)), (PNG, (10, 10))]
    assert (len(parts(frames)), len(parts(some))) == (15, 2)
    assert parts(some) == [parts(frames)[2], parts(frames)[0]]


@pytest.mark.parametrize(
    "query",
    [
        *("window=40,400", "window=40,0,linear", "window=a,b,linear", "window=1,2,cubic", "window=nan,1,linear"),
        *("quality=0", "quality=101", "quality=x", "quality=", "viewport=0,10", "viewport=10", "viewport=1,2,3"),
        *(
            "viewport=99999,1",
            "viewport=10,10,-1,0,5,5",
            "viewport=10,10,0,0,0,5",
            "viewport=inf,1",
            "window=1e400,1,linear",
        ),
    ],
)
async def test_a_parameter_that_is_not_understood_is_a_bad_request(images: Images, query: str) -> None:
    path = await images.stored(file_bytes("CT_small.dcm"))

    assert (await images.get(f"{path}/rendered?{query}")).status_code == 400


async def test_what_is_no_image_is_not_drawn(images: Images) -> None:
    path = await images.stored(file_bytes("rtplan.dcm"))

    assert (await images.get(f"{path}/rendered")).status_code == 406
    assert (await images.get(f"{path}/thumbnail")).status_code == 404
    assert (await images.get(f"{path}/rendered", "text/html")).status_code == 406
