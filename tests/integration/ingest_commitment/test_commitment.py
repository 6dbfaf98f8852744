"""Storage commitment over real sockets: who is told, where, and of what; through crashes of either side."""

import socket
from pathlib import Path

from integration.ingest.service import Service
from integration.ingest_commitment.conftest import Start
from integration.ingest_commitment.requestor import Reported, Scanner, ask, store
from polling import poll_until

NO_SUCH_INSTANCE, CLASS_CONFLICT = 0x0112, 0x0119  # PS3.3 table C.14-1
ALL, SOME = 1, 2  # event types, PS3.4 J.3.3.1
ITSELF, US = "SCANNER1", "BILDSTROM"  # who has opened the association that a report came on
MR = "1.2.840.10008.5.1.4.1.1.4"


def test_who_waits_hears_of_it_on_the_association_it_has_asked_on(service: Service, scanner: Scanner) -> None:
    with scanner.associated(service.port) as association:
        assert store(association, "1.2.3.4", "1.2.3.5") == [0, 0]
        assert ask(association, "1.2.9.1", "1.2.3.4", "1.2.3.5") == 0
        assert scanner.report() == Reported(ALL, "1.2.9.1", ("1.2.3.4", "1.2.3.5"), {}, ITSELF)
        assert ask(association, "1.2.9.2", "1.2.3.4", "1.2.3.6") == 0
        assert scanner.report() == Reported(SOME, "1.2.9.2", ("1.2.3.4",), {"1.2.3.6": NO_SUCH_INSTANCE}, ITSELF)
        assert ask(association, "1.2.9.3", "1.2.3.4", sop_class=MR) == 0
        assert scanner.report() == Reported(SOME, "1.2.9.3", (), {"1.2.3.4": CLASS_CONFLICT}, ITSELF)
        assert store(association, "1.2.3.6") == [0]
    assert service.stop() == 0
    assert (service.owed(), scanner.reports()) == ([], 0)


def test_who_has_left_is_called_and_told_in_the_role_of_an_scp(service: Service, scanner: Scanner) -> None:
    with scanner.associated(service.port) as association:
        assert store(association, "1.2.3.4") == [0]
        assert ask(association, "1.2.9.1", "1.2.3.4") == 0
        assert ask(association, "1.2.9.2", "1.2.3.5") == 0
        assert ask(association, "1.2.9.1", "1.2.3.4") == 0
    assert sorted([scanner.report(), scanner.report()], key=lambda one: one.transaction) == [
        Reported(ALL, "1.2.9.1", ("1.2.3.4",), {}, US),
        Reported(SOME, "1.2.9.2", (), {"1.2.3.5": NO_SUCH_INSTANCE}, US),
    ]
    poll_until(lambda: service.owed() == [], "nothing to be owed any more", 30)
    assert service.stop() == 0
    assert scanner.reports() == 0


def test_what_another_project_has_is_not_committed(service: Service, scanner: Scanner) -> None:
    with scanner.associated(service.port, "OTHER") as association:
        assert store(association, "1.2.3.4") == [0]
    with scanner.associated(service.port) as association:
        assert ask(association, "1.2.9.1", "1.2.3.4") == 0
        assert scanner.report() == Reported(SOME, "1.2.9.1", (), {"1.2.3.4": NO_SUCH_INSTANCE}, ITSELF)
    with scanner.associated(service.port, "OTHER") as association:
        assert ask(association, "1.2.9.1", "1.2.3.4") == 0
    assert scanner.report() == Reported(ALL, "1.2.9.1", ("1.2.3.4",), {}, "OTHER")


def test_what_each_worker_has_stored_is_known_to_the_other(service: Service, scanner: Scanner) -> None:
    stored: list[str] = []

    def both_have_some() -> bool:
        stored.append(f"1.2.3.{len(stored)}")
        with scanner.associated(service.port) as association:
            assert store(association, stored[-1]) == [0]
        return len({path.parent for path in (service.folder / "spool").glob("*/*.event")}) == 2

    poll_until(both_have_some, "both workers to have stored", 60)
    with scanner.associated(service.port) as association:
        assert ask(association, "1.2.9.1", *stored) == 0
        assert scanner.report() == Reported(ALL, "1.2.9.1", tuple(stored), {}, ITSELF)


def test_a_request_that_was_answered_survives_a_kill(start: Start, scanner: Scanner) -> None:
    service = start()
    scanner.answer = 0x0110  # should a report come that early
    with scanner.associated(service.port) as association:
        assert store(association, "1.2.3.4") == [0]
        assert ask(association, "1.2.9.1", "1.2.3.4") == 0
        service.kill()
        assert len(service.owed()) == 1
    while scanner.reports():
        scanner.report()
    scanner.answer = 0x0000
    following = start()
    assert scanner.report() == Reported(ALL, "1.2.9.1", ("1.2.3.4",), {}, US)
    poll_until(lambda: following.owed() == [], "nothing to be owed any more", 30)


def test_a_report_that_is_not_taken_comes_again(service: Service, scanner: Scanner) -> None:
    scanner.answer = 0x0110
    expected = Reported(ALL, "1.2.9.1", ("1.2.3.4",), {}, ITSELF)
    with scanner.associated(service.port) as association:
        assert store(association, "1.2.3.4") == [0]
        assert ask(association, "1.2.9.1", "1.2.3.4") == 0
        assert scanner.report() == expected
        assert scanner.report().calling == US
        scanner.answer = 0x0000
        assert scanner.report().calling == US
    poll_until(lambda: service.owed() == [], "nothing to be owed any more", 30)


def test_a_peer_that_is_away_is_called_until_it_is_back(start: Start, scanner: Scanner, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    projects = tmp_path / "projects.toml"
    projects.write_text(projects.read_text().replace(str(scanner.port), str(port)))
    service = start()
    with scanner.associated(service.port) as association:
        assert store(association, "1.2.3.4") == [0]
        assert ask(association, "1.2.9.1", "1.2.3.4") == 0
    poll_until(lambda: b"reports on storage commitments wait" in service.log, "a try in vain", 30)
    with scanner.listening(port):
        assert scanner.report() == Reported(ALL, "1.2.9.1", ("1.2.3.4",), {}, US)


def test_a_peer_without_an_address_is_given_up_when_it_leaves(service: Service) -> None:
    stranger = Scanner("STRANGER")
    with stranger.associated(service.port) as association:
        assert ask(association, "1.2.9.31415926535", "1.2.3.4") == 0
    poll_until(lambda: b'"bildstrom.reason": "no_address"' in service.log, "the end of it", 30)
    assert service.owed() == []
    assert b"31415926535" not in service.log
    with stranger.associated(service.port) as association:
        assert ask(association, "1.2.9.31415926535", "1.2.3.4") == 0
        assert stranger.report().failed == {"1.2.3.4": NO_SUCH_INSTANCE}


def test_a_refused_object_is_not_committed(start: Start, scanner: Scanner) -> None:
    service = start("--ack", "replicated", "--ack-seconds", "0.5")
    with scanner.associated(service.port) as association:
        assert store(association, "1.2.3.4") == [0xA700]
        assert ask(association, "1.2.9.1", "1.2.3.4") == 0
        assert scanner.report() == Reported(SOME, "1.2.9.1", (), {"1.2.3.4": NO_SUCH_INSTANCE}, ITSELF)


def test_an_unknown_called_title_may_ask_for_nothing(service: Service, scanner: Scanner) -> None:
    with scanner.associated(service.port, "NOBODY") as association:
        assert ask(association, "1.2.9.1", "1.2.3.4") == 0x0124
