"""One association: what a request is answered, when its report comes, and what is handed over at the end."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from unit.ingest import wire
from unit.ingest_commitment.actions import MR, encoded, information, project

from bildstrom.dicom.projects import Project
from bildstrom.ingest import dimse
from bildstrom.ingest.arrivals import Arrival
from bildstrom.ingest.commitment import acting
from bildstrom.ingest.commitment.acting import Acting
from bildstrom.ingest.commitment.action import PUSH_MODEL, WELL_KNOWN_INSTANCE, Reference
from bildstrom.ingest.commitment.commitments import Commitments, OwedReports
from bildstrom.ingest.commitment.judgement import Judge, Judged
from bildstrom.ingest.commitment.transactions import Transactions
from bildstrom.ingest.counts import Counts
from bildstrom.ingest.dimse import ACTION, EVENT_REPORT, RESPONSE, Command, Status
from bildstrom.ingest.ul.negotiation import Context

CONTEXT = Context(5, PUSH_MODEL, wire.IMPLICIT)
REQUEST = Command(ACTION, 1, PUSH_MODEL, WELL_KNOWN_INSTANCE, has_data_set=True, action_type=1)


class Everything(Judge):
    """Commits whatever it is asked for; raises what it is told to."""

    def __init__(self) -> None:
        self.error: Exception | None = None

    def judged(self, project: Project, references: Sequence[Reference]) -> list[Judged]:
        if self.error is not None:
            raise self.error
        return [Judged(one, None) for one in references]


class Peer:
    """An association's side of commitments."""

    def __init__(self, root: Path) -> None:
        self.transactions = Transactions(root)
        self.judge, self.counts = Everything(), Counts()
        self.handed_over: list[str] = []
        shared = Commitments(self.transactions, "worker-0", self.judge, self.handed_over.append, self.counts)
        self.owed = OwedReports(shared, Arrival("SCANNER1", project()), "BILDSTROM")

    def ask(self, transaction: str = "1.2.9", uid: str = "1.2.3") -> Status:
        """Ask for one instance."""
        request = Acting(REQUEST, CONTEXT, self.owed)
        data = encoded(information(transaction, [(wire.CT, uid)]))
        for at in range(0, len(data), 10):
            request.write(memoryview(data)[at : at + 10])
        return request.end()[0]

    def answer(self, message_id: int, status: int | None = 0, data_set: bool = False) -> bool:
        """Answer a report."""
        return self.owed.take(Command(EVENT_REPORT | RESPONSE, message_id, "", "", data_set, status=status))

    def counted(self) -> dict[str, int]:
        """Outcomes since they were last taken."""
        taken = json.loads(self.counts.take() or b"[]")
        return {labels[0][1]: count for _, labels, count in taken}


@pytest.fixture
def peer(tmp_path: Path) -> Peer:
    return Peer(tmp_path)


def _refused(peer: Peer, command: Command, context: Context = CONTEXT, data: bytes = b"") -> tuple[Status, str]:
    request = Acting(command, context, peer.owed)
    request.write(memoryview(data))
    return request.end()


def test_a_report_is_sent_once_and_forgotten_when_it_is_taken(peer: Peer) -> None:
    assert peer.ask() is Status.SUCCESS
    request = peer.owed.next()
    assert request is not None
    command = dimse.parse_command(request.command_set)
    assert (command.field, command.message_id, command.has_data_set) == (EVENT_REPORT, 1, True)
    assert (request.context_id, peer.owed.next()) == (5, None)
    assert len(peer.transactions.names()) == 1
    assert peer.answer(1)
    assert (peer.transactions.names(), peer.owed.next()) == ([], None)
    peer.owed.end()
    assert peer.handed_over == []
    assert peer.counted() == {"reported": 1}


def test_reports_come_one_after_the_other(peer: Peer) -> None:
    assert [peer.ask("1.2.9"), peer.ask("1.2.10"), peer.ask("1.2.9")] == [Status.SUCCESS] * 3
    sent = []
    while (request := peer.owed.next()) is not None:
        sent.append(b"1.2.10" in request.data_set)
        assert peer.answer(len(sent))
    assert sent == [False, True]


def test_what_the_peer_does_not_take_is_handed_over(peer: Peer) -> None:
    peer.ask("1.2.9")
    peer.ask("1.2.10")
    peer.ask("1.2.11")
    names = set(peer.transactions.names())
    assert peer.owed.next() is not None
    assert peer.answer(1, 0x0110)
    assert len(peer.handed_over) == 1
    assert peer.owed.next() is not None
    peer.owed.end()
    peer.owed.end()
    assert (len(peer.handed_over), set(peer.handed_over), set(peer.transactions.names())) == (3, names, names)


@pytest.mark.parametrize(
    "response",
    [
        Command(EVENT_REPORT | RESPONSE, 2, "", "", False, status=0),
        Command(EVENT_REPORT | RESPONSE, 1, "", "", True, status=0),
        Command(ACTION | RESPONSE, 1, "", "", False, status=0),
    ],
)
def test_what_answers_no_report_is_not_taken_for_an_answer(peer: Peer, response: Command) -> None:
    assert not peer.owed.take(response)
    peer.ask()
    peer.owed.next()
    assert not peer.owed.take(response)
    assert len(peer.transactions.names()) == 1


def test_an_answer_without_a_status_is_none_that_takes_the_report(peer: Peer) -> None:
    peer.ask()
    peer.owed.next()
    assert peer.answer(1, None)
    assert peer.handed_over == peer.transactions.names()


def test_what_was_reported_meanwhile_by_somebody_else_is_not_reported_again(peer: Peer) -> None:
    peer.ask("1.2.9")
    peer.ask("1.2.10")
    peer.transactions.forget(peer.transactions.names()[0])
    (left,) = peer.transactions.names()
    assert peer.owed.next() is not None
    assert peer.answer(1)
    assert (peer.transactions.names(), peer.owed.next(), left in peer.handed_over) == ([], None, False)


def test_what_cannot_be_judged_now_is_handed_over(peer: Peer) -> None:
    peer.ask()
    peer.judge.error = OSError()
    assert peer.owed.next() is None
    assert peer.handed_over == peer.transactions.names()


@pytest.mark.parametrize(
    ("command", "context", "expected"),
    [
        (REQUEST, Context(1, wire.CT, wire.IMPLICIT), (Status.NO_SUCH_SOP_CLASS, "sop_class")),
        (
            Command(ACTION, 1, wire.CT, WELL_KNOWN_INSTANCE, True, 1),
            CONTEXT,
            (Status.NO_SUCH_SOP_CLASS, "sop_class"),
        ),
        (Command(ACTION, 1, PUSH_MODEL, "1.2.3", True, 1), CONTEXT, (Status.NO_SUCH_SOP_INSTANCE, "sop_instance")),
        (Command(ACTION, 1, PUSH_MODEL, "", True, 1), CONTEXT, (Status.NO_SUCH_SOP_INSTANCE, "sop_instance")),
        (
            Command(ACTION, 1, PUSH_MODEL, WELL_KNOWN_INSTANCE, True, 2),
            CONTEXT,
            (Status.NO_SUCH_ACTION, "action_type"),
        ),
        (
            Command(ACTION, 1, PUSH_MODEL, WELL_KNOWN_INSTANCE, False, 1),
            CONTEXT,
            (Status.INVALID_ARGUMENT, "no_data_set"),
        ),
        (REQUEST, CONTEXT, (Status.INVALID_ARGUMENT, "transaction_uid")),
    ],
)
def test_what_is_no_request_for_commitment_is_refused(
    peer: Peer, command: Command, context: Context, expected: tuple[Status, str]
) -> None:
    assert _refused(peer, command, context) == expected
    assert peer.transactions.names() == []


def test_action_information_is_bounded_while_it_comes_in(peer: Peer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(acting, "MAX_BYTES", 100)
    data = encoded(information("1.2.9", [(MR, "1.2.3")] * 3))
    assert _refused(peer, REQUEST, CONTEXT, data) == (Status.RESOURCE_LIMITATION, "too_large")


def test_a_failing_disk_keeps_nothing_and_promises_nothing(peer: Peer, tmp_path: Path) -> None:
    (tmp_path / "commitments").write_bytes(b"a file where a folder should be")
    assert peer.ask() is Status.PROCESSING_FAILURE
    assert peer.owed.next() is None


def test_who_may_not_store_may_not_ask() -> None:
    assert Acting(REQUEST, CONTEXT, None).end() == (Status.NOT_AUTHORISED, "not_authorised")
