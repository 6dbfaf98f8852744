"""What happens to one object that arrives: identified, made durable with its event, then answered.

The answers follow how senders react: most drop the rest of a study after one failure, so only an object that cannot be
identified or stored gets one; content problems are accepted, and the de-identification quarantines them.
"""

from collections.abc import Callable
from typing import NamedTuple

from bildstrom.dicom.identify import examine
from bildstrom.dicom.pseudonym import normalised_uid
from bildstrom.dicom.verdict import Refusal
from bildstrom.ingest.announcement import received
from bildstrom.ingest.arrivals import Arrival
from bildstrom.ingest.dimse import Status
from bildstrom.ingest.replication import NotReplicated
from bildstrom.ingest.spool.draft import Draft, SpoolFull
from bildstrom.ingest.spool.folder import Spool
from bildstrom.runtime.errors import Unavailable

NONE = "none"  # the reason of a success

Outcome = tuple[Status, str]
Announce = Callable[[str], None]


class Incoming(NamedTuple):
    """What a request says of its data set.

    Attributes:
        sop_class_uid, sop_instance_uid: of the command set, or of the file meta information.
    """

    sop_class_uid: str
    sop_instance_uid: str
    transfer_syntax_uid: str


def store(
    draft: Draft, data_set: int, incoming: Incoming, arrival: Arrival, *, spool: Spool, announce: Announce
) -> Outcome:
    """Take a written object in; SUCCESS is said only when object and event are fsynced.

    Args:
        draft: a Part 10 file.
        data_set: offset of its data set.
        announce: is told the name of the entry; raises NotReplicated where that has to be moved on first, and is not.

    Returns:
        Status and a word of reason. The draft is closed.
    """
    with draft:
        with draft.view(data_set) as data:
            identity, broken = examine(data, incoming.transfer_syntax_uid)
            if isinstance(identity, Refusal):
                return Status.CANNOT_UNDERSTAND, identity.reason
            if not _same(identity.sop_instance_uid, incoming.sop_instance_uid):
                return Status.DATA_SET_MISMATCH, "uid_mismatch"
        try:
            event = received(identity, arrival, draft.sha256, draft.size)
            announce(spool.commit(draft, event, arrival.traceparent(event.instance.study_uid)))
        except SpoolFull:
            return Status.OUT_OF_RESOURCES, "spool_full"
        except NotReplicated:
            return Status.OUT_OF_RESOURCES, "not_replicated"
        except Unavailable:
            return Status.OUT_OF_RESOURCES, "keys_unavailable"
        except OSError:
            return Status.OUT_OF_RESOURCES, "disk_failed"
    if broken is not None:
        return Status.ACCEPTED_WITH_ERRORS, broken.reason
    if not _same(identity.sop_class_uid, incoming.sop_class_uid):
        return Status.CLASS_MISMATCH, "class_mismatch"
    return Status.SUCCESS, NONE


def _same(uid: str, told: str) -> bool:
    return uid == told or uid == normalised_uid(told)  # the second costs more, and is rare
