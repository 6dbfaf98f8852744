"""One N-ACTION request while its action information comes in; success is said once the transaction is durable."""

from bildstrom.ingest.commitment.action import (
    MAX_BYTES,
    PUSH_MODEL,
    REQUEST_COMMITMENT,
    WELL_KNOWN_INSTANCE,
    Refused,
    read_action,
)
from bildstrom.ingest.commitment.commitments import OwedReports
from bildstrom.ingest.dimse import Command, Status
from bildstrom.ingest.handler import NONE, Outcome
from bildstrom.ingest.ul.negotiation import Context

_LIMITS = ("too_many_references", "too_many_transactions")


class Acting:
    """A request under way.

    Args:
        owed: by its association; None when that may not store, and so has nothing to ask for.
    """

    def __init__(self, command: Command, context: Context, owed: OwedReports | None) -> None:
        self.command = command
        self._context = context
        self._owed = owed
        self._data = bytearray()
        self._refused = self._refusal()

    def write(self, data: memoryview) -> None:
        """A part of the action information."""
        if self._refused is not None:
            return
        if len(self._data) + len(data) > MAX_BYTES:
            self._refused = Status.RESOURCE_LIMITATION, "too_large"
            self._data.clear()
            return
        self._data += data

    def end(self) -> Outcome:
        """The action information is complete: what to answer."""
        return self._refused or self._outcome()

    def discard(self) -> None:
        """The rest will not come; twice is fine."""
        self._data.clear()

    def _outcome(self) -> Outcome:
        assert self._owed is not None
        try:
            self._owed.accept(read_action(bytes(self._data), self._context.transfer_syntax), self._context)
        except Refused as refused:
            status = Status.RESOURCE_LIMITATION if refused.word in _LIMITS else Status.INVALID_ARGUMENT
            return status, refused.word
        except OSError:
            return Status.PROCESSING_FAILURE, "disk_failed"
        return Status.SUCCESS, NONE

    def _refusal(self) -> Outcome | None:
        command = self.command
        if self._owed is None:
            return Status.NOT_AUTHORISED, "not_authorised"
        if (command.sop_class_uid, self._context.abstract_syntax) != (PUSH_MODEL, PUSH_MODEL):
            return Status.NO_SUCH_SOP_CLASS, "sop_class"
        if command.sop_instance_uid != WELL_KNOWN_INSTANCE:
            return Status.NO_SUCH_SOP_INSTANCE, "sop_instance"
        if command.action_type != REQUEST_COMMITMENT:
            return Status.NO_SUCH_ACTION, "action_type"
        return None if command.has_data_set else (Status.INVALID_ARGUMENT, "no_data_set")
