"""Reports that no association took: the peer is called, again and again with longer pauses, and not for ever."""

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any

from bildstrom.dicom.projects import Projects
from bildstrom.ingest import counts
from bildstrom.ingest.commitment.delivery import Route
from bildstrom.ingest.commitment.judgement import Judge
from bildstrom.ingest.commitment.report import Report
from bildstrom.ingest.commitment.transactions import Transaction, Transactions
from bildstrom.runtime.backoff import delays
from bildstrom.runtime.logs import log

FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 2.0, 600.0
REPORTS_AT_ONCE = 32  # in one association

Deliver = Callable[[Route, Sequence[Report]], list[bool]]


@dataclass(frozen=True, slots=True)
class Reporting:
    """What a reporter works with.

    Attributes:
        deliver: blocks; for each report, whether it was taken.
        patience_seconds: from the request on, until its report is given up.
        pauses: the first and the longest, in seconds.
    """

    transactions: Transactions
    judge: Judge
    deliver: Deliver
    patience_seconds: float
    pauses: tuple[float, float] = (FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS)


class Reporter:
    """Tells peers what is owed to them; one per spool. Methods are called in the event loop."""

    def __init__(self, projects: Projects, reporting: Reporting) -> None:
        self._projects = projects
        self._with = reporting
        self._queues: dict[Route, list[str]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._stopping = threading.Event()

    def use(self, projects: Projects) -> None:
        """Take other projects; what is owed is tried at once where its address has changed."""
        self._projects = projects
        self.recover()

    def recover(self, writer: str = "*") -> None:
        """Take up all that is pending, or what one process has left behind."""
        self._begin(self._recover(writer))

    def add(self, name: str) -> None:
        """Owe the report of a transaction; of one that is owed already, or no more, nothing comes."""
        self._begin(self._take_up(name))

    async def stop(self) -> None:
        """End; what is owed stays for the next start."""
        self._stopping.set()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        if self._stopping.is_set():
            work.close()
            return
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _recover(self, writer: str) -> None:
        for name in await asyncio.to_thread(self._with.transactions.names, writer):
            await self._take_up(name)

    async def _take_up(self, name: str) -> None:
        transaction = await asyncio.to_thread(self._with.transactions.read, name)
        if transaction is None:
            return
        route = self._route(transaction)
        if route is None:
            self._give_up(name, "no_address")
        elif route not in self._queues:
            self._queues[route] = [name]
            self._begin(self._serve(route, self._queues[route]))
        elif name not in self._queues[route]:
            self._queues[route].append(name)

    def _route(self, transaction: Transaction) -> Route | None:
        project = self._projects.by_name(transaction.project)
        peer = project.commitment_peers.get(transaction.peer) if project is not None else None
        if peer is None:
            return None
        return Route(transaction.peer, peer.host, peer.port, transaction.title, peer.authorities)

    async def _serve(self, route: Route, queue: list[str]) -> None:
        pauses = delays(*self._with.pauses)
        while queue:
            some = queue[:REPORTS_AT_ONCE]
            settled = await asyncio.to_thread(self._attempt, route, some)
            # what was refused goes behind the others
            queue[:] = queue[len(some) :] + [name for name in some if name not in settled]
            if settled:
                pauses = delays(*self._with.pauses)
            else:
                pause = next(pauses)
                log.warning("reports on storage commitments wait", count=len(queue), seconds=round(pause, 1))
                await asyncio.sleep(pause)
        del self._queues[route]

    def _attempt(self, route: Route, names: Sequence[str]) -> set[str]:
        """Try once; gives the names of which nothing is owed any more."""
        found = {name: one for name in names if (one := self._with.transactions.read(name)) is not None}
        settled = set(names) - found.keys()
        if self._stopping.is_set() or not found:
            return settled
        delivered = self._delivered(route, list(found.values()))
        for (name, transaction), taken in zip(found.items(), delivered, strict=True):
            if taken:
                self._with.transactions.forget(name)
                counts.commitment("reported_by_association")
            elif time.time() - transaction.requested > self._with.patience_seconds:
                self._give_up(name, "not_taken")
            else:
                continue
            settled.add(name)
        return settled

    def _delivered(self, route: Route, transactions: Sequence[Transaction]) -> list[bool]:
        try:
            return self._with.deliver(route, [self._report(one) for one in transactions])
        except Exception as error:  # noqa: BLE001 - whatever a peer or the ledger does, it is tried again
            log.error("reports on storage commitments failed", **{"error.type": type(error).__name__})
            return [False] * len(transactions)

    def _report(self, transaction: Transaction) -> Report:
        """As it is now: what has become durable since the last try counts."""
        project = self._projects.by_name(transaction.project)
        if project is None:
            raise LookupError
        judged = self._with.judge.judged(project, transaction.action.references)
        return Report(transaction.action.transaction_uid, tuple(judged))

    def _give_up(self, name: str, reason: str) -> None:
        self._with.transactions.forget(name)
        counts.commitment(f"given_up_{reason}")
        log.error("a report on a storage commitment is given up", **{"bildstrom.reason": reason})
