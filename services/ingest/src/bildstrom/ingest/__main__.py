"""Ingest, the edge: accepts DICOM objects, makes each durable, answers, and announces it as ``instance.received``."""

import asyncio
import signal
import socket
import sqlite3
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from bildstrom.dicom.projects import Projects
from bildstrom.ingest import projects
from bildstrom.ingest.commitment import ledger
from bildstrom.ingest.commitment.delivery import ClientCertificate, deliver
from bildstrom.ingest.commitment.judgement import Judge, sources_of
from bildstrom.ingest.commitment.reporter import Deliver, Reporter, Reporting
from bildstrom.ingest.commitment.transactions import Transactions
from bildstrom.ingest.relay import Relay
from bildstrom.ingest.replication import Replication
from bildstrom.ingest.serve.listener import open_listening_socket
from bildstrom.ingest.serve.secure import security_of
from bildstrom.ingest.serve.supervisor import Supervisor
from bildstrom.ingest.settings import IngestSettings
from bildstrom.ingest.spool import key
from bildstrom.ingest.spool.key import SpoolKeyLost
from bildstrom.ingest.spool.lock import SpoolInUse
from bildstrom.ingest.spool.outbox import Outbox
from bildstrom.ingest.stow.server import StowServer
from bildstrom.ingest.stowing import stow_server
from bildstrom.runtime.kafka import KafkaPublisher
from bildstrom.runtime.logs import log
from bildstrom.runtime.service import Process, running
from bildstrom.runtime.settings import load
from bildstrom.runtime.stores import open_store

PRUNE_SECONDS = 6 * 3600.0


@dataclass(frozen=True, slots=True)
class Opened:
    """What a start needs, found to be in order."""

    projects: Projects
    outbox: Outbox
    listening: list[socket.socket]
    ledger: ledger.LedgerWriter


def opened(settings: IngestSettings) -> Opened:
    """Open projects, spool and sockets; exits with what to correct."""
    try:
        known = projects.read(settings)
        security_of(settings)
        ports = [settings.dicom_port] if settings.tls_port is None else [settings.dicom_port, settings.tls_port]
        outbox = Outbox(settings.spool)
        listening = [open_listening_socket(settings.dicom_host, at) for at in ports]
        return Opened(known, outbox, listening, ledger.LedgerWriter(settings.spool / ledger.FILE))
    except (projects.Unusable, SpoolInUse, SpoolKeyLost, OSError, sqlite3.Error) as error:
        raise SystemExit(f"bildstrom ingest: {_explained(error)}") from None


class Edge:
    """The parts of the service, wired."""

    def __init__(self, settings: IngestSettings, found: Opened) -> None:
        self._settings = settings
        self._found = found
        self._projects = found.projects
        self._publisher = KafkaPublisher(settings.kafka, f"ingest-{settings.replica}")
        self._replication = Replication(self._announce, settings.seconds_to_replicate)
        self._relay = Relay(
            found.outbox, open_store(settings.objects), self._publisher, found.ledger.record, self._confirm
        )
        replicated = settings.seconds_to_replicate is not None
        judge = Judge(sources_of(settings.spool, ledger.Ledger(settings.spool / ledger.FILE), replicated))
        self._transactions = Transactions(settings.spool)
        patience = settings.commitment_hours * 3600
        self._reporter = Reporter(found.projects, Reporting(self._transactions, judge, _deliver(settings), patience))
        self._supervisor = Supervisor(settings, found.listening, found.outbox, self._relay.add, self._reporter)
        self._stow: StowServer | None = None
        self._stow_lost = asyncio.Event()
        self._loop = asyncio.get_running_loop()

    async def run(self, process: Process) -> None:
        """Accept until told to stop; what the relay has not moved by then waits for the next start."""
        for name in await asyncio.to_thread(self._found.outbox.recover):
            self._relay.add(name)
        self._transactions.tidy()
        self._reporter.recover()
        self._stow = self._started_stow()
        self._loop.add_signal_handler(signal.SIGHUP, self._reload)
        port = self._found.listening[0].getsockname()[1]
        pruning = self._loop.create_task(self._prune_regularly())
        try:
            await self._serve(process, lambda: log.info("accepting DICOM associations", port=port))
        finally:
            pruning.cancel()
            await self._publisher.stop()
            for item in self._found.listening:
                item.close()
            self._found.ledger.close()
            self._found.outbox.close()

    async def _serve(self, process: Process, started: Callable[[], None]) -> None:
        done = asyncio.Event()
        lost = asyncio.create_task(self._stow_lost.wait())
        accepting = asyncio.create_task(self._supervisor.run(started))
        relaying = asyncio.create_task(self._relay.run(done))
        stopping = asyncio.create_task(process.stop.wait())
        await asyncio.wait({relaying, stopping, accepting, lost}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        lost.cancel()
        await self._reporter.stop()
        self._supervisor.stop()
        if self._stow is not None:
            await asyncio.to_thread(self._stow.stop)
        await accepting
        done.set()
        await relaying
        if self._stow_lost.is_set():
            raise SystemExit("bildstrom ingest: STOW-RS has ended; its log says why. Start the service again")

    def _started_stow(self) -> StowServer | None:
        settings = self._settings
        if settings.stow_port is None:
            return None
        try:
            server = stow_server(settings, self._projects, self._found.outbox, self._replication)
            log.info(
                "accepting STOW-RS requests", port=server.start(settings.stow_host, settings.stow_port, self._lose_stow)
            )
        except (OSError, ValueError) as error:
            raise SystemExit(f"bildstrom ingest: {type(error).__name__}; see stow_* and tls_* in --help") from None
        return server

    def _lose_stow(self) -> None:
        """A service that silently serves half of what it was told would be noticed by nobody."""
        self._loop.call_soon_threadsafe(self._stow_lost.set)

    def _announce(self, name: str) -> None:
        """Of STOW-RS; called from threads."""
        self._loop.call_soon_threadsafe(self._relay.add, name)

    def _confirm(self, names: Sequence[str]) -> None:
        if self._settings.seconds_to_replicate is not None:
            self._replication.confirm(names)
            self._supervisor.confirm(names)

    def _reload(self) -> None:
        try:
            known = projects.read(self._settings)
        except projects.Unusable as error:
            log.error("the projects cannot be used; the former ones stay")
            print(f"bildstrom ingest: {error}", file=sys.stderr)  # names settings, and nothing of a patient
            return
        self._projects = known
        self._supervisor.reload()
        self._reporter.use(known)
        if self._stow is not None:
            self._stow.use(known)
            try:
                self._stow.reload()
            except OSError as error:
                log.error(
                    "the certificate cannot be used; the former one stays", **{"error.type": type(error).__name__}
                )
        log.info("projects read again")

    async def _prune_regularly(self) -> None:
        while True:
            await asyncio.to_thread(self._found.ledger.prune, self._projects)
            await asyncio.sleep(PRUNE_SECONDS)


async def serve(settings: IngestSettings) -> None:
    """Run the service."""
    edge = Edge(settings, opened(settings))
    async with running("ingest", settings) as process:
        await edge.run(process)


def _deliver(settings: IngestSettings) -> Deliver:
    certificate, key = settings.tls_certificate, settings.tls_key
    shown = ClientCertificate(certificate, key) if certificate is not None and key is not None else None
    return partial(deliver, shown=shown)


def _explained(error: Exception) -> str:
    if isinstance(error, SpoolInUse):
        return "another process uses the spool; give each its own with --spool"
    if isinstance(error, SpoolKeyLost):
        return f"the spool holds objects but not its file {key.FILE}: put that back, or move the spool's folder away"
    if isinstance(error, sqlite3.Error):
        return f"{type(error).__name__}; {ledger.FILE} in the spool cannot be used: move it away, a new one is made"
    if isinstance(error, OSError):
        return f"{error.strerror}; see dicom_host, dicom_port, tls_* and spool in --help"
    return str(error)


def main() -> None:
    """Read the settings and serve."""
    asyncio.run(serve(load(IngestSettings, "ingest")))


if __name__ == "__main__":
    main()
