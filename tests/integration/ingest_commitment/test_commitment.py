"""Storage commitment over real sockets: who is told, where, and of what; through crashes of either side."""

import socket
import struct
from pathlib import Path

from integration.ingest.objects import data_set
from integration.ingest.requestor import Requestor
from integration.ingest.service import Service
from integration.ingest_attacks.attacks_by_action import PUSH_MODEL, asked, command, information, reference
from integration.ingest_commitment.conftest import Start
from integration.ingest_commitment.requestor import (
    CONTEXTS,
    Reported,
    Scanner,
    ask,
    ask_and_leave,
    settled,
    store,
    told,
)
from polling import poll_until
from unit.ingest import wire

from bildstrom.ingest.spool.entry import entries

NO_SUCH_INSTANCE, CLASS_CONFLICT = 0x0112, 0x0119  # PS3.3 table C.14-1
ALL, SOME = 1, 2  # event types, PS3.4 J.3.3.1
ITSELF, US = "SCANNER1", "BILDSTROM"  # who has opened the association that a report came on
MR = "1.2.840.10008.5.1.4.1.1.4"
_ANSWER = (
    wire.element(0x0002, PUSH_MODEL.encode()),
    wire.element(0x0100, b"\x00\x81"),  # N-EVENT-REPORT-RSP
    wire.element(0x0120, b"\x01\x00"),  # to our first message
    wire.element(0x0800, b"\x01\x01"),
    wire.element(0x0900, b"\x00\x00"),
)
ANSWER = wire.element(0x0000, struct.pack("<L", len(b"".join(_ANSWER)))) + b"".join(_ANSWER)


def test_who_waits_hears_of_it_on_the_association_it_has_asked_on(service: Service, scanner: Scanner) -> None:
    with scanner.associated(service.port) as association:
        assert store(association, "1.11.3.4", "1.11.3.5") == [0, 0]
        assert ask(association, "1.11.9.1", "1.11.3.4", "1.11.3.5") == 0
        assert told(service, scanner) == Reported(ALL, "1.11.9.1", ("1.11.3.4", "1.11.3.5"), {}, ITSELF)
        assert ask(association, "1.11.9.2", "1.11.3.4", "1.11.3.6") == 0
        assert told(service, scanner) == Reported(
            SOME, "1.11.9.2", ("1.11.3.4",), {"1.11.3.6": NO_SUCH_INSTANCE}, ITSELF
        )
        assert ask(association, "1.11.9.3", "1.11.3.4", sop_class=MR) == 0
        assert told(service, scanner) == Reported(SOME, "1.11.9.3", (), {"1.11.3.4": CLASS_CONFLICT}, ITSELF)
        assert store(association, "1.11.3.6") == [0]


def test_who_has_left_is_called_and_told_in_the_role_of_an_scp(service: Service, scanner: Scanner) -> None:
    with scanner.associated(service.port) as association:
        assert store(association, "1.12.3.4") == [0]
    first, second = ("1.12.9.1", "1.12.3.4"), ("1.12.9.2", "1.12.3.5")
    assert ask_and_leave(service.port, first, second, first) == [0, 0, 0]
    assert sorted([scanner.report(), scanner.report()], key=lambda one: one.transaction) == [
        Reported(ALL, "1.12.9.1", ("1.12.3.4",), {}, US),
        Reported(SOME, "1.12.9.2", (), {"1.12.3.5": NO_SUCH_INSTANCE}, US),
    ]
    settled(service)


def test_what_another_project_has_is_not_committed(service: Service, scanner: Scanner) -> None:
    with scanner.associated(service.port, "OTHER") as association:
        assert store(association, "1.13.3.4") == [0]
    with scanner.associated(service.port) as association:
        assert ask(association, "1.13.9.1", "1.13.3.4") == 0
        assert told(service, scanner) == Reported(SOME, "1.13.9.1", (), {"1.13.3.4": NO_SUCH_INSTANCE}, ITSELF)
    with scanner.associated(service.port, "OTHER") as association:
        assert ask(association, "1.13.9.1", "1.13.3.4") == 0
        assert told(service, scanner) == Reported(ALL, "1.13.9.1", ("1.13.3.4",), {}, ITSELF)


def test_what_each_worker_has_stored_is_known_to_the_other(service: Service, scanner: Scanner) -> None:
    stored: list[str] = []

    def both_have_some() -> bool:
        stored.append(f"1.14.3.{len(stored)}")
        with scanner.associated(service.port) as association:
            assert store(association, stored[-1]) == [0]
        return len({entry.path.parent for entry in entries(service.folder / "spool")}) == 2

    poll_until(both_have_some, "both workers to have stored", 60)
    with scanner.associated(service.port) as association:
        assert ask(association, "1.14.9.1", *stored) == 0
        assert told(service, scanner) == Reported(ALL, "1.14.9.1", tuple(stored), {}, ITSELF)


def test_a_request_that_was_answered_survives_a_kill(start: Start, scanner: Scanner) -> None:
    service = start()
    with Requestor(service.port) as requestor:
        assert requestor.send(wire.request(CONTEXTS)).unit()[0] == 2
        assert requestor.store(data_set("1.15.3.4"), "1.15.3.4") == 0
        assert requestor.send(asked(command(), information("1.15.9.1", [reference("1.15.3.4")]))).status() == 0
        service.kill()
    assert len(service.owed()) == 1
    following = start()
    assert scanner.report() == Reported(ALL, "1.15.9.1", ("1.15.3.4",), {}, US)
    settled(following)


def test_a_report_that_is_not_taken_comes_again(service: Service, scanner: Scanner) -> None:
    scanner.answer = 0x0110
    with scanner.associated(service.port) as association:
        assert store(association, "1.16.3.4") == [0]
        assert ask(association, "1.16.9.1", "1.16.3.4") == 0
        assert scanner.report() == Reported(ALL, "1.16.9.1", ("1.16.3.4",), {}, ITSELF)
        scanner.answer = 0x0000
        settled(service)
    again = [scanner.report() for _ in range(scanner.reports())]
    assert again != []
    assert [one for one in again if one != Reported(ALL, "1.16.9.1", ("1.16.3.4",), {}, US)] == []


def test_a_peer_that_is_away_is_called_until_it_is_back(start: Start, scanner: Scanner, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    projects = tmp_path / "projects.toml"
    projects.write_text(projects.read_text().replace(str(scanner.port), str(port)))
    service = start()
    with scanner.associated(service.port) as association:
        assert store(association, "1.17.3.4") == [0]
    assert ask_and_leave(service.port, ("1.17.9.1", "1.17.3.4")) == [0]
    poll_until(lambda: b"reports on storage commitments wait" in service.log, "a try in vain", 30)
    with scanner.listening(port):
        assert scanner.report() == Reported(ALL, "1.17.9.1", ("1.17.3.4",), {}, US)


def test_a_peer_without_an_address_is_given_up_when_it_leaves(service: Service) -> None:
    request = ("1.18.9.31415926535", "1.18.3.4")
    assert ask_and_leave(service.port, request, calling=b"STRANGER") == [0]
    poll_until(lambda: b'"bildstrom.reason": "no_address"' in service.log, "the end of it", 30)
    assert service.owed() == []
    assert b"31415926535" not in service.log
    stranger = Scanner("STRANGER")
    with stranger.associated(service.port) as association:
        assert ask(association, "1.18.9.31415926535", "1.18.3.4") == 0
        assert told(service, stranger).failed == {"1.18.3.4": NO_SUCH_INSTANCE}


def test_a_refused_object_is_not_committed(start: Start, scanner: Scanner) -> None:
    service = start("--ack", "replicated", "--ack-seconds", "0.5")
    with scanner.associated(service.port) as association:
        assert store(association, "1.19.3.4") == [0xA700]
        assert ask(association, "1.19.9.1", "1.19.3.4") == 0
        assert told(service, scanner) == Reported(SOME, "1.19.9.1", (), {"1.19.3.4": NO_SUCH_INSTANCE}, ITSELF)


def test_an_unknown_called_title_may_ask_for_nothing(service: Service, scanner: Scanner) -> None:
    with scanner.associated(service.port, "NOBODY") as association:
        assert ask(association, "1.20.9.1", "1.20.3.4") == 0x0124


def test_a_store_may_come_between_a_report_and_its_answer(service: Service) -> None:
    with Requestor(service.port) as requestor:
        assert requestor.send(wire.request(CONTEXTS)).unit()[0] == 2
        assert requestor.send(asked(command(), information("1.21.9.1", [reference("1.21.3.4")]))).status() == 0
        report = [requestor.unit(), requestor.unit()]
        assert [(kind, b"1.21.9.1" in body) for kind, body in report] == [(4, False), (4, True)]
        assert requestor.store(data_set("1.21.3.4"), "1.21.3.4") == 0
        requestor.send(wire.data(wire.value(5, 3, ANSWER)))
        settled(service)
        assert requestor.send(wire.RELEASE).unit()[0] == 6
