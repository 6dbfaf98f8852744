"""A sender that never gives up: what is not acknowledged is sent again, and every answer is noted."""

import threading
import time
from collections.abc import Sequence
from pathlib import Path

from ingest_sets import named, uid
from soak_history import History, Told

from bildstrom.console.send.association import Association, AssociationRefused, NoContext, Peer
from bildstrom.console.send.files import StoredFile, find
from bildstrom.console.send.wire import AssociationLost

PAUSE_SECONDS = 0.02
PER_STUDY = 200
PER_ASSOCIATION = 40  # so that associations begin and end while things are killed


class SoakSender(threading.Thread):
    """Sends study after study, one object at a time, until told to stop; the object in hand is finished.

    Args:
        number: of this sender; its UIDs begin with it.
        templates: files that objects are made of in turn.
    """

    def __init__(
        self, number: int, run: int, peer: Peer, templates: Sequence[bytes], folder: Path, history: History
    ) -> None:
        super().__init__(name=f"sender-{number}", daemon=True)
        self._run_number = run
        self._number = number
        self._peer = peer
        self._templates = templates
        self._path = folder / f"{number}.dcm"
        self._history = history
        self._stop_asked = threading.Event()
        self._sent = 0
        self._acknowledged = True

    def finish(self) -> None:
        """Send nothing new; return when the last object is acknowledged."""
        self._stop_asked.set()
        self.join(120)
        if self.is_alive():
            raise SystemExit("an object was not acknowledged within two minutes")

    def run(self) -> None:
        """Send."""
        while not (self._stop_asked.is_set() and self._acknowledged):
            try:
                self._associate()
            except (OSError, AssociationLost, AssociationRefused, NoContext):
                time.sleep(PAUSE_SECONDS)

    def _associate(self) -> None:
        file = self._next() if self._acknowledged else find([self._path]).files[0]
        with Association.open(self._peer, [file.context]) as association:
            for _ in range(PER_ASSOCIATION):
                status = self._store(association, file)
                self._acknowledged = status == 0x0000
                if not self._acknowledged or self._stop_asked.is_set():
                    return
                file = self._next()

    def _store(self, association: Association, file: StoredFile) -> int | None:
        """Send one object and note what was told."""
        study = self._study()
        try:
            status = association.store(file)
        except AssociationLost:
            self._history.add(Told(study, file.meta.sop_instance, None))
            raise
        self._history.add(Told(study, file.meta.sop_instance, status))
        return status

    def _next(self) -> StoredFile:
        self._sent += 1
        self._acknowledged = False
        template = self._templates[self._sent % len(self._templates)]
        instance = uid(self._run_number, 10_000 + self._number, self._sent)
        self._path.write_bytes(named(template, self._study(), instance))
        return find([self._path]).files[0]

    def _study(self) -> str:
        return uid(self._run_number, 20_000 + self._number, self._sent // PER_STUDY)
