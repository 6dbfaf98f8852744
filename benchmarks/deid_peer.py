"""Runs in each tool's own environment: de-identifies files one after the other, as the tool is shipped; says how long.

    python benchmarks/deid_peer.py TOOL OUT FILE...

Reading, de-identifying and writing are timed for all files but the first, which warms up. Prints seconds per file, of
processor and of clock.
"""

import json
import logging
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

Deidentify = Callable[[Path, Path], object]


def copy() -> Deidentify:
    """Bytes in, bytes out."""
    return lambda source, target: target.write_bytes(source.read_bytes())


def pydicom_untouched() -> Deidentify:
    """Read and written by pydicom, every element looked at by nobody."""
    import pydicom

    return lambda source, target: pydicom.dcmread(source).save_as(target)


def bildstrom() -> Deidentify:
    """The engine's basic profile: complete rules, keyed mapping, second look."""
    from bildstrom.deid.engine import deidentified_file
    from bildstrom.deid.profile.options import Option
    from bildstrom.deid.profile.profile import BASIC, Profile

    key = bytes(range(32))
    with_content = Profile("content", BASIC.options | {Option.STRUCTURED_CONTENT})

    def run(source: Path, target: Path) -> None:
        profile = with_content if source.parent.name == "sr" else BASIC  # which keeps reports back
        with target.open("wb", buffering=0) as file:
            _write(file.fileno(), deidentified_file(source.read_bytes(), key, profile))

    return run


def _write(file: int, buffers: tuple[bytes | memoryview, ...]) -> None:
    import os

    left = sum(map(len, buffers)) - os.writev(file, buffers)
    assert left == 0  # a memory file system takes all at once


def bildstrom_service() -> Deidentify:
    """What the service does between reading and writing: digests and the DICOM JSON too."""
    import hashlib

    from bildstrom.deid.claim import claim_of
    from bildstrom.deid.engine import deidentify
    from bildstrom.dicom.identify import Identity, identify
    from bildstrom.dicom.projects import Project

    project = Project(name="bench", called_ae_titles=("BENCH",), key=bytes(range(32)))

    def run(source: Path, target: Path) -> None:
        raw = source.read_bytes()
        found = identify(raw)
        assert isinstance(found, Identity)
        clean = deidentify(raw, claim_of(found, hashlib.sha256(raw).hexdigest(), project), project)
        with target.open("wb", buffering=0) as file:
            _write(file.fileno(), clean.buffers)

    return run


def dicognito() -> Deidentify:
    """Its library interface, one anonymizer for all files."""
    import pydicom
    from dicognito.anonymizer import Anonymizer  # type: ignore[import-not-found]

    anonymizer = Anonymizer(seed="bench")

    def run(source: Path, target: Path) -> None:
        with pydicom.dcmread(source) as dataset:
            anonymizer.anonymize(dataset)
            dataset.save_as(target)

    return run


def dicom_anonymizer() -> Deidentify:
    """Its function for a file."""
    from dicomanonymizer import anonymize_dicom_file  # type: ignore[import-not-found]

    return lambda source, target: anonymize_dicom_file(str(source), str(target))


def deid() -> Deidentify:
    """Its default recipe, as its documentation calls it."""
    from deid.config import DeidRecipe  # type: ignore[import-not-found]
    from deid.dicom import replace_identifiers  # type: ignore[import-not-found]
    from deid.logger import bot  # type: ignore[import-not-found]

    bot.level = -5  # silent
    recipe = DeidRecipe()
    return lambda source, target: replace_identifiers(
        dicom_files=[str(source)], deid=recipe, save=True, overwrite=True, output_folder=str(target.parent)
    )


def dicom_dre() -> Deidentify:
    """Its default profile."""
    from dicom_dre import DeidParameters, default_profile, deidentify_file  # type: ignore[import-not-found]

    logging.disable(logging.CRITICAL)
    profile, parameters = default_profile(), DeidParameters()
    return lambda source, target: deidentify_file(
        source, target, profile=profile, parameters=parameters, rename_to_sop_uid=False
    )


TOOLS = {
    "raw copy": copy,
    "pydicom round trip": pydicom_untouched,
    "bildstrom": bildstrom,
    "bildstrom, with digests and JSON": bildstrom_service,
    "dicognito": dicognito,
    "dicom-anonymizer": dicom_anonymizer,
    "deid": deid,
    "dicom-dre": dicom_dre,
}


def main() -> None:
    """Run one tool over the files."""
    name, out, *files = sys.argv[1:]
    warnings.simplefilter("ignore")
    deidentify, folder = TOOLS[name](), Path(out)
    paths = [Path(file) for file in files]
    deidentify(paths[0], folder / "warm-up.dcm")
    began, busy = time.perf_counter(), time.process_time()
    for path in paths[1:]:
        deidentify(path, folder / path.name)
    objects = len(paths) - 1
    spent = {"cpu": (time.process_time() - busy) / objects, "wall": (time.perf_counter() - began) / objects}
    written = len({path.name for path in folder.rglob("*.dcm")} - {"warm-up.dcm"})
    print(json.dumps({**spent, "files": objects, "written": written}))


if __name__ == "__main__":
    main()
