"""The files that the senders send: those of pydicom's wheel, and the corpus where it lies beside the checkout."""

import functools
import warnings
from dataclasses import dataclass
from pathlib import Path

import pydicom
from pydicom.uid import UID

from bildstrom.dicom.identify import check

ROOT = Path(__file__).resolve().parents[3]
CORPUS = ROOT.parent / "shared" / "corpus"


@dataclass(frozen=True, slots=True)
class Sample:
    """A file that is whole, and names its instance, series and study."""

    path: Path
    sop_class: UID
    syntax: UID


@functools.cache
def samples() -> tuple[Sample, ...]:
    """All of them, in order of their paths."""
    folders = (Path(pydicom.__path__[0]) / "data", CORPUS)
    paths = sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())
    return tuple(found for path in paths if (found := _sample(path)) is not None)


def _sample(path: Path) -> Sample | None:
    with path.open("rb") as file:
        if file.read(132)[128:] != b"DICM":
            return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.filterwarnings("error", message="Expected explicit VR")  # the file lies about its syntax
        try:
            item = pydicom.dcmread(path, stop_before_pixels=True)
        except (OSError, EOFError, ValueError, NotImplementedError, UserWarning):  # broken on purpose
            return None
        uids = [item.get(name) for name in ("SOPInstanceUID", "StudyInstanceUID", "SeriesInstanceUID")]
        stores = str(item.get("SOPClassUID", "")).startswith("1.2.840.10008.5.1.4.1.1.")
        if not stores or not all(uid and uid.is_valid for uid in uids) or "TransferSyntaxUID" not in item.file_meta:
            return None
        if check(path.read_bytes()) is not None:
            return None
        if item.file_meta.get("MediaStorageSOPInstanceUID") != item.SOPInstanceUID:
            return None  # tools take the UID of the command set from either
        return Sample(path, item.SOPClassUID, item.file_meta.TransferSyntaxUID)
