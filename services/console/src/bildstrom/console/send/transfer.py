"""Sends files over several associations at a time, with bounded retries."""

import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from bildstrom.console.send import statuses
from bildstrom.console.send.association import Association, AssociationRefused, NoContext, Peer
from bildstrom.console.send.files import StoredFile
from bildstrom.console.send.pdus import MAX_CONTEXTS, Context
from bildstrom.console.send.wire import AssociationLost

# A receiver without space or a broker gets about 16 s to recover; then the sender gives up on the object.
BACKOFFS_S = (0.5, 1.0, 2.0, 4.0, 8.0)

Outcome = tuple[StoredFile, str]


@dataclass(slots=True)
class Transfer:
    """One run of sending.

    Attributes:
        on_outcome: called once per file, from several threads, with the outcome's word (a hex status or a reason).
        backoffs_s: waiting times before each repetition of an object or of an association.
        stop: set it and every association ends after the object in hand.
    """

    peer: Peer
    on_outcome: Callable[[StoredFile, str], None]
    backoffs_s: Sequence[float] = BACKOFFS_S
    stop: threading.Event = field(default_factory=threading.Event)

    def send(self, files: Sequence[StoredFile], associations: int) -> None:
        """Send all files; returns when each has had its outcome.

        Raises:
            OSError: nobody listens there.
            AssociationRefused: for good, or every time.
        """
        for contexts, members in by_contexts(files):
            waiting = deque(members)
            workers = max(1, min(associations, len(waiting)))
            with ThreadPoolExecutor(workers) as pool:
                runs = [pool.submit(self._work, waiting, contexts) for _ in range(workers)]
                try:
                    errors = [error for run in runs if (error := run.result()) is not None]
                except BaseException:
                    self.stop.set()
                    raise
            if waiting and errors:
                raise errors[0]

    def _work(self, waiting: deque[StoredFile], contexts: Sequence[Context]) -> Exception | None:
        """One association after the other, until nothing is waiting; returns why none could be opened any more."""
        losses = 0
        while waiting and not self.stop.is_set():
            try:
                association = self._open(contexts, again=losses > 0)
            except (OSError, AssociationLost, AssociationRefused) as error:
                return error
            with association:
                lost = self._store_all(association, waiting)
            if lost is None:
                break
            losses += 1
            if losses <= len(self.backoffs_s):
                waiting.appendleft(lost)
                self.stop.wait(self.backoffs_s[losses - 1])
            else:
                losses = 1
                self.on_outcome(lost, statuses.LOST)
        return None

    def _store_all(self, association: Association, waiting: deque[StoredFile]) -> StoredFile | None:
        """Store what waits; returns the file during which the association was lost."""
        while not self.stop.is_set():
            try:
                file = waiting.popleft()
            except IndexError:
                return None
            try:
                self.on_outcome(file, self._store(association, file))
            except NoContext:
                self.on_outcome(file, statuses.NO_CONTEXT)
            except AssociationLost:
                association.abort()
                return file
        return None

    def _store(self, association: Association, file: StoredFile) -> str:
        status = association.store(file)
        for backoff in self.backoffs_s:
            if not statuses.transient(status) or self.stop.wait(backoff):
                break
            status = association.store(file)
        return statuses.word(status)

    def _open(self, contexts: Sequence[Context], *, again: bool) -> Association:
        """Open an association; only a receiver that was there before is waited for when nobody listens."""
        for backoff in self.backoffs_s:
            try:
                return Association.open(self.peer, contexts)
            except AssociationRefused as error:
                if not error.rejected.transient:
                    raise
            except AssociationLost:
                pass
            except OSError:
                if not again:
                    raise
            self.stop.wait(backoff)
        return Association.open(self.peer, contexts)


def by_contexts(files: Iterable[StoredFile]) -> list[tuple[list[Context], list[StoredFile]]]:
    """Files in groups that one association can carry: at most 128 presentation contexts (PS3.8 section 9.3.2.2)."""
    members: dict[Context, list[StoredFile]] = {}
    for file in files:
        members.setdefault(file.context, []).append(file)
    contexts = list(members)
    groups = []
    for start in range(0, len(contexts), MAX_CONTEXTS):
        group = contexts[start : start + MAX_CONTEXTS]
        groups.append((group, [file for context in group for file in members[context]]))
    return groups
