"""What the settings say is what is served: https, tokens, the viewer."""

import asyncio
import os
import signal
import socket
import ssl
from pathlib import Path
from typing import Any

import httpx
import pytest
from fakes import FakeObjectStore
from integration.ingest.certificates import Authority
from issuing import AUDIENCE, ISSUER, KEY_SET, token
from unit.index.memory_rows import MemoryRows

from bildstrom.index.catalogue import Catalogue
from bildstrom.index.dicomweb.pixels.children import Children
from bildstrom.index.publishing import published
from bildstrom.index.settings import IndexSettings


def viewer(folder: Path) -> Path:
    """A folder with a page as OHIF has it."""
    folder.mkdir()
    (folder / "index.html").write_text('<script src="/app.bundle.0f.js"></script><link href="/app.bundle.css">')
    return folder


async def test_https_with_tokens_and_a_viewer_that_signs_in(tmp_path: Path) -> None:
    authority = Authority(tmp_path / "certificates")
    certificate, key = authority.issue("server")
    (tmp_path / "keys.json").write_text(KEY_SET)
    told: dict[str, Any] = {
        "dicomweb_port": 0,
        "dicomweb_tls_certificate": certificate,
        "dicomweb_tls_key": key,
        "dicomweb_keys": str(tmp_path / "keys.json"),
        "dicomweb_audience": AUDIENCE,
        "dicomweb_issuer": ISSUER,
        "viewer": viewer(tmp_path / "viewer"),
        "viewer_client_id": "bildstrom-viewer",
    }
    context = ssl.create_default_context(cafile=authority.path)
    settings = IndexSettings.model_validate(told)
    async with (
        published(settings, Catalogue(MemoryRows()), FakeObjectStore(), Children([])) as port,
        httpx.AsyncClient(base_url=f"https://localhost:{port}", verify=context) as client,
    ):
        refused = await client.get("/projects/demo/studies")
        opened = await client.get("/projects/demo/studies", headers={"Authorization": f"Bearer {token()}"})
        configured = await client.get("/viewer/demo/app-config.js")
    assert (refused.status_code, opened.status_code, opened.json()) == (401, 200, [])
    assert f'"authority": "{ISSUER}"' in configured.text


async def test_a_renewed_certificate_is_served_from_sighup_on_and_a_broken_one_never(tmp_path: Path) -> None:
    authority = Authority(tmp_path / "certificates")
    certificate, key = authority.issue("server")
    told = {"dicomweb_port": 0, "dicomweb_tls_certificate": certificate, "dicomweb_tls_key": key}
    settings, first = IndexSettings.model_validate(told), certificate.read_text()
    async with published(settings, Catalogue(MemoryRows()), FakeObjectStore(), Children([])) as port:
        assert await _served(port) == first
        authority.issue("server")
        second = certificate.read_text()
        os.kill(os.getpid(), signal.SIGHUP)
        await _until_served(port, second)
        certificate.write_text("nothing that could be a certificate")
        os.kill(os.getpid(), signal.SIGHUP)
        assert await _served(port) == second


async def _served(port: int) -> str:
    return await asyncio.to_thread(ssl.get_server_certificate, ("127.0.0.1", port))


async def _until_served(port: int, expected: str) -> None:
    async with asyncio.timeout(30):
        while await _served(port) != expected:
            pass


async def test_without_settings_it_is_open_on_loopback_under_names_of_this_machine_alone() -> None:
    settings = IndexSettings.model_validate({"dicomweb_port": 0})
    async with (
        published(settings, Catalogue(MemoryRows()), FakeObjectStore(), Children([])) as port,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client,
    ):
        assert (await client.get("/projects/demo/studies")).status_code == 200
        foreign = await client.get("/projects/demo/studies", headers={"Host": "rebound.example"})
    assert foreign.status_code == 400


async def test_what_cannot_be_served_ends_the_process_with_what_to_change(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        mistakes: list[tuple[dict[str, Any], str]] = [
            ({"dicomweb_port": taken}, f"127.0.0.1:{taken}: "),
            ({"dicomweb_port": 0, "viewer": tmp_path / "none"}, f"{tmp_path}/none/index.html: No such file"),
            (
                {"dicomweb_port": 0, "dicomweb_tls_certificate": tmp_path / "c", "dicomweb_tls_key": tmp_path / "k"},
                "certificate: No such file",
            ),
            ({"dicomweb_port": 0, "dicomweb_keys": "http://login.example/keys"}, "a key set is read from a file or by"),
        ]
        for told, said in mistakes:
            with pytest.raises(SystemExit) as ended:
                async with published(
                    IndexSettings.model_validate(told), Catalogue(MemoryRows()), FakeObjectStore(), Children([])
                ):
                    raise AssertionError("it serves")
            assert str(ended.value.code).startswith(f"bildstrom index: {said}")
            assert str(ended.value.code).endswith("; see dicomweb_* and viewer in --help")
