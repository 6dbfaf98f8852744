"""Orthanc with its DICOMweb plugin, filled with the same studies; absent where Debian's packages are."""

import http.client
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from index_queries import Service
from ingest_servers import available
from ingest_stow import PLUGIN, OrthancWeb


def present() -> bool:
    """Whether Orthanc and the plugin are installed."""
    return PLUGIN.exists() and "orthanc" in available()[0]


@contextmanager
def orthanc(folder: Path) -> Iterator[OrthancWeb]:
    """A fresh one."""
    folder.mkdir(parents=True)
    peer = OrthancWeb(folder, nagle=False)
    try:
        yield peer
    finally:
        peer.stop()


def service(peer: OrthancWeb) -> Service:
    """Its DICOMweb."""
    return Service("orthanc", peer.http_port, "/dicom-web")


def upload(peer: OrthancWeb, files: Iterable[bytes]) -> None:
    """Store files by its REST API.

    Raises:
        SystemExit: one was not taken.
    """
    connection = http.client.HTTPConnection("127.0.0.1", peer.http_port, timeout=300)
    for content in files:
        connection.request("POST", "/instances", content, {"Expect": ""})
        answer = connection.getresponse()
        answer.read()
        connection.close()  # it closes them after a second without requests, which a busy machine may need for one
        if answer.status != http.client.OK:
            raise SystemExit(f"orthanc answered {answer.status}")
