"""Real senders against the acceptor: what was answered 0000 lies in the spool, bit for bit."""

import io
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from integration.ingest.edge import Edge, data_set
from pydicom import dcmread
from pydicom.data import get_testdata_file
from pynetdicom import AE
from pynetdicom.sop_class import CTImageStorage, Verification  # type: ignore[attr-defined]
from pynetdicom_sender import c_store

from bildstrom.demo.phantom import ChestPhantom

# shipped inside pydicom's wheel; several transfer syntaxes: explicit, implicit, big endian, JPEG 2000, RLE
FILES = ("CT_small.dcm", "MR_small.dcm", "MR_small_bigendian.dcm", "JPEG2000.dcm", "MR_small_RLE.dcm")


@pytest.fixture
def edge(tmp_path: Path) -> Iterator[Edge]:
    running = Edge(tmp_path / "spool")
    yield running
    running.stop()


def _wheel_files(folder: Path) -> list[Path]:
    folder.mkdir()
    paths = []
    for name in FILES:
        found = get_testdata_file(name, download=False)
        assert isinstance(found, str), f"{name} is in pydicom's wheel"
        paths.append(Path(shutil.copy(found, folder)))
    return paths


def _dcmtk(tool: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a tool of DCMTK; pynetdicom installs tools of the same names into the environment."""
    path = Path("/usr/bin", tool)
    assert path.exists(), f"{path} is absent: make test installs DCMTK on Debian as root"
    return subprocess.run([path, *arguments], capture_output=True, text=True, timeout=60, check=False)


def test_dcmtk_echoes(edge: Edge) -> None:
    done = _dcmtk("echoscu", "-aec", "BILDSTROM", "127.0.0.1", str(edge.port))
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("tool", ["storescu", "dcmsend"])
def test_dcmtk_stores_a_series_bit_for_bit(edge: Edge, tmp_path: Path, tool: str) -> None:
    sent = dict(ChestPhantom(seed=1, slices=5, side=64).files())
    for name, data in sent.items():
        (tmp_path / name).write_bytes(data)

    done = _dcmtk(tool, "-aec", "BILDSTROM", "127.0.0.1", str(edge.port), *(str(tmp_path / name) for name in sent))

    assert done.returncode == 0, done.stderr
    assert edge.data_sets() == sorted(data_set(data) for data in sent.values())


def test_every_transfer_syntax_arrives_bit_for_bit(edge: Edge, tmp_path: Path) -> None:
    paths = _wheel_files(tmp_path / "files")
    entity = AE()
    for path in paths:
        item = dcmread(path, stop_before_pixels=True)
        entity.add_requested_context(item.SOPClassUID, item.file_meta.TransferSyntaxUID)
    association = entity.associate("127.0.0.1", edge.port, ae_title="BILDSTROM")

    statuses = {path.name: c_store(association, path) for path in paths}
    association.release()

    assert statuses == dict.fromkeys(FILES, 0x0000)
    assert edge.data_sets() == sorted(data_set(path.read_bytes()) for path in paths)


def test_an_unknown_called_ae_title_may_verify_but_not_store(edge: Edge) -> None:
    entity = AE()
    entity.add_requested_context(Verification)
    entity.add_requested_context(CTImageStorage)
    association = entity.associate("127.0.0.1", edge.port, ae_title="NOBODY")
    (_, data), *_ = ChestPhantom(seed=1, slices=2, side=64).files()

    echoed = association.send_c_echo().Status
    stored = c_store(association, dcmread(io.BytesIO(data)))
    association.release()

    assert (echoed, stored) == (0x0000, 0x0124)
    assert edge.announced == []


def test_objects_of_one_association_are_one_arrival(edge: Edge) -> None:
    entity = AE(ae_title="SCANNER1")
    entity.add_requested_context(CTImageStorage)
    for seed in (1, 2):
        association = entity.associate("127.0.0.1", edge.port, ae_title="BILDSTROM")
        for _, data in ChestPhantom(seed=seed, slices=3, side=64).files():
            c_store(association, dcmread(io.BytesIO(data)))
        association.release()

    arrivals = [entry.event.arrival_id for entry in edge.announced]
    assert [arrivals.count(one) for one in dict.fromkeys(arrivals)] == [3, 3]
    assert {entry.event.source for entry in edge.announced} == {"SCANNER1"}
