"""Who gets in, who stays in, over real sockets."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from integration.ingest.edge import Edge
from integration.ingest.objects import data_set
from integration.ingest.requestor import Requestor
from polling import poll_until
from spooled import files
from unit.ingest import wire

from bildstrom.ingest.serve.connection import Timeouts
from bildstrom.ingest.spool.draft import MAX_HELD

LISTED = """
[projects.demo]
called_ae_titles = ["BILDSTROM"]
calling_ae_titles = ["SCANNER1"]
networks = ["127.0.0.0/8"]
"""
ELSEWHERE = LISTED.replace("127.0.0.0/8", "10.0.0.0/8")

CALLING, CALLED, FULL, BUSY = (1, 1, 3), (1, 1, 7), (2, 3, 2), (2, 3, 1)


@pytest.fixture
def edges() -> Iterator[list[Edge]]:
    """Edges that the test puts in are stopped at its end."""
    opened: list[Edge] = []
    yield opened
    for edge in opened:
        edge.stop()


def rejection(port: int, **changes: bytes) -> tuple[int, ...]:
    with Requestor(port) as requestor:
        kind, body = requestor.send(wire.request(**changes)).unit()  # type: ignore[arg-type]
        assert kind == 3
        return tuple(body[1:])


@pytest.mark.parametrize(
    ("projects", "titles", "expected"),
    [
        (LISTED, {"calling": b"STRANGER"}, CALLING),
        (LISTED, {"calling": b"${jndi:ldap}"}, CALLING),
        (LISTED, {"calling": b""}, CALLING),
        (LISTED, {"calling": b"SCAN\x1b[31m"}, CALLING),
        (LISTED, {"calling": b"STRANGER", "called": b"NOBODY"}, CALLED),
        (LISTED, {"called": b""}, CALLED),
        (LISTED, {"called": b"A\\B"}, CALLED),
        (ELSEWHERE, {}, CALLING),
    ],
)
def test_who_is_not_listed_is_rejected_for_good(
    edges: list[Edge], tmp_path: Path, projects: str, titles: dict[str, bytes], expected: tuple[int, int, int]
) -> None:
    edges.append(edge := Edge(tmp_path, projects))
    assert rejection(edge.port, **titles) == expected
    assert edge.announced == []


def test_a_listed_source_may_verify_towards_an_unknown_title(edges: list[Edge], tmp_path: Path) -> None:
    edges.append(edge := Edge(tmp_path, LISTED))
    with Requestor(edge.port) as requestor:
        requestor.associate(called=b"NOBODY")
        assert requestor.echo() == 0x0000
        assert requestor.store(data_set(), "1.2.3.4") == 0x0124


def test_associations_are_limited_and_a_listed_source_has_its_places(edges: list[Edge], tmp_path: Path) -> None:
    projects = LISTED + '[projects.open]\ncalled_ae_titles = ["OPEN"]\n'
    edges.append(edge := Edge(tmp_path, projects, limits=(3, 1)))
    with Requestor(edge.port).associate(called=b"OPEN", calling=b"A"), Requestor(edge.port) as second:
        second.associate(called=b"OPEN", calling=b"B")
        assert rejection(edge.port, called=b"OPEN", calling=b"C") == FULL
        with Requestor(edge.port).associate() as listed:
            assert rejection(edge.port) == FULL
            assert listed.echo() == 0x0000
            listed.send(wire.RELEASE).unit()
        poll_until(lambda: _associates(edge.port), "a free place")


def _associates(port: int) -> bool:
    with Requestor(port) as requestor:
        kind, _ = requestor.send(wire.request()).unit()
        return kind == 2


def test_idle_connections_keep_nobody_out(edges: list[Edge], tmp_path: Path) -> None:
    edges.append(edge := Edge(tmp_path, LISTED))
    idle = [Requestor(edge.port) for _ in range(300)]
    with Requestor(edge.port).associate() as requestor:
        assert requestor.echo() == 0x0000
    for connection in idle:
        connection.socket.close()


def test_a_request_that_trickles_in_ends_with_its_timer(edges: list[Edge], tmp_path: Path) -> None:
    edges.append(edge := Edge(tmp_path, timeouts=Timeouts(request=0.3)))
    with Requestor(edge.port) as requestor:
        requestor.send(wire.request()[:20])
        assert requestor.unit() == (0, b"")
    poll_until(lambda: b"request_timeout" in edge.counts.take(), "the count")


def test_an_association_in_which_nothing_happens_is_aborted(edges: list[Edge], tmp_path: Path) -> None:
    edges.append(edge := Edge(tmp_path, timeouts=Timeouts(idle=0.3)))
    with Requestor(edge.port).associate() as requestor:
        assert requestor.unit()[0] == 7


def test_below_the_reserve_only_verification_gets_in(edges: list[Edge], tmp_path: Path) -> None:
    edges.append(edge := Edge(tmp_path))
    edge.spool.reserve_bytes = 1 << 60
    assert rejection(edge.port) == BUSY
    with Requestor(edge.port) as requestor:
        requestor.send(wire.request([(1, wire.VERIFICATION, [wire.IMPLICIT])])).unit()
        assert requestor.echo() == 0x0000
    edge.spool.reserve_bytes = 0
    with Requestor(edge.port).associate() as requestor:
        edge.spool.reserve_bytes = 1 << 60
        assert requestor.store(data_set(), "1.2.3.4") == 0xA700
        edge.spool.reserve_bytes = 0
        assert requestor.store(data_set(), "1.2.3.4") == 0x0000


def test_a_store_that_breaks_off_leaves_nothing_and_is_counted(edges: list[Edge], tmp_path: Path) -> None:
    edges.append(edge := Edge(tmp_path))
    with Requestor(edge.port).associate() as requestor:
        command, large = wire.command(1, sop_instance="1.2.3.4", data_set=True), data_set(comment="x" * 2 * MAX_HELD)
        requestor.send(wire.data(wire.value(3, 3, command)))
        for at in range(0, len(large), 16_000):
            requestor.send(wire.data(wire.value(3, 0, large[at : at + 16_000])))
        poll_until(lambda: files(edge.folder), "a draft")
        requestor.send(wire.ABORT)
        poll_until(lambda: not files(edge.folder), "an empty spool")
    assert edge.announced == []
    poll_until(lambda: b"interrupted" in edge.counts.take(), "the count")


@pytest.mark.parametrize(
    ("messages", "status"),
    [
        (wire.data(wire.value(3, 3, wire.command(1, sop_instance="1.2.3.4"))), 0xC000),
        (wire.data(wire.value(3, 3, wire.command(0x20))), 0x0211),
        (wire.data(wire.value(3, 3, wire.command(0x7777, data_set=True)), wire.value(3, 2, b"x" * 50)), 0x0211),
    ],
)
def test_a_command_that_cannot_be_done_is_answered_with_why(
    edges: list[Edge], tmp_path: Path, messages: bytes, status: int
) -> None:
    edges.append(edge := Edge(tmp_path))
    with Requestor(edge.port).associate() as requestor:
        assert requestor.send(messages).status() == status
        assert requestor.store(data_set(), "1.2.3.4") == 0x0000, "the association goes on"


def test_the_statuses_of_objects(edges: list[Edge], tmp_path: Path) -> None:
    edges.append(edge := Edge(tmp_path, max_object_bytes=100_000))
    with Requestor(edge.port).associate() as requestor:
        assert requestor.store(data_set(), "1.2.3.4", sop_class="1.2.840.10008.5.1.4.1.1.4") == 0x0122
        assert requestor.store(data_set("1.2.3.5"), "1.2.3.4") == 0xA900
        assert requestor.store(data_set(comment="a comment that is cut")[:-4], "1.2.3.4") == 0xB000
        assert requestor.store(data_set() + bytes(200_000), "1.2.3.4") == 0xC000
        assert requestor.store(b"\x00" * 300, "1.2.3.4") == 0xC000
    assert len(edge.announced) == 1
