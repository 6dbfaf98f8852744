"""Objects that are kept back, as an exception with a reason from the contract's closed list."""

from bildstrom.dicom.verdict import Reason, Refusal
from bildstrom.events.v1 import events_pb2 as pb

UNREADABLE = pb.QUARANTINE_REASON_UNREADABLE
TRUNCATED = pb.QUARANTINE_REASON_TRUNCATED
UNSUPPORTED_SOP_CLASS = pb.QUARANTINE_REASON_UNSUPPORTED_SOP_CLASS
UNSUPPORTED_TRANSFER_SYNTAX = pb.QUARANTINE_REASON_UNSUPPORTED_TRANSFER_SYNTAX
BURNED_IN_TEXT = pb.QUARANTINE_REASON_BURNED_IN_TEXT
ENCAPSULATED_DOCUMENT = pb.QUARANTINE_REASON_ENCAPSULATED_DOCUMENT
STRUCTURED_REPORT = pb.QUARANTINE_REASON_STRUCTURED_REPORT
PROFILE_FAILED = pb.QUARANTINE_REASON_PROFILE_FAILED
IDENTITY_MISMATCH = pb.QUARANTINE_REASON_IDENTITY_MISMATCH
UNDECODABLE_PIXELS = pb.QUARANTINE_REASON_UNDECODABLE_PIXELS
RECOGNIZABLE_FACE = pb.QUARANTINE_REASON_RECOGNIZABLE_FACE
EXHAUSTED_BOUNDS = pb.QUARANTINE_REASON_EXHAUSTED_BOUNDS


class Quarantine(Exception):
    """This object must not be passed on. The message is the reason's name, never anything of the object."""

    def __init__(self, reason: pb.QuarantineReason.ValueType) -> None:
        super().__init__(pb.QuarantineReason.Name(reason))
        self.reason = reason


def quarantine(refusal: Refusal) -> Quarantine:
    """A structural refusal as the reason that the contract has for it."""
    return Quarantine(TRUNCATED if refusal.reason is Reason.TRUNCATED else UNREADABLE)
