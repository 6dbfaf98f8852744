"""Fuzzes one harness with atheris: ``python -m fuzz HARNESS [options of libFuzzer]``, from the folder tests."""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import atheris  # type: ignore[import-untyped]

with atheris.instrument_imports(include=["bildstrom.dicom", "bildstrom.deid.splice", "bildstrom.ingest"]):
    from fuzz.harnesses import HARNESSES
    from fuzz.seeds import SEEDS

LONGEST = 5.0  # seconds of CPU that an input may take


def bounded(harness: Callable[[bytes], None]) -> Callable[[bytes], None]:
    """The harness, for which an input that takes long is a finding.

    The bound of atheris is an alarm, which may end the process while it still says what it has found.
    """

    def run(data: bytes) -> None:
        before = time.process_time()
        harness(data)
        if time.process_time() - before > LONGEST:
            raise TimeoutError

    return run


def main() -> None:
    """Run until the options say so; a finding ends the process with a code other than 0."""
    name, *options = sys.argv[1:]
    with tempfile.TemporaryDirectory() as corpus:
        for number, seed in enumerate(SEEDS[name]):
            Path(corpus, str(number)).write_bytes(seed)
        atheris.Setup([sys.argv[0], "-timeout=0", *options, corpus], bounded(HARNESSES[name]))
        atheris.Fuzz()


main()
