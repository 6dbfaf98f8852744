"""Storage commitment in one association: the request is made durable, and its report goes to a peer that waits."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from bildstrom.ingest import dimse
from bildstrom.ingest.arrivals import Arrival
from bildstrom.ingest.commitment.action import PUSH_MODEL, WELL_KNOWN_INSTANCE, Action
from bildstrom.ingest.commitment.judgement import Judge
from bildstrom.ingest.commitment.report import Report
from bildstrom.ingest.commitment.transactions import Transaction, Transactions
from bildstrom.ingest.counts import Counts
from bildstrom.ingest.ul.negotiation import Context
from bildstrom.runtime.logs import log


@dataclass(frozen=True, slots=True)
class Commitments:
    """What all associations of a process share.

    Attributes:
        writer: the folder of transactions of this process.
        hand_over: is told the name of each transaction whose report its association did not take.
    """

    transactions: Transactions
    writer: str
    judge: Judge
    hand_over: Callable[[str], None]
    counts: Counts


@dataclass(frozen=True, slots=True)
class _Owed:
    """Read again when its turn comes: what waits costs no memory, however much was asked for."""

    name: str
    context: Context


@dataclass(frozen=True, slots=True)
class Request:
    """An N-EVENT-REPORT to send."""

    context_id: int
    command_set: bytes
    data_set: bytes


class OwedReports:
    """The reports that one association's peer may wait for, one under way at a time.

    Args:
        title: AE title that the peer has called.
    """

    def __init__(self, commitments: Commitments, arrival: Arrival, title: str) -> None:
        self._with = commitments
        self._project = arrival.project
        self._peer = arrival.source
        self._title = title
        self._waiting: deque[_Owed] = deque()
        self._under_way: _Owed | None = None
        self._message_id = 0

    def accept(self, action: Action, context: Context) -> None:
        """Make a transaction durable, and owe its report.

        Raises:
            Refused, OSError: it is not kept.
        """
        transaction = Transaction(self._project.name, self._peer, self._title, time.time(), action)
        name = self._with.transactions.keep(transaction, self._project, self._with.writer)
        if all(one.name != name for one in (*self._waiting, self._under_way) if one is not None):
            self._waiting.append(_Owed(name, context))

    def next(self) -> Request | None:
        """What to send to a peer that waits; None while a report is under way, or when none is owed."""
        while self._under_way is None and self._waiting:
            owed = self._waiting.popleft()
            report = self._report(owed.name)
            if report is not None:
                self._under_way = owed
                self._message_id = self._message_id % 0xFFFF + 1
                command = dimse.event_report(self._message_id, PUSH_MODEL, WELL_KNOWN_INSTANCE, report.event_type)
                return Request(owed.context.id, command, report.encoded(owed.context.transfer_syntax))
        return None

    def take(self, response: dimse.Command) -> bool:
        """The peer responds; False when that answers nothing."""
        owed = self._under_way
        if owed is None or response.field != dimse.EVENT_REPORT | dimse.RESPONSE:
            return False
        if response.message_id != self._message_id or response.has_data_set:
            return False
        self._under_way = None
        if response.status == dimse.Status.SUCCESS:
            self._with.transactions.forget(owed.name)
            self._with.counts.commitment("reported")
        else:
            self._with.counts.commitment("report_refused")
            self._with.hand_over(owed.name)
        return True

    def end(self) -> None:
        """The association is over: hand over what it did not take; twice is fine."""
        left = [*([self._under_way] if self._under_way else []), *self._waiting]
        self._under_way = None
        self._waiting.clear()
        for owed in left:
            self._with.hand_over(owed.name)

    def _report(self, name: str) -> Report | None:
        """None where nothing is owed any more, or it is not to be had now."""
        try:
            transaction = self._with.transactions.read(name)
            if transaction is None:
                return None
            action = transaction.action
            return Report(action.transaction_uid, tuple(self._with.judge.judged(self._project, action.references)))
        except Exception as error:  # noqa: BLE001 - whatever it is, the report is still owed, and another process tries
            log.error("a storage commitment cannot be judged now", **{"error.type": type(error).__name__})
            self._with.hand_over(name)
            return None
