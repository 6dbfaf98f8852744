"""Images with text in their pixels, in every layout, and how the pixel stage is called on them."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from pydicom.dataset import Dataset
from pydicom.pixels.processing import convert_color_space
from pydicom.uid import ExplicitVRLittleEndian
from unit.deid.objects import ct, encoded

from bildstrom.deid.pixels.eyes import Eyes
from bildstrom.deid.pixels.looking import Cleaned, Unchanged, looked
from bildstrom.deid.pixels.options import PixelOptions
from bildstrom.dicom.identify import Identity, identify
from bildstrom.dicom.part10 import DataSet, open_file
from bildstrom.dicom.tree import read_tree

ULTRASOUND, SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.6.1", "1.2.840.10008.5.1.4.1.1.7"
SIDE = 256
NAME, LABEL = "MUSTERMANN, MAX", "MI 1.2  TIS 0.4"  # the patient of objects.py, and what a device writes
NAME_AT, LABEL_AT = (16, 20), (16, 200)
CLEAN = PixelOptions(clean=True)

Grey = NDArray[np.uint8]
Box = tuple[int, int, int, int]


def background() -> Grey:
    """Something like tissue: two gradients, dark where the texts will stand."""
    across = np.linspace(0, 120, SIDE)
    picture = np.minimum(across[None, :], across[:, None])
    picture[:60] = picture[180:] = 12
    return picture.astype(np.uint8)


def written(texts: dict[tuple[int, int], str], on: Grey | None = None, size: int = 18) -> Grey:
    """A grey picture with texts, each at the left and top of its letters."""
    picture = Image.fromarray(background() if on is None else on)
    for place, text in texts.items():
        ImageDraw.Draw(picture).text(place, text, fill=235, font=ImageFont.load_default(size))
    return np.asarray(picture)


def box_of(text: str, place: tuple[int, int], size: int = 18) -> Box:
    """Left, top, right and bottom of a text."""
    draw = ImageDraw.Draw(Image.new("L", (SIDE, SIDE)))
    left, top, right, bottom = draw.textbbox(place, text, font=ImageFont.load_default(size))
    return int(left), int(top), int(np.ceil(right)), int(np.ceil(bottom))


def object_of(pixels: NDArray[np.generic], photometric: str, **changes: object) -> Dataset:
    """An ultrasound image of (rows, columns[, 3]) or (frames, rows, columns[, 3]) samples, native and by pixel."""
    colour = photometric not in ("MONOCHROME1", "MONOCHROME2", "PALETTE COLOR")
    frames = pixels.shape[0] if pixels.ndim == 3 + colour else None
    rows, columns = pixels.shape[-3:-1] if colour else pixels.shape[-2:]
    bits = pixels.dtype.itemsize * 8
    data = pixels.tobytes()
    values: dict[str, object] = {
        "SOPClassUID": ULTRASOUND,
        "Modality": "US",
        "PhotometricInterpretation": photometric,
        "SamplesPerPixel": 3 if colour else 1,
        "PlanarConfiguration": 0 if colour else None,
        "NumberOfFrames": frames,
        "Rows": rows,
        "Columns": columns,
        "BitsAllocated": bits,
        "BitsStored": bits,
        "HighBit": bits - 1,
        "PixelRepresentation": int(np.issubdtype(pixels.dtype, np.signedinteger)),
        "PixelData": data + b"\0" * (len(data) % 2),
    }
    dataset = ct(**{**values, **changes})
    dataset["PixelData"].VR = "OB" if bits == 8 else "OW"
    return dataset


def colours(grey: Grey) -> NDArray[np.uint8]:
    """A grey picture tinted, so that the channels differ."""
    return np.stack([grey, (grey * 0.9).astype(np.uint8), (grey * 0.8).astype(np.uint8)], axis=-1)


def as_ybr(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The same in YBR_FULL, by pydicom."""
    return convert_color_space(rgb, "RGB", "YBR_FULL").astype(np.uint8)


def subsampled(ybr: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Native YBR_FULL_422 data: Y, Y, CB, CR of two neighbours."""
    return np.dstack([ybr[:, 0::2, 0], ybr[:, 1::2, 0], ybr[:, 0::2, 1], ybr[:, 0::2, 2]])


def looked_at(raw: bytes, options: PixelOptions, eyes: Eyes | None) -> Unchanged | Cleaned:
    """What the pixel stage makes of a file."""
    identity, data_set = identify(raw), open_file(raw, 1 << 30)
    assert isinstance(identity, Identity)
    assert isinstance(data_set, DataSet)
    nodes = read_tree(data_set)
    assert isinstance(nodes, list)
    return looked(identity, nodes, options, eyes)


def cleaned_file(
    dataset: Dataset, eyes: Eyes, options: PixelOptions = CLEAN, syntax: str = ExplicitVRLittleEndian
) -> bytes:
    """The file that takes a data set's place."""
    result = looked_at(encoded(dataset, syntax), options, eyes)
    assert isinstance(result, Cleaned)
    return result.raw


Layout = Callable[[Grey], Dataset]
