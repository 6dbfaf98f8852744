"""The child process that runs a stranger's pixels through native code: decoders and OCR.

``python -m bildstrom.deid.pixels.child MEMORY CPU`` answers one request after the other until its input ends. Each may
take MEMORY bytes more than the libraries do, and CPU seconds; whoever takes more is killed by the kernel, or runs out
of memory here. Only this process imports onnxruntime, OpenCV and the decoders.
"""

import os
import resource
import sys
from pathlib import Path
from typing import Any, BinaryIO

from bildstrom.deid.pixels.messages import Head, receive, send

_LARGEST_REQUEST = 1 << 40  # its own memory limit comes first


def main() -> None:
    """Serve standard input until it ends."""
    memory, cpu = int(sys.argv[1]), int(sys.argv[2])
    requests, answers = sys.stdin.buffer, _own_output()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core dump would hold a patient's image
    reader: Any = None
    while (message := receive(requests, _LARGEST_REQUEST)) is not None:
        head, payload = message
        bound(memory, cpu)
        try:
            if head["ask"] == "load":
                reader = _unbounded_reader(int(head["threads"]))
                send(answers, {"answer": "loaded"})
            elif head["ask"] == "decode":
                _decode(answers, head, payload)
            else:
                _read(answers, reader, head, payload)
        except MemoryError:
            send(answers, {"answer": "exhausted"})


def _own_output() -> BinaryIO:
    """The stream of answers, which no library prints into."""
    own = os.dup(1)
    os.dup2(2, 1)
    return os.fdopen(own, "wb")


def bound(memory: int, cpu: int) -> None:
    """Grant this process ``memory`` bytes and ``cpu`` seconds more than it has taken."""
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + memory, resource.RLIM_INFINITY))
    usage = resource.getrusage(resource.RUSAGE_SELF)
    resource.setrlimit(resource.RLIMIT_CPU, (int(usage.ru_utime + usage.ru_stime) + cpu + 1, resource.RLIM_INFINITY))


def _unbounded_reader(threads: int) -> Any:
    resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    from bildstrom.deid.pixels.reading import Reader

    return Reader(threads)


def _decode(answers: BinaryIO, head: Head, payload: bytearray) -> None:
    from bildstrom.deid.pixels.decoding import UndecodableError, decoded

    try:
        properties, samples = decoded(head, payload)
    except UndecodableError:
        send(answers, {"answer": "undecodable"})
        return
    send(answers, {"answer": "decoded", **properties}, [samples.data])


def _read(answers: BinaryIO, reader: Any, head: Head, payload: bytearray) -> None:
    texts = reader.read(payload, int(head["rows"]), int(head["columns"]), int(head["samples"]))
    send(answers, {"answer": "read", "texts": texts})


if __name__ == "__main__":
    main()
