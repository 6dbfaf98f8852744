"""Objects to send: the three sets of the benchmark, and endless ones for the soak. Invented patients, plain pixels."""

import io
import itertools
import random
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import UID, ComputedRadiographyImageStorage, CTImageStorage, ExplicitVRLittleEndian

from bildstrom.demo.phantom import ChestPhantom

_INSTANCE = "2.25.1" + "0" * 30  # stands in a template for what every object gets of its own
_STUDY = "2.25.2" + "0" * 30


@dataclass(frozen=True, slots=True)
class ObjectSet:
    """A set of files, as a modality or a PACS sends them.

    Attributes:
        folder: with one sub-folder per association, the files spread evenly.
    """

    name: str
    folder: Path
    objects: int
    size: int

    @property
    def warm_up(self) -> Path:
        """A folder with one object that is not of the set."""
        return self.folder.parent / f"{self.name}-warm-up"

    @property
    def megabytes(self) -> float:
        """All of it, in 10^6 bytes."""
        return self.size / 1e6

    def folders(self, associations: int) -> list[Path]:
        """One folder per association, of hard links to the files."""
        split = self.folder.parent / f"{self.folder.name}-by-{associations}"
        if not split.exists():
            for number, path in enumerate(sorted(self.folder.iterdir())):
                place = split / str(number % associations)
                place.mkdir(parents=True, exist_ok=True)
                (place / path.name).hardlink_to(path)
        return sorted(split.iterdir())


def ct(folder: Path, objects: int) -> ObjectSet:
    """CT images 512 x 512 of one phantom, 527 kB each."""
    files = ChestPhantom(seed=1, slices=objects + 1).files()
    return _written("ct", folder, (data for _, data in files), objects)


def small(folder: Path, objects: int) -> ObjectSet:
    """CT images of 39 kB, one series."""
    return _written("small", folder, _numbered(template(CTImageStorage, 138, 138)), objects)


def cr(folder: Path, objects: int) -> ObjectSet:
    """Radiographs of 18 MB."""
    return _written("cr", folder, _numbered(template(ComputedRadiographyImageStorage, 3000, 3000)), objects)


def template(sop_class: UID, rows: int, columns: int) -> bytes:
    """A Part 10 file of 16-bit noise, whose instance and study :func:`named` replaces."""
    noise = random.Random(rows).randbytes(rows * columns * 2)
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = sop_class, UID(_INSTANCE)
    item = FileDataset("", {}, file_meta=meta, preamble=bytes(128))
    for keyword, value in _header(sop_class, rows, columns).items():
        setattr(item, keyword, value)
    item.PixelData = noise
    item["PixelData"].VR = "OW"
    target = io.BytesIO()
    item.save_as(target, enforce_file_format=True)
    return target.getvalue()


def named(file: bytes, study: str, instance: str) -> bytes:
    """A template's file under UIDs of its own, which have the placeholders' length: 36 characters."""
    return file.replace(_INSTANCE.encode(), instance.encode()).replace(_STUDY.encode(), study.encode())


def uid(run: int, kind: int, number: int) -> str:
    """A UID of 36 characters, unique in the run, the kind of thing and its number."""
    return f"2.25.{9 * 10**8 + run % 10**8:09d}{kind:06d}{number:016d}"


def _header(sop_class: UID, rows: int, columns: int) -> dict[str, Any]:
    return {
        "SOPClassUID": sop_class,
        "SOPInstanceUID": _INSTANCE,
        "StudyInstanceUID": _STUDY,
        "SeriesInstanceUID": f"{_STUDY}.1",
        "PatientName": "Bench^Mark",
        "PatientID": "BENCH",
        "Modality": "CT" if sop_class == CTImageStorage else "CR",
        "StudyDate": "20260102",
        "StudyTime": "030405",
        "AccessionNumber": "",
        "InstanceNumber": 1,
        "Rows": rows,
        "Columns": columns,
        "SamplesPerPixel": 1,
        "PhotometricInterpretation": "MONOCHROME2",
        "BitsAllocated": 16,
        "BitsStored": 16,
        "HighBit": 15,
        "PixelRepresentation": 0,
    }


def _numbered(file: bytes) -> Iterator[bytes]:
    return (named(file, uid(1, 0, 0), uid(1, 1, number)) for number in itertools.count())


def _written(name: str, folder: Path, files: Iterator[bytes], objects: int) -> ObjectSet:
    """The first file warms up, the others are the set."""
    made = ObjectSet(name, folder / name, objects, 0)
    made.folder.mkdir(parents=True)
    made.warm_up.mkdir()
    (made.warm_up / "warm-up.dcm").write_bytes(next(files))
    size = 0
    for number, data in enumerate(itertools.islice(files, objects)):
        (made.folder / f"{number:06d}.dcm").write_bytes(data)
        size += len(data)
    return replace(made, size=size)


def part_of(whole: ObjectSet, objects: int) -> ObjectSet:
    """The first objects of a set, as a set of the same name."""
    place = Path(tempfile.mkdtemp(prefix=f"{whole.name}-part-", dir=whole.folder.parent)) / whole.name
    part = ObjectSet(whole.name, place, objects, 0)
    chosen = sorted(whole.folder.iterdir())[:objects]
    for source, target in ((chosen, part.folder), (whole.warm_up.iterdir(), part.warm_up)):
        target.mkdir()
        for path in source:
            (target / path.name).hardlink_to(path)
    return replace(part, size=sum(path.stat().st_size for path in chosen))
