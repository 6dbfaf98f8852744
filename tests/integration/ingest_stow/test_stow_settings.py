"""STOW-RS as the settings describe it: whose tokens, with or without TLS."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path
from typing import Any

import pytest
from integration.ingest.certificates import Authority
from integration.ingest_stow.edge import KEY, PROJECTS, RELATED
from issuing import KEY_SET, token
from unit.ingest_stow.bodies import instance, multipart

from bildstrom.dicom.projects_toml import parse_projects
from bildstrom.ingest.replication import Replication
from bildstrom.ingest.settings import IngestSettings
from bildstrom.ingest.spool.outbox import Outbox
from bildstrom.ingest.stowing import stow_server


@contextmanager
def serving(folder: Path, **fields: Any) -> Iterator[int]:
    """The server of these settings; its port."""
    settings = IngestSettings.model_validate({"spool": folder / "spool", "spool_reserve_bytes": 0, **fields})
    projects = parse_projects(PROJECTS, dict.fromkeys(("demo", "other", "here", "elsewhere"), KEY))
    announced: list[str] = []
    outbox = Outbox(settings.spool)
    server = stow_server(settings, projects, outbox, Replication(announced.append, settings.seconds_to_replicate))
    try:
        yield server.start(settings.stow_host, 0, lambda: None)
    finally:
        server.stop()
        outbox.close()


def status(connection: HTTPConnection, **headers: str) -> int:
    """What a store request is answered."""
    fields = {"Content-Type": RELATED, **headers}
    connection.request("POST", "/projects/demo/studies", multipart([instance()]), fields)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status


@pytest.mark.parametrize(
    ("audience", "issuer", "expected"),
    [
        ("bildstrom", None, 200),
        ("bildstrom", "https://issuer.example", 200),
        ("another", None, 401),
        ("bildstrom", "https://another.example", 401),
    ],
)
def test_tokens_are_asked_for_as_told(tmp_path: Path, audience: str, issuer: str | None, expected: int) -> None:
    keys = tmp_path / "keys.json"
    keys.write_text(KEY_SET)
    with serving(tmp_path, stow_keys=str(keys), stow_audience=audience, stow_issuer=issuer) as port:
        assert status(HTTPConnection("127.0.0.1", port, timeout=30)) == 401
        answered = status(HTTPConnection("127.0.0.1", port, timeout=30), Authorization=f"Bearer {token()}")
    assert answered == expected


def test_without_keys_anybody_may_store(tmp_path: Path) -> None:
    with serving(tmp_path) as port:
        assert status(HTTPConnection("127.0.0.1", port, timeout=30)) == 200


def test_tls_is_served_if_told(tmp_path: Path) -> None:
    authority = Authority(tmp_path / "certificates")
    certificate, key = authority.issue("localhost")
    trusting = ssl.create_default_context(cafile=authority.path)
    with serving(tmp_path, stow_tls=True, tls_certificate=certificate, tls_key=key) as port:
        assert status(HTTPSConnection("localhost", port, timeout=30, context=trusting)) == 200
