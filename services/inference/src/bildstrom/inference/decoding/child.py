"""The child process that decodes compressed slices: ``python -m bildstrom.inference.decoding.child MEMORY CPU``."""

import sys

import numpy as np

from bildstrom.dicom.cells import cells
from bildstrom.dicom.decoders.samples import UndecodableError, samples_of
from bildstrom.runtime.children.answering import serve
from bildstrom.runtime.children.messages import Head, Payload


def answer(head: Head, payload: bytearray) -> tuple[Head, Payload]:
    """The samples of one image, little endian, in cells of Bits Allocated.

    Args:
        head: ``syntax``, and as ``image`` what pydicom asks for, by its names.
        payload: the fragments of its pixel data, as in the file.
    """
    image = head["image"]
    try:
        samples, _ = samples_of(str(head["syntax"]), bytes(payload), image)
    except UndecodableError:
        return {"answer": "undecodable"}, ()
    cell = cells(image["bits_allocated"], signed=image["pixel_representation"] == 1)
    return {"answer": "decoded"}, [np.ascontiguousarray(samples, cell).data]


if __name__ == "__main__":
    serve(answer, sys.argv[1:])
