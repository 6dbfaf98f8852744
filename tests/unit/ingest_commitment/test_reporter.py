"""Reports by association: tried until they are taken, given up in the end, one peer in nobody's way."""

import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from polling import poll_until_async
from structlog.testing import capture_logs
from unit.ingest_commitment.actions import ALL_PROJECTS, project, transaction
from unit.ingest_commitment.test_owed_reports import Everything

from bildstrom.dicom.projects_toml import parse_projects
from bildstrom.ingest.commitment.delivery import Route
from bildstrom.ingest.commitment.report import Report
from bildstrom.ingest.commitment.reporter import Reporter, Reporting
from bildstrom.ingest.commitment.transactions import Transactions

SCANNER1 = Route("SCANNER1", "127.0.0.1", 104, "BILDSTROM")
SCANNER2 = Route("SCANNER2", "pacs.example", 11112, "BILDSTROM")
HOUR = 3600.0


class Peers:
    """All peers at once: what they were told, and what they answer.

    Attributes:
        told: route and transaction UID of each report.
        takes: whether a report is taken.
    """

    def __init__(self) -> None:
        self.told: list[tuple[Route, str]] = []
        self.takes: Callable[[Route, str], bool] = lambda _, __: True

    def deliver(self, route: Route, reports: Sequence[Report]) -> list[bool]:
        """One association."""
        self.told += [(route, report.transaction_uid) for report in reports]
        return [self.takes(route, report.transaction_uid) for report in reports]


class Running:
    """A reporter over a folder, as an asynchronous context."""

    def __init__(self, root: Path, patience: float = HOUR) -> None:
        self.transactions, self.peers, self.judge = Transactions(root), Peers(), Everything()
        reporting = Reporting(self.transactions, self.judge, self.peers.deliver, patience, pauses=(0.01, 0.02))
        self.reporter = Reporter(ALL_PROJECTS, reporting)

    async def __aenter__(self) -> "Running":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.reporter.stop()

    def keep(self, uid: str, peer: str = "SCANNER1", requested: float | None = None) -> str:
        """A transaction that was requested now, unless told otherwise."""
        when = time.time() if requested is None else requested
        return self.transactions.keep(transaction(uid, peer=peer, requested=when), project(), "worker-0")

    async def settled(self) -> None:
        """Wait until nothing is owed."""
        await poll_until_async(lambda: self.transactions.names() == [], "nothing owed", 30)


async def test_a_report_is_told_to_the_address_of_who_asked(tmp_path: Path) -> None:
    async with Running(tmp_path) as running:
        running.reporter.add(running.keep("1.2.1"))
        running.reporter.add(running.keep("1.2.2", peer="SCANNER2"))
        await running.settled()
    assert sorted(running.peers.told, key=str) == [(SCANNER1, "1.2.1"), (SCANNER2, "1.2.2")]


async def test_what_an_earlier_process_left_is_told(tmp_path: Path) -> None:
    async with Running(tmp_path) as running:
        for number in range(40):
            running.keep(f"1.2.{number}")
        running.reporter.recover()
        await running.settled()
    assert sorted(uid for _, uid in running.peers.told) == sorted(f"1.2.{number}" for number in range(40))


async def test_it_is_tried_again_until_it_is_taken(tmp_path: Path) -> None:
    async with Running(tmp_path) as running:
        running.peers.takes = lambda _, __: len(running.peers.told) > 3
        running.reporter.add(running.keep("1.2.1"))
        await running.settled()
    assert running.peers.told == [(SCANNER1, "1.2.1")] * 4


async def test_a_peer_that_is_away_is_in_nobodys_way_nor_is_a_report_that_is_refused(tmp_path: Path) -> None:
    async with Running(tmp_path) as running:
        running.peers.takes = lambda route, uid: route == SCANNER1 and uid != "1.2.1"
        names = [running.keep(f"1.2.{number}") for number in (1, 2, 3)]
        away = running.keep("1.2.4", peer="SCANNER2")
        running.reporter.add(away)
        running.reporter.recover()
        await poll_until_async(lambda: set(running.transactions.names()) == {names[0], away}, "the others", 30)


async def test_it_is_given_up_loudly_when_patience_ends(tmp_path: Path) -> None:
    with capture_logs() as logs:
        async with Running(tmp_path, patience=HOUR) as running:
            running.peers.takes = lambda _, __: False
            running.reporter.add(running.keep("1.2.31415926535", requested=time.time() - HOUR - 1))
            await running.settled()
    assert running.peers.told == [(SCANNER1, "1.2.31415926535")], "it is tried a last time"
    assert [one for one in logs if one["log_level"] == "error"] == [
        {
            "event": "a report on a storage commitment is given up",
            "log_level": "error",
            "bildstrom.reason": "not_taken",
        }
    ]
    assert "31415926535" not in str(logs)


async def test_without_an_address_it_is_given_up_at_once(tmp_path: Path) -> None:
    with capture_logs() as logs:
        async with Running(tmp_path) as running:
            running.reporter.add(running.keep("1.2.1", peer="STRANGER"))
            await running.settled()
    assert running.peers.told == []
    assert [one["bildstrom.reason"] for one in logs] == ["no_address"]


async def test_a_new_address_is_tried_at_once(tmp_path: Path) -> None:
    async with Running(tmp_path) as running:
        running.peers.takes = lambda route, _: route.port == 105
        running.reporter.add(running.keep("1.2.1"))
        await poll_until_async(lambda: running.peers.told, "a first try", 30)
        text = '[projects.demo]\ncalled_ae_titles = ["BILDSTROM"]\n[projects.demo.commitment_peers.SCANNER1]\n'
        running.reporter.use(parse_projects(text + 'host = "127.0.0.1"\nport = 105\n', {"demo": bytes(range(32))}))
        await running.settled()
    assert running.peers.told[-1] == (Route("SCANNER1", "127.0.0.1", 105, "BILDSTROM"), "1.2.1")


async def test_a_transaction_that_is_told_of_twice_is_reported_once(tmp_path: Path) -> None:
    async with Running(tmp_path) as running:
        name = running.keep("1.2.1")
        for _ in range(5):
            running.reporter.add(name)
        await running.settled()
        running.reporter.add(name)
    assert running.peers.told == [(SCANNER1, "1.2.1")]


async def test_what_cannot_be_judged_or_delivered_is_tried_again(tmp_path: Path) -> None:
    async with Running(tmp_path) as running:
        running.judge.error = OSError()

        def takes(_: Route, __: str) -> bool:
            if len(running.peers.told) < 2:
                raise RuntimeError
            return True

        running.peers.takes = takes
        with capture_logs() as logs:
            running.reporter.add(running.keep("1.2.1"))
            await poll_until_async(lambda: [one for one in logs if one.get("error.type") == "OSError"], "a try", 30)
            running.judge.error = None
            await running.settled()
    assert {one["error.type"] for one in logs if "error.type" in one} == {"OSError", "RuntimeError"}


async def test_what_is_owed_when_the_service_stops_stays(tmp_path: Path) -> None:
    refused = threading.Event()

    def refuse(_: Route, __: str) -> bool:
        refused.set()
        return False

    async with Running(tmp_path) as running:
        running.peers.takes = refuse
        name = running.keep("1.2.1")
        running.reporter.add(name)
        await poll_until_async(refused.is_set, "a try", 30)
    assert running.transactions.names() == [name]
