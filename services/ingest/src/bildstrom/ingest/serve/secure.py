"""DICOM over TLS (PS3.15 B.9, the BCP 195 profile): TLS 1.2 and 1.3, forward secrecy, certificates of clients."""

import socket
import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from bildstrom.ingest.settings import IngestSettings
from bildstrom.runtime.certificate import Certificate

_VERIFICATION = {"none": ssl.CERT_NONE, "optional": ssl.CERT_OPTIONAL, "required": ssl.CERT_REQUIRED}

# handshakes fail for these reasons often enough to be told apart; OpenSSL's words
_REASONS = frozenset(
    {"certificate_verify_failed", "http_request", "no_shared_cipher", "peer_did_not_return_a_certificate"}
    | {"tlsv1_alert_unknown_ca", "unsupported_protocol", "wrong_version_number"}
)


class Security:
    """What makes an association secure.

    Args:
        certificate: of the service.
        authorities: PEM, of those that sign clients' certificates.
        clients: whether they need one.
        titles: common name of a client's certificate to the calling AE titles that it may use; empty: any.

    Raises:
        OSError: a file cannot be read, or holds no certificate (``ssl.SSLError``).
    """

    def __init__(
        self,
        certificate: Certificate,
        authorities: Path | None,
        clients: Literal["none", "optional", "required"],
        titles: Mapping[str, tuple[str, ...]],
    ) -> None:
        self._certificate = certificate
        self._titles = {name: frozenset(allowed) for name, allowed in titles.items()}
        self._context = certificate.context
        self._context.verify_mode = _VERIFICATION[clients]
        if authorities is not None:
            self._context.load_verify_locations(authorities)

    def reload(self) -> None:
        """Read the service's certificate again, for connections to come."""
        self._certificate.reload()

    def wrapped(self, peer: socket.socket) -> ssl.SSLSocket:
        """A socket that still has to shake hands; takes ``peer`` over."""
        return self._context.wrap_socket(peer, server_side=True, do_handshake_on_connect=False)

    def titles(self, peer: ssl.SSLSocket) -> frozenset[str] | None:
        """The calling AE titles that the peer's certificate allows; None when it allows any."""
        if not self._titles:
            return None
        subject = (peer.getpeercert() or {}).get("subject", ())
        names = [str(pair[1]) for pairs in subject for pair in pairs if pair[0] == "commonName"]
        return self._titles.get(names[-1], frozenset()) if names else frozenset()


def reason_of(error: OSError) -> str:
    """A word for why a handshake failed."""
    if isinstance(error, TimeoutError):
        return "tls_timeout"
    word = (getattr(error, "reason", None) or "").lower()
    return f"tls_{word}" if word in _REASONS else "tls_handshake"


def security_of(settings: IngestSettings) -> Security | None:
    """What the settings say of TLS; None when it is not served."""
    if settings.tls_port is None or settings.tls_certificate is None or settings.tls_key is None:
        return None
    return Security(
        Certificate(settings.tls_certificate, settings.tls_key),
        settings.tls_client_authorities,
        settings.tls_clients,
        settings.tls_calling_ae_titles,
    )
