"""Orthanc's DICOMweb plugin sends samples by STOW-RS: what it sent is what was received."""

import json
from collections import Counter
from pathlib import Path

from integration.ingest_senders.content import changed, content
from integration.ingest_senders.files import samples
from integration.ingest_senders.orthanc import running_orthanc, stowing
from integration.ingest_stow.edge import running
from polling import poll_until
from spooled import spooled_object

NAMES = ("CT_small.dcm", "MR_small.dcm", "JPEG2000.dcm")


def test_orthanc_by_stow(tmp_path: Path) -> None:
    sent = list({one.path.name: one for one in samples() if one.path.name in NAMES}.values())
    (tmp_path / "orthanc").mkdir()
    with running(tmp_path / "spool") as edge:
        url = f"http://127.0.0.1:{edge.port}/projects/demo/"
        with running_orthanc(tmp_path / "orthanc", 1, stowing(url)) as orthanc:
            uploaded = [orthanc.asked("/instances", one.path.read_bytes())["ID"] for one in sent]
            job = orthanc.asked(
                "/dicom-web/servers/bildstrom/stow", json.dumps({"Resources": uploaded, "Synchronous": False}).encode()
            )
            ended = poll_until(lambda: _ended(orthanc.asked(f"/jobs/{job['ID']}")), "the job's end", 60)
        received = Counter(content(spooled_object(entry.path)) for entry in edge.entries())
    assert ended == "Success"
    assert len(sent) == len(NAMES)
    assert changed(received, Counter(content(one.path.read_bytes()) for one in sent)) == []


def _ended(job: dict[str, str]) -> str:
    return job["State"] if job["State"] in ("Success", "Failure") else ""
