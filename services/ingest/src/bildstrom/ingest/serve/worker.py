"""A worker process: accepts on the socket that it inherits, stores into its own folder of the spool, tells the parent.

It ends when the parent asks it to drain, and at once when the parent is gone. Signals are the parent's business.
"""

import os
import signal
import socket
import sys
import threading
from dataclasses import asdict, dataclass
from pathlib import Path

from pydantic import TypeAdapter

from bildstrom.ingest import projects
from bildstrom.ingest.commitment.action import PUSH_MODEL
from bildstrom.ingest.commitment.commitments import Commitments
from bildstrom.ingest.commitment.judgement import Judge, sources_of
from bildstrom.ingest.commitment.ledger import FILE, Ledger
from bildstrom.ingest.commitment.transactions import Transactions
from bildstrom.ingest.counts import Counts
from bildstrom.ingest.dialogue import Surroundings
from bildstrom.ingest.gate import Gate
from bildstrom.ingest.places import Places
from bildstrom.ingest.replication import Replication
from bildstrom.ingest.serve.channel import COUNTS, DRAIN, ENTRY, MAX_MESSAGE, OWED, READY, RELAYED, RELOAD, tell
from bildstrom.ingest.serve.connection import Timeouts
from bildstrom.ingest.serve.listener import Listener
from bildstrom.ingest.serve.secure import security_of
from bildstrom.ingest.settings import IngestSettings
from bildstrom.ingest.spool.folder import Spool
from bildstrom.ingest.storing import Storage
from bildstrom.ingest.ul.negotiation import Capabilities
from bildstrom.runtime.logs import log, start_logging
from bildstrom.runtime.tracing import start_tracing

COUNTS_SECONDS = 1.0
DRAIN_TICK_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Inherited:
    """What a worker gets from its parent, as JSON in its arguments.

    Attributes:
        index: of this worker, from 0.
        folder: of the spool that is its own.
        listening, secure_listening, channel, places: descriptors; -1 for none.
        settings: of the service.
    """

    index: int
    folder: str
    listening: int
    secure_listening: int
    channel: int
    places: int
    settings: dict[str, object]


def encode(inherited: Inherited) -> str:
    """For the arguments of a worker."""
    return TypeAdapter(dict[str, object]).dump_json(asdict(inherited)).decode()


class Worker:
    """The process."""

    def __init__(self, inherited: Inherited) -> None:
        settings = IngestSettings.model_validate(inherited.settings)
        self._settings = settings
        self._channel = socket.socket(fileno=inherited.channel)
        self._listening = socket.socket(fileno=inherited.listening)
        self._security = security_of(settings)
        self._secure = socket.socket(fileno=inherited.secure_listening) if self._security is not None else None
        self._counts = Counts()
        spool = Spool(Path(inherited.folder), settings.spool_reserve_bytes)
        places = Places(inherited.places, inherited.index, settings.max_associations, settings.reserved_associations)
        self._gate = Gate(projects.read(settings), places, spool)
        commitments = self._commitments(Path(inherited.folder))
        self._replication = Replication(self._announce, settings.seconds_to_replicate)
        storage = Storage(spool, self._replication.ensure, settings.max_object_bytes)
        self._listener = Listener(
            Surroundings(self._gate.decide, self._gate.left, storage, self._counts, commitments),
            Capabilities(settings.accept_private_classes, frozenset({PUSH_MODEL})),
            Timeouts(settings.artim_seconds, settings.idle_seconds),
            ended=self._counts.association,
        )

    def run(self) -> None:
        """Serve until the parent says otherwise."""
        tracing = start_tracing("ingest", self._settings.otlp)
        threading.Thread(target=self._listener.listen, args=(self._listening,), daemon=True).start()
        if self._secure is not None:
            threading.Thread(target=self._listener.listen, args=(self._secure, self._security), daemon=True).start()
        tell(self._channel, READY)
        self._channel.settimeout(COUNTS_SECONDS)
        while (message := self._told()) != DRAIN:
            self._take(message)
        self._drain()
        self._report()
        tracing.shutdown()

    def _take(self, message: bytes) -> None:
        if message == RELOAD:
            self._reload()
        elif message[:1] == RELAYED:
            self._replication.confirm(message[1:].decode().split("\n"))

    def _drain(self) -> None:
        """Objects in hand may still have to wait for the parent's word."""
        self._gate.draining = True
        draining = threading.Thread(target=self._listener.drain, args=(self._settings.drain_seconds,))
        draining.start()
        self._channel.settimeout(DRAIN_TICK_SECONDS)
        while draining.is_alive():
            self._take(self._told())

    def _told(self) -> bytes:
        try:
            message = self._channel.recv(MAX_MESSAGE)
        except TimeoutError:
            self._report()
            return b""
        if not message:
            os._exit(1)  # the parent is gone, and with it whoever would announce what is stored from now on
        return message

    def _announce(self, name: str) -> None:
        tell(self._channel, ENTRY + name.encode())

    def _owe(self, name: str) -> None:
        tell(self._channel, OWED + name.encode())

    def _commitments(self, folder: Path) -> Commitments:
        root = folder.parent
        judge = Judge(sources_of(root, Ledger(root / FILE), self._settings.seconds_to_replicate is not None))
        return Commitments(Transactions(root), folder.name, judge, self._owe, self._counts)

    def _report(self) -> None:
        if counts := self._counts.take():
            tell(self._channel, COUNTS + counts)

    def _reload(self) -> None:
        try:
            self._gate.projects = projects.read(self._settings)
            if self._security is not None:
                self._security.reload()
        except (projects.Unusable, OSError) as error:
            log.error("what was read again cannot be used", **{"error.type": type(error).__name__})


def main() -> None:
    """Run the worker that the arguments describe."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    inherited = TypeAdapter(Inherited).validate_json(sys.argv[1])
    start_logging("ingest", str(inherited.settings["log_level"]))
    Worker(inherited).run()


if __name__ == "__main__":
    main()
