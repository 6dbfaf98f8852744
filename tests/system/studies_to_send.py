"""Studies made for these tests, small enough to be sent often."""

import io

from bildstrom.demo.phantom import ChestPhantom
from pydicom import Dataset, dcmread
from pydicom.uid import generate_uid


def chest_ct(seed: int, slices: int = 24, side: int = 128) -> list[bytes]:
    """A chest CT with emphysema known by construction; ``seed`` makes it a patient of its own."""
    return [data for _, data in ChestPhantom(seed=seed, slices=slices, side=side).files()]


def study_uid(objects: list[bytes]) -> str:
    """The original Study Instance UID."""
    return str(dcmread(io.BytesIO(objects[0]), stop_before_pixels=True).StudyInstanceUID)


def parsed(data: bytes) -> Dataset:
    """The data set of a file."""
    return dcmread(io.BytesIO(data))


def fresh_uid() -> str:
    """A UID that no other test has."""
    return str(generate_uid())
