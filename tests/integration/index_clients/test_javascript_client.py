"""The dicomweb-client of JavaScript, which OHIF is built on: it finds what is there, and gets the stored bytes."""

import hashlib
import json
import shutil
from pathlib import Path

import pytest
from integration.index_clients.conftest import Web
from integration.ingest_senders.tools import run
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


@pytest.mark.parametrize(("name", "frames"), [("CT_small.dcm", [1]), ("rtdose.dcm", [1, 7, 15]), ("JPEG2000.dcm", [1])])
def test_it_finds_and_fetches(web: Web, folder: Path, name: str, frames: list[int]) -> None:
    file = web.files[name]
    asked = ",".join(str(number) for number in frames)

    code, said = run("node", "ask.cjs", web.root, *file.address, asked, cwd=folder)

    assert code == 0, said
    study, series, sop = file.address
    assert json.loads(said) == {
        "studies": [study],
        "series": [series],
        "instances": [sop],
        "metadata": [sop],
        "instance": digest(file.content),
        "study": [digest(file.content)],
        "frames": [digest(_frames(web, name)[number - 1]) for number in frames],
    }


def _frames(web: Web, name: str) -> list[bytes]:
    data_set = web.files[name].data_set
    count = int(data_set.get("NumberOfFrames", 1))
    if data_set.file_meta.TransferSyntaxUID.is_encapsulated:
        return list(generate_frames(data_set.PixelData, number_of_frames=count))
    size = data_set.Rows * data_set.Columns * data_set.SamplesPerPixel * data_set.BitsAllocated // 8
    return [data_set.PixelData[at : at + size] for at in range(0, size * count, size)]
