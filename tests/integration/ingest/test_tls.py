"""DICOM over TLS: who comes through the handshake, and as whom."""

import socket
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from integration.ingest.certificates import Authority
from integration.ingest.edge import Edge, data_set
from integration.ingest.objects import data_set as small_object
from integration.ingest.requestor import Requestor
from polling import poll_until
from unit.ingest import wire

from bildstrom.demo.phantom import ChestPhantom
from bildstrom.ingest.serve.connection import Timeouts
from bildstrom.ingest.serve.secure import Security
from bildstrom.runtime.certificate import Certificate

Clients = Literal["none", "optional", "required"]


class Secure:
    """Edges behind TLS, with an authority."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.authority = Authority(folder / "certificates")
        self.edges: list[Edge] = []

    def edge(self, clients: Clients = "none", titles: dict[str, tuple[str, ...]] | None = None) -> Edge:
        """One that is stopped at the end."""
        certificate, key = self.authority.issue("localhost")
        security = Security(Certificate(certificate, key), self.authority.path, clients, titles or {})
        self.edges.append(Edge(self._folder / "spool", timeouts=Timeouts(request=5.0), security=security))
        return self.edges[-1]

    def client(self, name: str = "", days: int = 1, authority: Authority | None = None) -> ssl.SSLContext:
        """A client's context, with a certificate if it has a name."""
        context = ssl.create_default_context(cafile=str(self.authority.path))
        if name:
            context.load_cert_chain(*(authority or self.authority).issue(name, days))
        return context


@pytest.fixture
def secure(tmp_path: Path) -> Iterator[Secure]:
    made = Secure(tmp_path)
    yield made
    for edge in made.edges:
        edge.stop()


def connected(edge: Edge, context: ssl.SSLContext) -> Requestor:
    requestor = Requestor(edge.port)
    try:
        requestor.socket = context.wrap_socket(requestor.socket, server_hostname="localhost")
    except OSError:
        requestor.socket.close()
        raise
    return requestor


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_objects_arrive_over_tls(secure: Secure, version: ssl.TLSVersion) -> None:
    edge, context = secure.edge(), secure.client()
    context.minimum_version = context.maximum_version = version
    with connected(edge, context).associate() as requestor:
        assert requestor.store(small_object(comment="x" * 300_000), "1.2.3.4") == 0
        requestor.send(wire.RELEASE)
        assert requestor.unit()[0] == 6
    assert len(edge.announced) == 1


def test_dcmtk_stores_over_tls_with_its_certificate(secure: Secure, tmp_path: Path) -> None:
    edge = secure.edge("required", {"scanner": ("STORESCU",)})
    certificate, key = secure.authority.issue("scanner")
    sent = dict(ChestPhantom(seed=1, slices=3, side=64).files())
    for name, data in sent.items():
        (tmp_path / name).write_bytes(data)
    options = ["+tls", str(key), str(certificate), "+cf", str(secure.authority.path), "-aec", "BILDSTROM"]
    done = subprocess.run(
        ["/usr/bin/storescu", *options, "localhost", str(edge.port), *(str(tmp_path / name) for name in sent)],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert edge.data_sets() == sorted(data_set(data) for data in sent.values())


def test_a_certificate_speaks_for_its_own_titles_alone(secure: Secure) -> None:
    edge = secure.edge("required", {"scanner": ("SCANNER1",)})
    with connected(edge, secure.client("scanner")) as requestor:
        requestor.associate(calling=b"SCANNER1")
    for name, title in (("scanner", b"SCANNER2"), ("other", b"SCANNER1")):
        with connected(edge, secure.client(name)) as requestor:
            assert requestor.send(wire.request(calling=title)).unit() == (3, bytes((0, 1, 1, 3)))


@pytest.mark.parametrize("wrong", ["none", "expired", "unknown"])
def test_a_client_without_a_good_certificate_gets_nowhere_and_is_counted(
    secure: Secure, tmp_path: Path, wrong: str
) -> None:
    edge = secure.edge("required")
    stranger = Authority(tmp_path / "stranger", "stranger")
    context = {
        "none": lambda: secure.client(),
        "expired": lambda: secure.client("scanner", days=-1),
        "unknown": lambda: secure.client("scanner", authority=stranger),
    }[wrong]()
    with pytest.raises((ssl.SSLError, AssertionError, ConnectionError)), connected(edge, context) as requestor:
        requestor.associate()
    poll_until(lambda: b"tls_" in edge.counts.take(), "the count")


def test_an_old_version_of_tls_is_refused(secure: Secure) -> None:
    edge, context = secure.edge(), secure.client()
    with pytest.warns(DeprecationWarning, match="deprecated"):
        context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    with pytest.raises((ssl.SSLError, ConnectionError)):
        connected(edge, context)
    with connected(edge, secure.client()).associate() as requestor:
        assert requestor.echo() == 0


@pytest.mark.parametrize("noise", [wire.request(), b"GET / HTTP/1.1\r\n\r\n"])
def test_plain_tcp_on_the_secure_port_gets_nowhere(secure: Secure, noise: bytes) -> None:
    edge = secure.edge()
    with socket.create_connection(("127.0.0.1", edge.port), timeout=10) as plain:
        plain.sendall(noise)
        heard = b""
        try:
            while piece := plain.recv(1000):
                heard += piece
        except ConnectionResetError:
            pass
    assert heard[:1] in (b"", b"\x15"), "nothing, or an alert"
    poll_until(lambda: b"tls_" in edge.counts.take(), "the count")
    assert edge.announced == []


def test_a_certificate_is_renewed_for_connections_to_come(secure: Secure) -> None:
    certificate, key = secure.authority.issue("localhost")
    security = Security(Certificate(certificate, key), None, "none", {})
    before = certificate.read_bytes()
    secure.authority.issue("localhost")
    assert certificate.read_bytes() != before
    security.reload()
