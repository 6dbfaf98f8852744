"""Orthanc as a PACS that knows the service."""

import json
import socket
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from integration.ingest_senders.tools import tool
from polling import poll_until

TITLE = "ORTHANC"


@dataclass(frozen=True)
class Orthanc:
    """One that runs.

    Attributes:
        base: URL of its API.
        port: that it accepts associations on.
    """

    base: str
    port: int

    def asked(self, path: str, body: bytes | None = None) -> dict[str, Any]:
        """What it answers: to a GET, or a POST of a body."""
        with urllib.request.urlopen(f"{self.base}{path}", body, timeout=60) as answer:
            found: dict[str, Any] = json.load(answer)
        return found

    def fetched(self, path: str) -> bytes:
        """The bytes of a file."""
        with urllib.request.urlopen(f"{self.base}{path}", timeout=60) as answer:
            content: bytes = answer.read()
        return content


PLUGIN = Path("/usr/share/orthanc/plugins/libOrthancDicomWeb.so")


def stowing(url: str) -> dict[str, Any]:
    """Settings with which it knows a STOW-RS service as server ``bildstrom``."""
    assert PLUGIN.exists(), "deploy/bootstrap --test-tools installs orthanc-dicomweb on Debian as root"
    return {"Plugins": [str(PLUGIN)], "DicomWeb": {"Servers": {"bildstrom": {"Url": url}}}}


@contextmanager
def running_orthanc(folder: Path, service: int, more: dict[str, Any] | None = None) -> Iterator[Orthanc]:
    """Run it meanwhile; it knows the service at a port as modality ``bildstrom``, and has further settings."""
    with socket.create_server(("127.0.0.1", 0)) as http, socket.create_server(("127.0.0.1", 0)) as dicom:
        ports = [int(one.getsockname()[1]) for one in (http, dicom)]
    configuration = {
        "HttpPort": ports[0],
        "DicomPort": ports[1],
        "DicomAet": TITLE,
        "StorageDirectory": str(folder / "storage"),
        "IndexDirectory": str(folder / "storage"),
        "RemoteAccessAllowed": False,
        "AuthenticationEnabled": False,
        "OverwriteInstances": True,
        "DicomModalities": {"bildstrom": ["BILDSTROM", "127.0.0.1", service]},
    } | (more or {})
    (folder / "orthanc.json").write_text(json.dumps(configuration))
    running = Orthanc(f"http://127.0.0.1:{ports[0]}", ports[1])
    with (folder / "orthanc.log").open("wb") as log:
        process = subprocess.Popen([tool("Orthanc"), "--verbose", str(folder / "orthanc.json")], stdout=log, stderr=log)
    try:
        poll_until(lambda: running.asked("/system"), "Orthanc", 60)
        yield running
    finally:
        process.terminate()
        process.wait(30)
