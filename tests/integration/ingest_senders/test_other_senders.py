"""pynetdicom and Orthanc send samples: what they sent is what was received."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from integration.ingest.service import Service
from integration.ingest_senders.conftest import Receipt
from integration.ingest_senders.content import changed
from integration.ingest_senders.files import Sample, samples
from integration.ingest_senders.orthanc import Orthanc, running_orthanc
from pynetdicom import AE
from pynetdicom_sender import c_store

NATIVE = ("1.2.840.10008.1.2", "1.2.840.10008.1.2.1")

Contents = Callable[[list[Sample]], Counter[str]]


def test_pynetdicom(service: Service, received: Receipt, contents: Contents) -> None:
    statuses: Counter[int | None] = Counter()
    for syntax in sorted({one.syntax for one in samples()}):
        group = [one for one in samples() if one.syntax == syntax]
        entity = AE()
        for sop_class in sorted({one.sop_class for one in group}):
            entity.add_requested_context(sop_class, syntax)
        association = entity.associate("127.0.0.1", service.port, ae_title="BILDSTROM")
        statuses.update(c_store(association, one.path) for one in group)
        association.release()
    assert statuses == {0x0000: len(samples())}
    assert changed(received(), contents(list(samples()))) == []


@pytest.fixture
def orthanc(service: Service, tmp_path: Path) -> Iterator[Orthanc]:
    """Knows the service."""
    with running_orthanc(tmp_path, service.port) as running:
        yield running


def test_orthanc_as_pacs(orthanc: Orthanc, received: Receipt, contents: Contents) -> None:
    by_instance = {one.path.name: one for one in samples() if one.syntax in NATIVE and "_small" in one.path.name}
    sent = [one for name, one in by_instance.items() if name in ("CT_small.dcm", "MR_small.dcm")]
    uploaded = [orthanc.asked("/instances", one.path.read_bytes())["ID"] for one in sent]
    answer = orthanc.asked("/modalities/bildstrom/store", json.dumps(uploaded).encode())
    assert (answer["InstancesCount"], answer["FailedInstancesCount"]) == (len(sent), 0)
    assert changed(received(), contents(sent)) == []
