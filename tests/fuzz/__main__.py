"""Fuzzes one harness with atheris: ``python -m fuzz HARNESS [options of libFuzzer]``, from the folder tests."""

import sys
import tempfile
from pathlib import Path

import atheris  # type: ignore[import-untyped]

with atheris.instrument_imports(include=["bildstrom.dicom", "bildstrom.deid.splice", "bildstrom.ingest"]):
    from fuzz.harnesses import HARNESSES
    from fuzz.seeds import SEEDS


def main() -> None:
    """Run until the options say so; a finding ends the process with a code other than 0."""
    name, *options = sys.argv[1:]
    with tempfile.TemporaryDirectory() as corpus:
        for number, seed in enumerate(SEEDS[name]):
            Path(corpus, str(number)).write_bytes(seed)
        atheris.Setup([sys.argv[0], *options, corpus], HARNESSES[name])
        atheris.Fuzz()


main()
