"""Reports to a peer that is called over TLS: who it is, who we are, and what a foreign certificate gets."""

import re
import ssl
from collections.abc import Iterator
from pathlib import Path
from signal import SIGHUP

import pytest
from integration.ingest.certificates import Authority
from integration.ingest.service import Service
from integration.ingest_commitment.requestor import Reported, Scanner, ask_and_leave
from polling import poll_until

from bildstrom.ingest.projects import Unusable, read
from bildstrom.ingest.settings import IngestSettings

PROJECTS = """
[projects.demo]
called_ae_titles = ["BILDSTROM"]
[projects.demo.commitment_peers.SCANNER1]
host = "localhost"
port = {port}
authorities = "{authorities}"
"""
NO_SUCH_INSTANCE = 0x0112  # PS3.3 table C.14-1
MISSING = Reported(2, "1.2.9.1", (), {"1.2.3.4": NO_SUCH_INSTANCE}, "BILDSTROM")


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    """Has signed the service's certificate and the scanner's."""
    return Authority(tmp_path / "certificates")


@pytest.fixture
def scanner(authority: Authority) -> Iterator[Scanner]:
    """Is called over TLS alone, by those who show a certificate."""
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=authority.path)
    tls.load_cert_chain(*authority.issue("scanner"))
    tls.verify_mode = ssl.CERT_REQUIRED
    made = Scanner()
    with made.listening(tls=tls):
        yield made


def service(folder: Path, scanner: Scanner, authority: Authority, trusted: Path) -> Service:
    """One that trusts ``trusted`` to say who the scanner is."""
    (folder / "projects.toml").write_text(PROJECTS.format(port=scanner.port, authorities=trusted))
    certificate, key = authority.issue("service")
    return Service(folder, "--tls-certificate", str(certificate), "--tls-key", str(key))


def test_a_report_goes_over_tls_to_who_has_the_right_certificate(
    tmp_path: Path, scanner: Scanner, authority: Authority
) -> None:
    running = service(tmp_path, scanner, authority, authority.path)
    assert ask_and_leave(running.port, ("1.2.9.1", "1.2.3.4")) == [0]
    assert scanner.report() == MISSING
    poll_until(lambda: running.owed() == [], "nothing to be owed any more", 60)
    assert running.stop() == 0


def test_who_has_another_certificate_is_told_nothing(tmp_path: Path, scanner: Scanner, authority: Authority) -> None:
    running = service(tmp_path, scanner, authority, Authority(tmp_path / "others", "other").path)
    assert ask_and_leave(running.port, ("1.2.9.1", "1.2.3.4")) == [0]
    poll_until(lambda: b"reports on storage commitments wait" in running.log, "a try in vain", 30)
    assert (scanner.reports(), len(running.owed())) == (0, 1)
    running.kill()


def test_a_file_that_holds_no_certificate_keeps_the_former_projects(
    tmp_path: Path, scanner: Scanner, authority: Authority
) -> None:
    running = service(tmp_path, scanner, authority, authority.path)
    projects = tmp_path / "projects.toml"
    projects.write_text(projects.read_text().replace(str(authority.path), str(projects)))
    running.process.send_signal(SIGHUP)
    reason = "projects.demo.commitment_peers.SCANNER1.authorities: SSLError"
    poll_until(lambda: f"bildstrom ingest: {reason}".encode() in running.log, "the refusal with its reason", 30)
    assert b"the former ones stay" in running.log
    settings = IngestSettings.model_validate({"projects_file": projects, "keys_dir": tmp_path / "keys"})
    with pytest.raises(Unusable, match=re.escape(reason)):
        read(settings)
    assert running.stop() == 0
