"""Storage commitment over real sockets: who is told, where, and of what."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from integration.ingest.service import PROJECTS, Service
from integration.ingest_commitment.requestor import Reported, Scanner, ask, store

NO_SUCH_INSTANCE, CLASS_CONFLICT = 0x0112, 0x0119  # PS3.3 table C.14-1
ALL, SOME = 1, 2  # event types, PS3.4 J.3.3.1


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    running = Service(tmp_path)
    yield running
    running.kill()


def test_who_waits_hears_of_it_on_the_association_it_has_asked_on(service: Service) -> None:
    scanner = Scanner()
    with scanner.associated(service.port) as association:
        assert store(association, "1.2.3.4", "1.2.3.5") == [0, 0]
        assert ask(association, "1.2.9.1", "1.2.3.4", "1.2.3.5") == 0
        assert scanner.report() == Reported(ALL, "1.2.9.1", ("1.2.3.4", "1.2.3.5"), {}, "SCANNER1")
        assert ask(association, "1.2.9.2", "1.2.3.4", "1.2.3.6") == 0
        assert scanner.report() == Reported(SOME, "1.2.9.2", ("1.2.3.4",), {"1.2.3.6": NO_SUCH_INSTANCE}, "SCANNER1")
    assert service.stop() == 0


def test_who_has_left_is_called(service: Service) -> None:
    scanner = Scanner()
    with scanner.listening() as port:
        service.projects.write_text(
            f'{PROJECTS}[projects.demo.commitment_peers.SCANNER1]\nhost = "127.0.0.1"\nport = {port}\n'
        )
        service.reload()
        with scanner.associated(service.port) as association:
            assert store(association, "1.2.3.4") == [0]
            assert ask(association, "1.2.9.1", "1.2.3.4") == 0
        assert scanner.report() == Reported(ALL, "1.2.9.1", ("1.2.3.4",), {}, "BILDSTROM")
    assert service.stop() == 0
