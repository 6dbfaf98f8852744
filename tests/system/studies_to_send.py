"""Studies made for these tests, small enough to be sent often."""

import io

from pydicom import Dataset, dcmread
from pydicom.uid import generate_uid

from bildstrom.demo.phantom import ChestPhantom


def chest_ct(seed: int, slices: int = 24, side: int = 128) -> list[bytes]:
    """A chest CT with a slice every 4 mm, which the model takes from 20 on; ``seed`` makes it a patient of its own."""
    phantom = ChestPhantom(seed=seed, slices=slices, side=side, height_mm=4.0 * (slices - 1))
    return [data for _, data in phantom.files()]


def study_uid(objects: list[bytes]) -> str:
    """The original Study Instance UID."""
    return str(dcmread(io.BytesIO(objects[0]), stop_before_pixels=True).StudyInstanceUID)


def parsed(data: bytes) -> Dataset:
    """The data set of a file."""
    return dcmread(io.BytesIO(data))


def fresh_uid() -> str:
    """A UID that no other test has."""
    return str(generate_uid())
