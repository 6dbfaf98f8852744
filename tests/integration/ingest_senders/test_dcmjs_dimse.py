"""dcmjs-dimse writes objects in its own way, without private elements; pynetdicom as a receiver says what it sent."""

import io
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from integration.ingest.edge import data_set
from integration.ingest.service import Service
from integration.ingest_senders.files import samples
from integration.ingest_senders.tools import run
from pynetdicom import AE, evt
from pynetdicom.dimse_primitives import C_STORE
from pynetdicom.events import Event
from spooled import entries, spooled_object

VERSION = "dcmjs-dimse@0.3.3"
NAMES = ("CT_small.dcm", "MR_small.dcm", "rtplan.dcm", "rtdose.dcm", "SC_rgb.dcm")


class Reference:
    """pynetdicom as a receiver."""

    def __init__(self) -> None:
        self.data_sets: list[bytes] = []
        entity = AE(ae_title="BILDSTROM")
        for one in samples():
            entity.add_supported_context(one.sop_class, "1.2.840.10008.1.2.1")
        handlers: list[evt.EventHandlerType] = [(evt.EVT_C_STORE, self._keep)]
        server = entity.start_server(("127.0.0.1", 0), block=False, evt_handlers=handlers)
        assert server is not None
        self._server = server
        self.port = int(self._server.server_address[1])

    def _keep(self, event: Event) -> int:
        request = event.request
        assert isinstance(request, C_STORE)
        assert isinstance(request.DataSet, io.BytesIO)
        self.data_sets.append(request.DataSet.getvalue())
        return 0x0000

    def stop(self) -> None:
        self._server.shutdown()


@pytest.fixture
def reference() -> Iterator[Reference]:
    """Runs for a test."""
    running = Reference()
    yield running
    running.stop()


def test_dcmjs_dimse(service: Service, reference: Reference, tmp_path: Path) -> None:
    spool = service.folder / "spool"
    before = set(entries(spool))
    install = ["install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--silent", VERSION]
    code, said = run("npm", *install, cwd=tmp_path)
    assert code == 0, said
    shutil.copy(Path(__file__).with_name("send.cjs"), tmp_path)
    paths = [one.path for one in samples() if one.path.name in NAMES]

    for port in (service.port, reference.port):
        code, said = run("node", "send.cjs", str(port), *paths, cwd=tmp_path)
        statuses = [line for line in said.splitlines() if line.startswith("status")]
        assert (code, statuses) == (0, ["status 0"] * len(paths)), said

    received = [data_set(spooled_object(path)) for path in set(entries(spool)) - before]
    assert sorted(received) == sorted(reference.data_sets)
