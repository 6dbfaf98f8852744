"""Who asks for storage commitment: pynetdicom stores, asks, and waits for reports, on either kind of association."""

import queue
import socket
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from integration.ingest.objects import data_set
from integration.ingest.requestor import Requestor
from integration.ingest.service import Service
from integration.ingest_attacks.attacks_by_action import asked, command, information, reference
from polling import poll_until
from pydicom import Dataset, dcmread
from pydicom.filebase import DicomBytesIO
from pynetdicom import AE, evt
from pynetdicom.association import Association
from pynetdicom.events import Event
from pynetdicom_sender import c_store, resumed
from unit.ingest import wire

from bildstrom.ingest.part10 import part10_header

CONTEXTS = (3, wire.CT, (wire.EXPLICIT,)), (5, "1.2.840.10008.1.20.1", (wire.IMPLICIT,))
PUSH_MODEL, WELL_KNOWN = "1.2.840.10008.1.20.1", "1.2.840.10008.1.20.1.1"  # PS3.4 table J.3-1 and J.3.5
REPORT_SECONDS = 60


@dataclass(frozen=True)
class Reported:
    """A report as it came.

    Attributes:
        committed: SOP Instance UIDs.
        failed: SOP Instance UID to failure reason.
        calling: AE title of who has opened the association that it came on.
    """

    event_type: int
    transaction: str
    committed: tuple[str, ...]
    failed: dict[str, int]
    calling: str


def action(transaction: str, instances: Sequence[str], sop_class: str = wire.CT) -> Dataset:
    """Action information (PS3.4 table J.3-1)."""
    item = Dataset()
    item.TransactionUID = transaction
    item.ReferencedSOPSequence = []
    for uid in instances:
        reference = Dataset()
        reference.ReferencedSOPClassUID, reference.ReferencedSOPInstanceUID = sop_class, uid
        item.ReferencedSOPSequence.append(reference)
    return item


class Scanner:
    """An application entity, and the reports that it has been given.

    Attributes:
        answer: status of its responses to reports.
        port: that it listens on.
    """

    def __init__(self, title: str = "SCANNER1") -> None:
        self.answer = 0x0000
        self.port = 0
        self._called: list[socket.socket] = []
        self._reports: queue.Queue[Reported] = queue.Queue()
        self._handlers: list[Any] = [(evt.EVT_N_EVENT_REPORT, self._take)]
        self.entity = AE(title)
        self.entity.add_requested_context(wire.CT, [wire.EXPLICIT])
        self.entity.add_requested_context(PUSH_MODEL)
        self.entity.add_supported_context(PUSH_MODEL, scu_role=False, scp_role=True)

    @contextmanager
    def associated(self, port: int, called: str = "BILDSTROM") -> Iterator[Association]:
        """An association of its own; released at the end."""
        association = self.entity.associate("127.0.0.1", port, ae_title=called, evt_handlers=self._handlers)
        assert association.is_established
        transport = _socket(association)
        yield association
        association.release()
        association.join(REPORT_SECONDS)
        transport.close()

    @contextmanager
    def listening(self, port: int = 0, tls: ssl.SSLContext | None = None) -> Iterator[None]:
        """Accepts associations for reports meanwhile; with ``tls`` no others than secure ones."""
        server = self.entity.start_server(
            ("127.0.0.1", port), block=False, evt_handlers=self._handlers, ssl_context=tls
        )
        assert server is not None
        former, self.port = self.port, int(server.server_address[1])
        yield
        self.port = former
        server.shutdown()
        for transport in self._called:
            transport.close()

    def report(self) -> Reported:
        """The next report."""
        return self._reports.get(timeout=REPORT_SECONDS)

    def reports(self) -> int:
        """How many have come and were not taken."""
        return self._reports.qsize()

    def _take(self, event: Event) -> tuple[int, None]:
        self._called.append(_socket(event.assoc))
        information = event.event_information
        self._reports.put(
            Reported(
                int(event.event_type or 0),
                str(information.TransactionUID),
                tuple(str(one.ReferencedSOPInstanceUID) for one in information.get("ReferencedSOPSequence", [])),
                {
                    str(one.ReferencedSOPInstanceUID): int(one.FailureReason)
                    for one in information.get("FailedSOPSequence", [])
                },
                str(event.assoc.requestor.ae_title),
            )
        )
        return self.answer, None


def store(association: Association, *instances: str) -> list[int | None]:
    """Store CT instances; their statuses."""
    return [c_store(association, _object(uid)) for uid in instances]


def ask(association: Association, transaction: str, *instances: str, sop_class: str = wire.CT) -> int:
    """Ask for commitment; the status of the answer."""
    information = action(transaction, instances, sop_class)
    status, _ = resumed(association).send_n_action(information, 1, PUSH_MODEL, WELL_KNOWN)
    return int(status.Status)


def ask_and_leave(port: int, *requests: tuple[str, str], calling: bytes = b"SCANNER1") -> list[int]:
    """Ask for commitment of one instance each, and release in the same breath; the statuses.

    Args:
        requests: transaction and instance.
    """
    actions = [asked(command(), information(one, [reference(uid)])) for one, uid in requests]
    with Requestor(port) as requestor:
        assert requestor.send(wire.request(CONTEXTS, calling=calling)).unit()[0] == 2
        requestor.send(b"".join(actions) + wire.RELEASE)
        statuses = [requestor.status() for _ in actions]
        assert requestor.unit()[0] == 6
    return statuses


def told(service: Service, scanner: Scanner) -> Reported:
    """The next report, once the service has its answer too: who releases before that confuses pynetdicom."""
    found = scanner.report()
    settled(service)
    return found


def settled(service: Service) -> None:
    """Wait until the service owes nothing."""
    poll_until(lambda: service.owed() == [], "nothing to be owed any more", REPORT_SECONDS)


def _socket(association: Association) -> socket.socket:
    """Which pynetdicom leaves open when its peer is killed."""
    transport = association.dul.socket
    assert transport is not None
    assert transport.socket is not None
    return transport.socket


def _object(uid: str) -> Dataset:
    return dcmread(DicomBytesIO(part10_header(wire.CT, uid, wire.EXPLICIT) + data_set(uid)))
