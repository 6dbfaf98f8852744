"""CTN, the implementation of 1993 that others were tested against, sends uncompressed samples."""

from collections import Counter
from collections.abc import Callable

from integration.ingest.service import Service
from integration.ingest_senders.conftest import Receipt
from integration.ingest_senders.content import changed
from integration.ingest_senders.files import Sample, samples
from integration.ingest_senders.tools import run

NAMES = ("CT_small.dcm", "MR_small.dcm", "rtplan.dcm", "rtdose.dcm")

Contents = Callable[[list[Sample]], Counter[str]]


def test_dicom_echo(service: Service) -> None:
    code, said = run("dicom_echo", "-c", "BILDSTROM", "127.0.0.1", str(service.port))
    assert (code, "Verification Status:     0000" in said) == (0, True), said


def test_send_image(service: Service, received: Receipt, contents: Contents) -> None:
    sent = [one for one in samples() if one.path.name in NAMES]
    peer = ["-c", "BILDSTROM", "127.0.0.1", str(service.port)]
    code, said = run("send_image", "-r", "-Z", *peer, *(one.path for one in sent))
    assert code == 0, said
    assert changed(received(), contents(sent)) == []
