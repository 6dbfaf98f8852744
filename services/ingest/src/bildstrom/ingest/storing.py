"""One C-STORE request while its data set comes in: bytes go into the spool as they arrive, the answer comes last.

What is refused is still read to its end, because the protocol has no way to stop a sender but an abort; it is not kept.
"""

from dataclasses import dataclass

from bildstrom.ingest import handler
from bildstrom.ingest.arrivals import Arrival
from bildstrom.ingest.dimse import Command, Status
from bildstrom.ingest.part10 import part10_header
from bildstrom.ingest.spool.draft import Draft, SpoolFull
from bildstrom.ingest.spool.folder import Spool
from bildstrom.ingest.ul.negotiation import Context


@dataclass(frozen=True, slots=True)
class Storage:
    """Where objects go, and how large one may be."""

    spool: Spool
    announce: handler.Announce
    max_object_bytes: int


class Storing:
    """A C-STORE request under way.

    Args:
        arrival: what it is a part of; None when its association may not store.
    """

    def __init__(self, command: Command, context: Context, arrival: Arrival | None, storage: Storage) -> None:
        self.command = command
        self._arrival = arrival
        self._storage = storage
        self._incoming = handler.Incoming(command.sop_class_uid, command.sop_instance_uid, context.transfer_syntax)
        self._refused: handler.Outcome | None = None
        self._draft: Draft | None = None
        self._header = 0
        if arrival is None:
            self._refused = Status.NOT_AUTHORISED, "not_authorised"
        elif command.sop_class_uid != context.abstract_syntax:
            self._refused = Status.SOP_CLASS_NOT_SUPPORTED, "sop_class"
        elif not command.has_data_set:
            self._refused = Status.CANNOT_UNDERSTAND, "no_data_set"
        else:
            self._begin()

    def write(self, data: memoryview) -> None:
        """A part of the data set."""
        if self._draft is None:
            return
        if self._draft.size + len(data) > self._storage.max_object_bytes:
            self._refuse(Status.CANNOT_UNDERSTAND, "too_large")
            return
        try:
            self._draft.write(data)
        except SpoolFull:
            self._refuse(Status.OUT_OF_RESOURCES, "spool_full")
        except OSError:
            self._refuse(Status.OUT_OF_RESOURCES, "disk_failed")

    def end(self) -> handler.Outcome:
        """The data set is complete: what to answer."""
        if self._draft is None or self._arrival is None:
            return self._refused or (Status.CANNOT_UNDERSTAND, "no_data_set")
        draft, self._draft = self._draft, None
        storage = self._storage
        return handler.store(
            draft, self._header, self._incoming, self._arrival, spool=storage.spool, announce=storage.announce
        )

    def discard(self) -> None:
        """The rest will not come; twice is fine."""
        if self._draft is not None:
            self._draft.close()
            self._draft = None

    def _begin(self) -> None:
        incoming = self._incoming
        header = part10_header(incoming.sop_class_uid, incoming.sop_instance_uid, incoming.transfer_syntax_uid)
        self._header = len(header)
        try:
            self._draft = self._storage.spool.begin()
            self._draft.write(header)
        except SpoolFull:
            self._refuse(Status.OUT_OF_RESOURCES, "spool_full")
        except OSError:
            self._refuse(Status.OUT_OF_RESOURCES, "disk_failed")

    def _refuse(self, status: Status, reason: str) -> None:
        self._refused = status, reason
        self.discard()
