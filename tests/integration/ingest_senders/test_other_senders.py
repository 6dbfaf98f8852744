"""pynetdicom and Orthanc send samples: what they sent is what was received."""

import json
import socket
import subprocess
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from integration.ingest.service import Service
from integration.ingest_senders.conftest import Receipt
from integration.ingest_senders.content import changed
from integration.ingest_senders.files import Sample, samples
from integration.ingest_senders.tools import tool
from polling import poll_until
from pynetdicom import AE

NATIVE = ("1.2.840.10008.1.2", "1.2.840.10008.1.2.1")

Contents = Callable[[list[Sample]], Counter[str]]


def test_pynetdicom(service: Service, received: Receipt, contents: Contents) -> None:
    statuses: Counter[int] = Counter()
    for syntax in sorted({one.syntax for one in samples()}):
        group = [one for one in samples() if one.syntax == syntax]
        entity = AE()
        for sop_class in sorted({one.sop_class for one in group}):
            entity.add_requested_context(sop_class, syntax)
        association = entity.associate("127.0.0.1", service.port, ae_title="BILDSTROM")
        statuses.update(association.send_c_store(one.path).Status for one in group)
        association.release()
    assert statuses == {0x0000: len(samples())}
    assert changed(received(), contents(list(samples()))) == []


@pytest.fixture
def orthanc(service: Service, tmp_path: Path) -> Iterator[str]:
    """Base URL of an Orthanc that knows the service."""
    with socket.create_server(("127.0.0.1", 0)) as http, socket.create_server(("127.0.0.1", 0)) as dicom:
        ports = [int(one.getsockname()[1]) for one in (http, dicom)]
    configuration = {
        "HttpPort": ports[0],
        "DicomPort": ports[1],
        "DicomAet": "ORTHANC",
        "StorageDirectory": str(tmp_path / "storage"),
        "IndexDirectory": str(tmp_path / "storage"),
        "RemoteAccessAllowed": False,
        "AuthenticationEnabled": False,
        "OverwriteInstances": True,
        "DicomModalities": {"bildstrom": ["BILDSTROM", "127.0.0.1", service.port]},
    }
    (tmp_path / "orthanc.json").write_text(json.dumps(configuration))
    base = f"http://127.0.0.1:{ports[0]}"
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen([tool("Orthanc"), str(tmp_path / "orthanc.json")], stdout=log, stderr=log)
    try:
        poll_until(lambda: _asked(f"{base}/system"), "Orthanc", 60)
        yield base
    finally:
        process.terminate()
        process.wait(30)


def test_orthanc_as_pacs(orthanc: str, received: Receipt, contents: Contents) -> None:
    by_instance = {one.path.name: one for one in samples() if one.syntax in NATIVE and "_small" in one.path.name}
    sent = [one for name, one in by_instance.items() if name in ("CT_small.dcm", "MR_small.dcm")]
    uploaded = [_asked(f"{orthanc}/instances", one.path.read_bytes())["ID"] for one in sent]
    answer = _asked(f"{orthanc}/modalities/bildstrom/store", json.dumps(uploaded).encode())
    assert (answer["InstancesCount"], answer["FailedInstancesCount"]) == (len(sent), 0)
    assert changed(received(), contents(sent)) == []


def _asked(url: str, body: bytes | None = None) -> dict[str, Any]:
    with urllib.request.urlopen(url, body, timeout=60) as answer:
        found: dict[str, Any] = json.load(answer)
    return found
