"""The child process that runs a stranger's pixels through native code: decoders and OCR.

``python -m bildstrom.deid.pixels.child MEMORY CPU``. Only this process imports onnxruntime, OpenCV and the decoders.
"""

import sys
from typing import Any

from bildstrom.runtime.children.answering import serve, unbounded
from bildstrom.runtime.children.messages import Head, Payload


class Child:
    """Decodes, and reads once it has loaded OCR."""

    def __init__(self) -> None:
        self._reader: Any = None

    def answer(self, head: Head, payload: bytearray) -> tuple[Head, Payload]:
        """The answer to a request."""
        if head["ask"] == "load":
            unbounded()
            from bildstrom.deid.pixels.reading import Reader

            self._reader = Reader(int(head["threads"]))
            return {"answer": "loaded"}, ()
        if head["ask"] == "decode":
            return _decoded(head, payload)
        texts = self._reader.read(payload, int(head["rows"]), int(head["columns"]), int(head["samples"]))
        return {"answer": "read", "texts": texts}, ()


def _decoded(head: Head, payload: bytearray) -> tuple[Head, Payload]:
    from bildstrom.deid.pixels.decoding import decoded
    from bildstrom.dicom.decoders.samples import UndecodableError

    try:
        properties, samples = decoded(head, payload)
    except UndecodableError:
        return {"answer": "undecodable"}, ()
    return {"answer": "decoded", **properties}, [samples.data]


def main() -> None:
    """Serve standard input until it ends."""
    serve(Child().answer, sys.argv[1:])


if __name__ == "__main__":
    main()
