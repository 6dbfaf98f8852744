"""The server around the application: TLS, the limit of connections, projects that change, clients that dawdle."""

import datetime
import socket
import ssl
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from integration.ingest_stow.edge import KEY, RELATED, Connection, header, running
from polling import poll_until
from spooled import spooled_object
from unit.ingest_stow.bodies import instance, multipart

from bildstrom.dicom.projects_toml import parse_projects
from bildstrom.ingest.stow.limits import Limits
from bildstrom.runtime.certificate import Certificate
from bildstrom.runtime.http import connection

BODY = multipart([instance()])


def _certificate(folder: Path) -> Path:
    """A key and a certificate of loopback, signed by itself, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(minutes=5))
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return path


def test_objects_are_stored_over_tls_and_a_plain_client_gets_nothing(tmp_path: Path) -> None:
    file = _certificate(tmp_path)
    client = ssl.create_default_context(cafile=str(file))
    with running(tmp_path / "spool", certificate=Certificate(file, file)) as edge:
        plain = edge.connect()
        plain.send(header(len(BODY)) + BODY)
        assert plain.answer() is None
        answer = httpx.post(
            f"https://localhost:{edge.port}/projects/demo/studies",
            content=BODY,
            headers={"Content-Type": RELATED},
            verify=client,
        )
        assert answer.status_code == 200
        assert [spooled_object(entry.path) for entry in edge.entries()] == [instance()]


def test_a_certificate_that_is_renewed_holds_for_connections_to_come_and_a_broken_one_does_not(tmp_path: Path) -> None:
    file = _certificate(tmp_path)
    with running(tmp_path / "spool", certificate=Certificate(file, file)) as edge:
        address = ("localhost", edge.port)
        before = ssl.get_server_certificate(address)
        renewed = _certificate(tmp_path).read_text()
        edge.server.reload()
        after = ssl.get_server_certificate(address)
        file.write_text("none")
        with pytest.raises(ssl.SSLError):
            edge.server.reload()
        assert before not in renewed
        assert after == ssl.get_server_certificate(address)
        assert after in renewed


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_server_that_ends_unasked_says_so_and_one_that_is_stopped_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running(tmp_path / "a") as edge:
        pass
    assert not edge.lost.is_set()

    async def broken(*_: object) -> None:
        raise RuntimeError("planted")

    monkeypatch.setattr("uvicorn.Server.main_loop", broken)
    with running(tmp_path / "b") as edge:
        assert edge.lost.wait(10)


def test_beyond_the_limit_of_connections_it_is_503_until_one_is_free(tmp_path: Path) -> None:
    with running(tmp_path) as edge:
        held = [edge.connect() for _ in range(16)]
        for one in held:
            one.send(header(len(BODY)) + BODY[:10])
        poll_until(lambda: edge.post(BODY).status == 503, "the limit", 30)
        held.pop().socket.close()
        poll_until(lambda: edge.post(BODY).status == 200, "a free place", 30)


def test_projects_that_are_read_again_hold_from_the_next_request_on(tmp_path: Path) -> None:
    with running(tmp_path) as edge:
        assert edge.post(BODY, "/projects/new/studies").status == 404
        edge.server.use(parse_projects('[projects.new]\ncalled_ae_titles = ["NEW"]\n', {"new": KEY}))
        assert edge.post(BODY, "/projects/new/studies").status == 200
        assert edge.post(BODY).status == 404


def test_a_header_that_does_not_come_in_time_ends_the_connection(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "HEADER_SECONDS", 0.3)
    with running(tmp_path) as edge:
        silent, slow, used = edge.connect(), edge.connect(), edge.connect()
        slow.send(b"POST /projects")
        used.send(header(len(BODY)) + BODY)
        assert used.answer() is not None
        used.send(b"POST /projects")
        assert [each.closed() for each in (silent, slow, used)] == [True, True, True]


def test_a_body_that_comes_too_slowly_is_given_up(tmp_path: Path) -> None:
    with running(tmp_path, Limits(slow_seconds=0.3, rate=1_000_000, idle_seconds=5)) as edge:
        slow = edge.connect()
        slow.send(header(len(BODY)) + BODY[:100])

        def answered() -> bool:
            slow.send(b"x")
            return bool(_readable(slow))

        poll_until(answered, "an answer")
        answer = slow.answer()
        assert answer is not None
        assert (answer.status, answer.json) == (408, {"error": "too_slow"})


def _readable(client: Connection) -> bytes:
    client.socket.setblocking(False)
    try:
        return client.socket.recv(1, socket.MSG_PEEK)
    except BlockingIOError:
        return b""
    finally:
        client.socket.settimeout(20)
