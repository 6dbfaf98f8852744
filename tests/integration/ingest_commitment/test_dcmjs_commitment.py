"""dcmjs-dimse stores, asks for commitment, leaves, and is called."""

import shutil
import socket
from pathlib import Path

from integration.ingest.service import PROJECTS, Service
from integration.ingest_senders.test_dcmjs_dimse import VERSION
from integration.ingest_senders.tools import run
from polling import poll_until
from pydicom.data import get_testdata_file


def test_dcmjs_dimse_hears_what_is_committed(tmp_path: Path) -> None:
    install = ["install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--silent", VERSION]
    code, said = run("npm", *install, cwd=tmp_path)
    assert code == 0, said
    shutil.copy(Path(__file__).with_name("commit.cjs"), tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as free:
        own = int(free.getsockname()[1])
    (tmp_path / "projects.toml").write_text(
        f'{PROJECTS}[projects.demo.commitment_peers.DCMJS]\nhost = "127.0.0.1"\nport = {own}\n'
    )
    service = Service(tmp_path)
    try:
        file = str(get_testdata_file("CT_small.dcm", download=False))
        code, said = run("node", "commit.cjs", str(service.port), str(own), file, cwd=tmp_path)
        told = [line for line in said.splitlines() if line.startswith(("store", "action", "event"))]
        assert (code, told) == (0, ["store 0", "action 0", "event 1 1.2.9.77 1"]), said
        poll_until(lambda: service.owed() == [], "nothing to be owed any more", 30)
        assert service.stop() == 0
    finally:
        service.kill()
