"""Orthanc's DICOMweb plugin queries the index and retrieves from it: it then holds the stored bytes."""

import json
from pathlib import Path
from typing import Any

from integration.index_clients.conftest import Web
from integration.ingest_senders.orthanc import Orthanc, running_orthanc, stowing


def test_orthanc_queries_and_retrieves(web: Web, tmp_path: Path) -> None:
    with running_orthanc(tmp_path, 1, stowing(f"{web.root}/")) as orthanc:
        found = asked(orthanc, "qido", {"Uri": "/studies", "Arguments": {"limit": "100"}})
        assert {study["0020000D"]["Value"][0] for study in found} == {file.address[0] for file in web.files.values()}

        levels = [
            {"Study": web.files["rtdose.dcm"].address[0]},
            {"Study": web.files["CT_small.dcm"].address[0], "Series": web.files["CT_small.dcm"].address[1]},
            dict(zip(("Study", "Series", "Instance"), web.files["JPEG2000.dcm"].address, strict=True)),
        ]
        asked(orthanc, "retrieve", {"Resources": levels, "Synchronous": True})

        held = list(orthanc.asked("/instances"))
        assert len(held) == 3
        contents = {orthanc.fetched(f"/instances/{one}/file") for one in held}
        assert contents == {web.files[name].content for name in ("rtdose.dcm", "CT_small.dcm", "JPEG2000.dcm")}


def asked(orthanc: Orthanc, action: str, body: dict[str, Any]) -> Any:
    """What the plugin answers to an action with the server that it knows."""
    return orthanc.asked(f"/dicom-web/servers/bildstrom/{action}", json.dumps(body).encode())
