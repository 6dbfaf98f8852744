"""Reports by an association of our own, in which we have the role of the SCP (PS3.4 J.3.3, PS3.7 D.3.3.4)."""

import contextlib
import io
from collections.abc import Sequence
from dataclasses import dataclass

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
    """

    peer: str
    host: str
    port: int
    title: str


def deliver(route: Route, reports: Sequence[Report]) -> list[bool]:
    """Tell a peer some reports in one association; for each, whether it was taken. Blocks for seconds.

    An association that the peer does not accept takes none.
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
    association = entity.associate(route.host, route.port, ae_title=route.peer, ext_neg=[role])
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
