"""The synthetic study on disk: generated once, found again as long as its generator has not changed."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from bildstrom.demo.phantom import ChestPhantom, Expected

Report = Callable[[str], None]
MARK = "expected.json"


def chest_files(folder: Path, chest: ChestPhantom, report: Report) -> tuple[list[Path], Expected]:
    """The study's files below ``folder``, and what a correct measurement of it finds."""
    digest = _digest(chest)
    place = folder / digest[:16]
    mark = place / MARK
    if not mark.is_file():
        place.mkdir(parents=True, exist_ok=True)
        for number, (name, data) in enumerate(chest.files(), 1):
            (place / name).write_bytes(data)
            if number % 25 == 0:
                report(f"{number} of {chest.slices} slices")
        # written last: a study that was interrupted has none, and is made again
        mark.write_text(json.dumps(asdict(chest.expected())))
    return sorted(place.glob("*.dcm")), Expected(**json.loads(mark.read_text()))


def _digest(chest: ChestPhantom) -> str:
    """Of what the bytes of the files follow from: the parameters and the generator's source."""
    digest = hashlib.sha256(repr(chest).encode())
    for source in sorted(Path(__file__).parent.glob("phantom*.py")):
        digest.update(source.read_bytes())
    return digest.hexdigest()
