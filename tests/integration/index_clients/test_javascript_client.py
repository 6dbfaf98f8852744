"""The dicomweb-client of JavaScript, which OHIF is built on: it finds what is there, and gets the stored bytes."""

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from integration.index_clients.conftest import File, Web
from integration.ingest_senders.tools import run
from numpy.typing import NDArray
from pydicom.encaps import generate_frames

PACKAGES = ("dicomweb-client@0.11.3", "xhr2@0.2.1")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the client is installed."""
    made = tmp_path_factory.mktemp("javascript")
    install = ["install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--silent", *PACKAGES]
    code, said = run("npm", *install, cwd=made)
    assert code == 0, said
    shutil.copy(Path(__file__).with_name("ask.cjs"), made)
    return made


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize(
    ("name", "frames", "form"),
    [
        ("CT_small.dcm", [1], []),
        ("rtdose.dcm", [1, 7, 15], []),
        ("JPEG2000.dcm", [1], ["image/jp2", "1.2.840.10008.1.2.4.91"]),
    ],
)
def test_it_finds_and_fetches(web: Web, folder: Path, name: str, frames: list[int], form: list[str]) -> None:
    file = web.files[name]
    asked = ",".join(str(number) for number in frames)

    code, said = run("node", "ask.cjs", web.root, *file.address, asked, *form, cwd=folder)

    assert code == 0, said
    study, series, sop = file.address
    assert json.loads(said) == {
        "studies": [study],
        "series": [series],
        "instances": [sop],
        "metadata": [sop],
        "instance": digest(file.content),
        "study": [digest(file.content)],
        "frames": [digest(_pixels(file)[number - 1].tobytes()) for number in frames],
        "stored": [digest(frame) for frame in _stored(file)] if form else [],
    }


def _pixels(file: File) -> NDArray[Any]:
    """All frames, as pydicom decodes them."""
    pixels: NDArray[Any] = file.data_set.pixel_array
    return pixels.reshape(-1, file.data_set.Rows, file.data_set.Columns)


def _stored(file: File) -> list[bytes]:
    return list(generate_frames(file.data_set.PixelData, number_of_frames=1))
