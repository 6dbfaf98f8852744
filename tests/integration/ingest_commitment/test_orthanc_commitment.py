"""Orthanc as a PACS that stores with us, asks for commitment, leaves, and is called."""

import json
from pathlib import Path
from typing import Any

from integration.ingest.service import PROJECTS, Service
from integration.ingest_senders.orthanc import TITLE, Orthanc, running_orthanc
from polling import poll_until
from pydicom.data import get_testdata_file

PEER = '[projects.demo.commitment_peers.{title}]\nhost = "127.0.0.1"\nport = {port}\n'


def _committed(orthanc: Orthanc, instances: list[str]) -> dict[str, Any]:
    """Ask for commitment; the report as Orthanc has understood it."""
    body = json.dumps({"Resources": instances}).encode()
    path = orthanc.asked("/modalities/bildstrom/storage-commitment", body)["Path"]

    def reported() -> dict[str, Any]:
        found = orthanc.asked(path)
        return found if found["Status"] != "Pending" else {}

    return poll_until(reported, "a report", 60)


def test_orthanc_hears_what_is_committed_and_what_is_not(tmp_path: Path) -> None:
    files = [get_testdata_file(name, download=False) for name in ("CT_small.dcm", "MR_small.dcm")]
    service = Service(tmp_path)
    try:
        with running_orthanc(tmp_path, service.port) as orthanc:
            service.projects.write_text(PROJECTS + PEER.format(title=TITLE, port=orthanc.port))
            service.reload()
            here, missing = (str(orthanc.asked("/instances", Path(str(one)).read_bytes())["ID"]) for one in files)
            orthanc.asked("/modalities/bildstrom/store", json.dumps([here]).encode())

            report = _committed(orthanc, [here])
            assert (report["Status"], len(report["Success"]), report["Failures"]) == ("Success", 1, [])

            report = _committed(orthanc, [here, missing])
            assert (report["Status"], len(report["Success"])) == ("Failure", 1)
            assert [one["FailureReason"] for one in report["Failures"]] == [0x0112]
            poll_until(lambda: service.owed() == [], "nothing to be owed any more", 30)
        assert service.stop() == 0
    finally:
        service.kill()
