"""The certificate by which a service is known to those who connect to it over TLS."""

import ssl
from pathlib import Path

# RFC 9325 4.2: ephemeral keys and authenticated encryption; TLS 1.3 has nothing else
_CIPHERS = "ECDHE+AESGCM:ECDHE+CHACHA20"


class Certificate:
    """The service's own, in a context for the connections that it accepts.

    Args:
        certificate, key: PEM.

    Raises:
        OSError: a file cannot be read, or is no certificate or key (``ssl.SSLError``).
    """

    def __init__(self, certificate: Path, key: Path) -> None:
        self._files = certificate, key
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.minimum_version = ssl.TLSVersion.TLSv1_2
        self.context.set_ciphers(_CIPHERS)
        self.context.options |= ssl.OP_NO_RENEGOTIATION | ssl.OP_CIPHER_SERVER_PREFERENCE
        self.reload()

    def reload(self) -> None:
        """Read certificate and key again, for connections to come."""
        self.context.load_cert_chain(*self._files)
