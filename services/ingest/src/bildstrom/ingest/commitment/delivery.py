"""Reports by an association of our own, in which we have the role of the SCP (PS3.4 J.3.3, PS3.7 D.3.3.4)."""

import contextlib
import io
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bildstrom.dicom.encoding import EXPLICIT_LITTLE, IMPLICIT_LITTLE
from bildstrom.ingest.commitment.action import PUSH_MODEL, WELL_KNOWN_INSTANCE
from bildstrom.ingest.commitment.report import Report

SYNTAXES = EXPLICIT_LITTLE, IMPLICIT_LITTLE
CONNECT_SECONDS, ASSOCIATE_SECONDS, RESPONSE_SECONDS = 5.0, 10.0, 15.0


@dataclass(frozen=True, slots=True)
class Route:
    """Who is told, where, and by whom.

    Attributes:
        peer: AE title of who is told.
        title: AE title under which it knows us.
        authorities: PEM, of those that sign its certificate, which has to name the host; None: without TLS.
    """

    peer: str
    host: str
    port: int
    title: str
    authorities: Path | None = None


@dataclass(frozen=True, slots=True)
class ClientCertificate:
    """What a peer that asks for a client's certificate is shown: PEM files."""

    certificate: Path
    key: Path


def deliver(route: Route, reports: Sequence[Report], shown: ClientCertificate | None = None) -> list[bool]:
    """Tell a peer some reports in one association; for each, whether it was taken. Blocks for seconds.

    An association that the peer does not accept takes none.

    Raises:
        OSError: a certificate cannot be read.
    """
    # imported here: half a second and 30 MB, for what most services never need
    from pydicom.filereader import read_dataset
    from pynetdicom.ae import ApplicationEntity
    from pynetdicom.presentation import build_role

    entity = ApplicationEntity(route.title)
    entity.connection_timeout, entity.acse_timeout = CONNECT_SECONDS, ASSOCIATE_SECONDS
    entity.dimse_timeout = entity.network_timeout = RESPONSE_SECONDS
    entity.add_requested_context(PUSH_MODEL, list(SYNTAXES))
    role = build_role(PUSH_MODEL, scp_role=True)
    tls = (_context(route.authorities, shown), route.host) if route.authorities is not None else None
    association = entity.associate(route.host, route.port, ae_title=route.peer, ext_neg=[role], tls_args=tls)
    taken = []
    with contextlib.suppress(RuntimeError, ValueError):  # the association has ended; the peer takes no such reports
        for report in reports:
            encoded = io.BytesIO(report.encoded(IMPLICIT_LITTLE))
            information = read_dataset(encoded, is_implicit_VR=True, is_little_endian=True)
            answer, _ = association.send_n_event_report(information, report.event_type, PUSH_MODEL, WELL_KNOWN_INSTANCE)
            taken.append(answer.get("Status") == 0)
    if association.is_established:
        association.release()
    return taken + [False] * (len(reports) - len(taken))


def _context(authorities: Path, shown: ClientCertificate | None) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=authorities)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if shown is not None:
        context.load_cert_chain(shown.certificate, shown.key)
    return context
