"""The child process that runs a stranger's pixels through native code: decoders, and what draws pictures.

``python -m bildstrom.index.dicomweb.pixels.child MEMORY CPU``. Only this process imports them.
"""

import sys
from io import BytesIO

import numpy as np
from pydicom import DataElement, Dataset, config, dcmread
from pydicom.filereader import read_dataset
from pydicom.filewriter import correct_ambiguous_vr

from bildstrom.dicom.decoders.samples import UndecodableError
from bildstrom.index.dicomweb.pixels.decoding import decoded
from bildstrom.index.dicomweb.pixels.drawing import drawn
from bildstrom.index.dicomweb.pixels.rewriting import rewritten
from bildstrom.runtime.children.answering import serve
from bildstrom.runtime.children.messages import Head, Payload


def answer(head: Head, payload: bytearray) -> tuple[Head, Payload]:
    """The answer to a request: ``decode`` a frame, ``draw`` one, or ``rewrite`` what is not pixels."""
    try:
        return _answered(head, bytes(payload))
    except UndecodableError:
        return {"answer": "undecodable"}, ()


def _answered(head: Head, payload: bytes) -> tuple[Head, Payload]:
    if head["ask"] == "decode":
        return _decoded(head, payload)
    try:
        dataset = _dataset(payload[: head["before"]], bare=head["bare"])
        behind = payload[head["before"] :]
        if head["ask"] == "draw":
            return {"answer": "drawn"}, [drawn(head, dataset, behind)]
        first, last = rewritten(dataset, _bare(behind, head["implicit"]), head["changes"])
    except (MemoryError, UndecodableError):
        raise
    except Exception as error:  # whatever a stranger's data set makes a library raise; its text may quote values
        raise UndecodableError from error
    return {"answer": "rewritten", "before": len(first)}, [first, last]


def _decoded(head: Head, frame: bytes) -> tuple[Head, Payload]:
    samples, photometric = decoded(head, frame)
    if head["image"]["bits_allocated"] == 1:
        samples = np.packbits(samples.ravel(), bitorder="little")
    elif head["planar"] == 1 and samples.ndim == 3:
        samples = np.ascontiguousarray(samples.transpose(2, 0, 1))
    return {"answer": "decoded", "photometric": photometric}, [samples.data]


def _dataset(before: bytes, *, bare: bool) -> Dataset:
    """The data set that stands before the pixels; bare where the object's was deflated."""
    if bare:
        return _bare(before, implicit=False)
    dataset = dcmread(BytesIO(before))
    return _certain(dataset) if dataset.original_encoding[0] else dataset


def _bare(content: bytes, implicit: bool) -> Dataset:
    dataset = read_dataset(BytesIO(content), implicit, True)
    return _certain(dataset) if implicit else dataset


def _certain(dataset: Dataset) -> Dataset:
    """With one VR for each element, where none is written and the dictionary leaves a choice (PS3.5 A.1)."""
    correct_ambiguous_vr(dataset, True)
    dataset.walk(_chosen)
    return dataset


def _chosen(_: Dataset, element: DataElement) -> None:
    if " or " in element.VR:
        element.VR = "OW" if "OW" in element.VR else "US"


if __name__ == "__main__":
    config.settings.reading_validation_mode = config.IGNORE
    config.settings.writing_validation_mode = config.IGNORE
    serve(answer, sys.argv[1:])
