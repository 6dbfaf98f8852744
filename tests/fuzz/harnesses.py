"""What must hold of any bytes at all, per parser that meets a stranger's bytes first."""

import contextlib
from collections.abc import Callable

from bildstrom.deid.engine import deidentified_file
from bildstrom.deid.paths import Case, Rewritten, rebuilt, spliced
from bildstrom.deid.profile.profile import BASIC
from bildstrom.deid.quarantine import Quarantine
from bildstrom.dicom.encoding import EXPLICIT_BIG, EXPLICIT_LITTLE, IMPLICIT_LITTLE
from bildstrom.dicom.identify import Identity, check, examine, identify
from bildstrom.dicom.part10 import DataSet, open_file
from bildstrom.dicom.tree import read_tree, walked_tree, write_tree
from bildstrom.dicom.verdict import Reason, Refusal
from bildstrom.ingest import dimse
from bildstrom.ingest.commitment.action import MAX_REFERENCES, Refused, read_action
from bildstrom.ingest.commitment.judgement import Judged
from bildstrom.ingest.commitment.report import Report
from bildstrom.ingest.dimse import Status
from bildstrom.ingest.stow.multipart import Event, MultipartParser, PartBegun, PartData
from bildstrom.ingest.stow.problems import Problem
from bildstrom.ingest.ul.association import Association
from bildstrom.ingest.ul.events import CommandReceived, DataReceived, Requested, Violated
from bildstrom.ingest.ul.framing import BUFFER_BYTES
from bildstrom.ingest.ul.negotiation import Capabilities
from bildstrom.ingest.ul.request import MAX_CONTEXTS, MalformedRequest, parse_associate_request

SYNTAXES = (None, IMPLICIT_LITTLE, EXPLICIT_LITTLE, EXPLICIT_BIG)
BOUNDARY = "limit"

_buffer = bytearray(BUFFER_BYTES)


def look_at_object(data: bytes) -> None:
    """Verdicts only, one opinion however it is asked for, and a sound object can be written again."""
    syntax, data = SYNTAXES[data[0] % len(SYNTAXES)] if data else None, data[1:]
    identity, broken = identify(data, syntax), check(data, syntax)
    assert examine(data, syntax) == (identity, broken)
    assert isinstance(identity, Identity) or identity.reason in Reason
    opened = open_file(data, 1 << 20) if syntax is None else DataSet(data, 0, syntax)
    if isinstance(opened, Refusal):
        return
    nodes = read_tree(opened)
    assert nodes == walked_tree(opened)
    assert isinstance(nodes, Refusal) == (broken is not None) or not opened.whole
    if not isinstance(nodes, Refusal):
        written = b"".join(write_tree(nodes, opened.encoding))
        assert isinstance(read_tree(DataSet(written, 0, opened.transfer_syntax)), list)


def deidentify_object(data: bytes) -> None:
    """The fast path takes nothing that the slow one refuses, makes the same bytes of the rest, and is never a leak."""
    key = bytes(32)
    case = Case(BASIC, key, None, lambda identity: None)
    taken = _path(spliced, data, case)
    if taken is not None:
        assert taken == _path(rebuilt, data, case)
        with contextlib.suppress(Quarantine):
            deidentified_file(data, key, BASIC)


def _path(path: Callable[[bytes, Case], Rewritten | None], data: bytes, case: Case) -> bytes | int | None:
    try:
        new = path(data, case)
    except Quarantine as kept_back:
        return kept_back.reason
    if new is None:
        return None
    head, passed = new.written
    assert all(place <= len(head) for place, _ in passed)
    return b"".join([head[: passed[0][0]], passed[0][1], head[passed[0][0] :]]) if passed else head


def follow_stream(data: bytes) -> None:
    """Violations end it, nothing else does; what is sent is well-formed; pieces are never empty ends."""
    association = Association(_buffer, Capabilities())
    step = (data[0] if data else 1) or 300
    sent = b""
    position = 1
    while position < len(data) and not association.closed:
        space = association.space()
        piece = data[position : position + min(step, len(space))]
        space[: len(piece)] = piece
        position += len(piece)
        for event in association.received(len(piece)):
            match event:
                case Requested():
                    association.accept()
                case CommandReceived():
                    _answer(association, event)
                case DataReceived():
                    assert len(event.data) <= len(piece) + len(data)
                case Violated():
                    assert association.closed
        sent += association.outgoing()
    _assert_units(sent)


def _answer(association: Association, event: CommandReceived) -> None:
    with contextlib.suppress(dimse.MalformedCommand):
        command = dimse.parse_command(event.command_set)
        association.respond(event.context.id, dimse.response(command, Status.SUCCESS, "comment"))


def _assert_units(sent: bytes) -> None:
    while sent:
        length = int.from_bytes(sent[2:6], "big")
        assert sent[0] in (2, 3, 4, 6, 7)
        assert len(sent) >= 6 + length
        sent = sent[6 + length :]


def take_request_apart(data: bytes) -> None:
    """One error; else what was taken apart is within its bounds."""
    try:
        request = parse_associate_request(data)
    except MalformedRequest:
        return
    assert 0 < len(request.proposals) <= MAX_CONTEXTS
    assert all(proposal.id & 1 and proposal.transfer_syntaxes for proposal in request.proposals)


def read_command(data: bytes) -> None:
    """One error; else a response can be made, and names the same message."""
    try:
        command = dimse.parse_command(data)
    except dimse.MalformedCommand:
        return
    answer = dimse.response(command, Status.PROCESSING_FAILURE, "comment")
    assert int.from_bytes(answer[8:12], "little") == len(answer) - 12
    assert 0 <= command.message_id < 65_536


def read_action_information(data: bytes) -> None:
    """One error; else what is asked for is bounded, and a report on it names the same."""
    syntax, data = (IMPLICIT_LITTLE, EXPLICIT_LITTLE)[data[0] & 1] if data else IMPLICIT_LITTLE, data[1:]
    try:
        action = read_action(data, syntax)
    except Refused:
        return
    assert 0 < len(set(action.references)) == len(action.references) <= MAX_REFERENCES
    report = Report(action.transaction_uid, tuple(Judged(one, None) for one in action.references))
    assert read_action(report.encoded(syntax), syntax) == action


def cut_parts(data: bytes) -> None:
    """The same parts however the bytes are cut, and one error."""
    step, body = (data[0] if data else 0) or 1000, data[1:]
    whole = _parts(body, max(1, len(body)))
    assert _parts(body, step) == whole


def _parts(body: bytes, step: int) -> list[bytes] | tuple[int, str]:
    parser = MultipartParser(BOUNDARY, 50)
    parts: list[bytes] = []
    try:
        for at in range(0, len(body), step):
            for event in parser.feed(body[at : at + step]):
                _take(event, parts)
        parser.close()
    except Problem as problem:
        return problem.status, "refused"  # which fault is told first may depend on how far it was seen
    return parts


def _take(event: Event, parts: list[bytes]) -> None:
    if isinstance(event, PartBegun):
        parts.append(b"")
    elif isinstance(event, PartData):
        parts[-1] += event.data


HARNESSES: dict[str, Callable[[bytes], None]] = {
    "object": look_at_object,
    "deid": deidentify_object,
    "stream": follow_stream,
    "request": take_request_apart,
    "command": read_command,
    "action": read_action_information,
    "multipart": cut_parts,
}
