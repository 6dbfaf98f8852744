"""What is said in one association: its request is decided, its messages are answered. No socket in it."""

from collections.abc import Callable
from dataclasses import dataclass

from bildstrom.dicom.projects import Address
from bildstrom.ingest import dimse
from bildstrom.ingest.admission import CALLING_UNKNOWN, Admitted, Rejected
from bildstrom.ingest.arrivals import Arrival
from bildstrom.ingest.commitment.acting import Acting
from bildstrom.ingest.commitment.commitments import Commitments, OwedReports
from bildstrom.ingest.counts import Counts
from bildstrom.ingest.dimse import Command, Status
from bildstrom.ingest.handler import NONE
from bildstrom.ingest.messages import Message, Settled
from bildstrom.ingest.storing import Storage, Storing
from bildstrom.ingest.ul.association import Association
from bildstrom.ingest.ul.events import Aborted, CommandReceived, DataReceived, Event, Released, Requested, Violated
from bildstrom.ingest.ul.negotiation import VERIFICATION, Context
from bildstrom.ingest.ul.request import AssociateRequest
from bildstrom.runtime.logs import log


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What all associations of a process share.

    Attributes:
        decide: on an association request from an address.
        left: called when an association that was admitted is over.
        counts: what happened, for metrics.
        commitments: None where storage commitment is not served.
    """

    decide: Callable[[AssociateRequest, Address], Admitted | Rejected]
    left: Callable[[], None]
    storage: Storage
    counts: Counts
    commitments: Commitments | None = None


class Dialogue:
    """One association's conversation.

    Args:
        address: of the peer.

    Attributes:
        calling_ae_titles: that the peer's certificate allows; None when it allows any.
    """

    def __init__(self, association: Association, address: Address, surroundings: Surroundings) -> None:
        self._association = association
        self._address = address
        self._with = surroundings
        self._arrival: Arrival | None = None
        self._message: Message | None = None
        self._owed: OwedReports | None = None
        self._admitted = False
        self.calling_ae_titles: frozenset[str] | None = None

    @property
    def busy(self) -> bool:
        """Whether a message has begun and is not answered."""
        return self._message is not None

    def take(self, event: Event) -> None:
        """React to an event; what to send lies in the association afterwards."""
        match event:
            case DataReceived():
                self._data(event)
            case CommandReceived():
                self._command(event)
            case Requested():
                self._requested(event.request)
            case Released():
                self._with.counts.association("released")
            case Aborted():
                self._with.counts.association("aborted")
            case Violated():
                self._note_violation(event.reason)

    def idle(self) -> None:
        """Nothing has come for a while: a peer that waits is told what it waits for."""
        if self._owed is not None and not self.busy and (report := self._owed.next()):
            self._association.request(report.context_id, report.command_set, report.data_set)

    def end(self) -> None:
        """The association is over, however it came; twice is fine."""
        if self._admitted:
            self._admitted = False
            self._with.left()
        if self._message is not None:
            self._message.discard()
            self._count(self._message, "none", "interrupted")
            self._message = None
        if self._owed is not None:
            self._owed.end()
        if self._arrival is not None:
            self._arrival.end()

    def _requested(self, request: AssociateRequest) -> None:
        decision: Admitted | Rejected = CALLING_UNKNOWN
        if self._certified(request.calling_ae_title):
            decision = self._with.decide(request, self._address)
        if isinstance(decision, Rejected):
            self._association.reject(decision.result, decision.source, decision.reason)
            self._with.counts.association(f"rejected_{decision.word}")
            log.warning("association rejected", **{"bildstrom.reason": decision.word})
            return
        self._admitted = True
        if decision.project is not None:
            self._arrival = Arrival(decision.calling_ae_title, decision.project)
            if self._with.commitments is not None:
                title = request.called_ae_title.decode("ascii")
                self._owed = OwedReports(self._with.commitments, self._arrival, title)
        self._association.accept()
        self._with.counts.association("accepted")

    def _certified(self, calling: bytes) -> bool:
        return self.calling_ae_titles is None or calling.decode("ascii", "replace") in self.calling_ae_titles

    def _command(self, event: CommandReceived) -> None:
        try:
            command = dimse.parse_command(event.command_set)
        except dimse.MalformedCommand:
            self._violate("malformed_command")
            return
        if self._message is not None:
            self._violate("interleaved_messages")
        elif command.field & dimse.RESPONSE:
            if self._owed is None or not self._owed.take(command):
                self._violate("unexpected_response")
        elif command.field != dimse.CANCEL:  # nothing here takes so long that it could be cancelled
            self._message = self._message_of(command, event.context)
            if not command.has_data_set:
                self._finish(event.context)

    def _message_of(self, command: Command, context: Context) -> Message:
        if command.field == dimse.STORE:
            return Storing(command, context, self._arrival, self._with.storage)
        if command.field == dimse.ECHO:
            known = VERIFICATION in (command.sop_class_uid, context.abstract_syntax)
            return Settled(command, (Status.SUCCESS, NONE) if known else (Status.SOP_CLASS_NOT_SUPPORTED, "sop_class"))
        if command.field == dimse.ACTION and self._with.commitments is not None:
            return Acting(command, context, self._owed)
        return Settled(command, (Status.UNRECOGNIZED_OPERATION, "unrecognized_operation"))

    def _data(self, event: DataReceived) -> None:
        if self._message is None:
            self._violate("unexpected_data_set")
            return
        self._message.write(event.data)
        if event.last:
            self._finish(event.context)

    def _finish(self, context: Context) -> None:
        message = self._message
        assert message is not None
        status, reason = message.end()
        self._message = None
        command = message.command
        comment = "" if reason == NONE else reason
        self._association.respond(context.id, dimse.response(command, status, comment))
        if command.field == dimse.ECHO and status is Status.SUCCESS:
            return
        self._count(message, f"{status:04X}", reason)
        if status is not Status.SUCCESS:
            log.warning("not accepted as it is", **{"bildstrom.status": f"{status:04X}", "bildstrom.reason": reason})

    def _count(self, message: Message, status: str, reason: str) -> None:
        if not isinstance(message, Acting):
            self._with.counts.answered(status, reason)
        elif reason == NONE:
            self._with.counts.commitment("requested")
        else:
            self._with.counts.commitment(f"refused_{reason}")

    def _violate(self, reason: str) -> None:
        self._association.abort()
        self._note_violation(reason)

    def _note_violation(self, reason: str) -> None:
        self._with.counts.association(f"violated_{reason}")
        log.warning("association aborted", **{"bildstrom.reason": reason})
