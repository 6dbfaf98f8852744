"""What looking at pixels costs, for objects that the policy sends there and for one that it does not."""

import argparse
import resource
import time
from contextlib import closing
from random import Random
from statistics import median

import cv2
import numpy as np
from cpu import cpu_seconds
from deid_sets import encoded
from numpy.typing import NDArray
from pydicom.dataset import Dataset
from pydicom.uid import (
    UID,
    CTImageStorage,
    ExplicitVRLittleEndian,
    SecondaryCaptureImageStorage,
    UltrasoundImageStorage,
)
from report import Target, spread, write

from bildstrom.deid.pixels.eyes import CHILD, Eyes
from bildstrom.deid.pixels.looking import looked
from bildstrom.deid.profile.reading import parse_profile
from bildstrom.dicom.identify import Identity, identify
from bildstrom.dicom.part10 import DataSet, open_file
from bildstrom.dicom.tree import read_tree
from bildstrom.runtime.children.bounded import BoundedChild, Bounds, python

_ROOT = "1.2.826.0.1.3680043.10.5679"
_TEXTS = ("ADAMEK, JOLANTA", "4711-0815  03.04.1961", "Klinikum Nord 12:33:04", "MI 1.2 TIS 0.4")


class Counting(BoundedChild):
    """Counts what it is asked."""

    asked = 0

    def ask(self, head: dict[str, object], payload: object, *, loaded: bool = False) -> object:  # type: ignore[override]
        self.asked += 1
        return super().ask(head, payload, loaded=loaded)  # type: ignore[arg-type]

    def cpu_seconds(self) -> float:
        """What the child has spent so far."""
        assert self._process is not None
        return cpu_seconds({"child": self._process.pid})["child"]


def picture(rows: int, columns: int, texts: tuple[str, ...]) -> NDArray[np.uint8]:
    """Smooth noise in the middle, texts above it."""
    shade = np.frombuffer(Random(7).randbytes(rows * columns), np.uint8).reshape(rows, columns) // 3
    blurred = cv2.GaussianBlur(shade, (9, 9), 0)
    blurred[: rows // 4] = 0
    for line, text in enumerate(texts):
        cv2.putText(blurred, text, (16, 24 + 22 * line), cv2.FONT_HERSHEY_SIMPLEX, 0.6, 240, 1, cv2.LINE_AA)
    return np.asarray(blurred, np.uint8)


def image(pixels: NDArray[np.generic], sop_class: UID, modality: str) -> bytes:
    """One object, by pixel."""
    colour, bits = pixels.shape[-1] == 3, pixels.dtype.itemsize * 8
    dataset = Dataset()
    dataset.SOPClassUID, dataset.SOPInstanceUID = sop_class, f"{_ROOT}.3"
    dataset.StudyInstanceUID, dataset.SeriesInstanceUID = f"{_ROOT}.1", f"{_ROOT}.2"
    dataset.Modality, dataset.PatientName, dataset.PatientID = modality, "Adamek^Jolanta", "4711-0815"
    dataset.SamplesPerPixel = 3 if colour else 1
    dataset.PhotometricInterpretation = "RGB" if colour else "MONOCHROME2"
    if colour:
        dataset.PlanarConfiguration = 0
    dataset.Rows, dataset.Columns = pixels.shape[:2]
    dataset.BitsAllocated = dataset.BitsStored = bits
    dataset.HighBit, dataset.PixelRepresentation = bits - 1, 0
    dataset.add_new(0x7FE00010, "OB" if bits == 8 else "OW", pixels.tobytes())
    return encoded(dataset, ExplicitVRLittleEndian)


def objects() -> dict[str, bytes]:
    """Kinds of objects by name; the last one is not suspected of text."""
    grey, wide = picture(480, 640, _TEXTS), picture(768, 1024, _TEXTS)
    deep = picture(512, 512, _TEXTS).astype(np.uint16) * 16
    coloured = np.stack([wide, wide, wide // 2], axis=-1)
    return {
        "US 640 x 480, grey": image(grey, UltrasoundImageStorage, "US"),
        "US 640 x 480, no text": image(picture(480, 640, ()), UltrasoundImageStorage, "US"),
        "US 1024 x 768, RGB": image(coloured, UltrasoundImageStorage, "US"),
        "SC 512 x 512, 16 bit": image(deep, SecondaryCaptureImageStorage, "OT"),
        "CT 512 x 512": image(deep, CTImageStorage, "CT"),
    }


def seconds_to_look(raw: bytes, eyes: Eyes) -> float:
    """How long the pixel stage takes for one object."""
    identity, data_set = identify(raw), open_file(raw, 1 << 30)
    assert isinstance(identity, Identity)
    assert isinstance(data_set, DataSet)
    nodes = read_tree(data_set)
    assert isinstance(nodes, list)
    options = parse_profile("clean", 'options = []\n[pixels]\ntext = "clean"').pixels
    started = time.perf_counter()
    looked(identity, nodes, options, eyes)
    return time.perf_counter() - started


def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    lines = ["| object | s per object | CPU s of the child | asked of the child |", "|---|---|---|---|"]
    with closing(Counting(Bounds(), python(CHILD), {"ask": "load", "threads": 2})) as child:
        eyes = Eyes(child)
        started = time.perf_counter()
        eyes.read(picture(64, 64, ()))
        loading = time.perf_counter() - started
        for name, raw in objects().items():
            before, spent = child.asked, child.cpu_seconds()
            times = [seconds_to_look(raw, eyes) for _ in range(rounds)]
            asked = (child.asked - before) / rounds
            cpu = (child.cpu_seconds() - spent) / rounds
            lines.append(f"| {name} | {spread(times, 4 if median(times) < 0.01 else 2)} | {cpu:.2f} | {asked:.0f} |")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    lines.append(f"\nOCR loads once, in {loading:.1f} s; the child took {peak:.0f} MiB at most.")
    write(
        "deid-pixels", [Target("requests for an object that is not suspected", asked, 0, "requests", asked == 0)], lines
    )


if __name__ == "__main__":
    main()
