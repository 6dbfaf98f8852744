"""Ingest, the edge: accepts DICOM objects, makes each durable, answers, and announces it as ``instance.received``."""

import asyncio
import signal
import socket
from collections.abc import Callable
from dataclasses import dataclass

from bildstrom.dicom.projects import Projects
from bildstrom.ingest import projects
from bildstrom.ingest.relay import Relay
from bildstrom.ingest.serve.listener import open_listening_socket
from bildstrom.ingest.serve.secure import security_of
from bildstrom.ingest.serve.supervisor import Supervisor
from bildstrom.ingest.settings import IngestSettings
from bildstrom.ingest.spool.lock import SpoolInUse
from bildstrom.ingest.spool.outbox import Outbox
from bildstrom.ingest.stow.server import StowServer
from bildstrom.ingest.stowing import stow_server
from bildstrom.runtime.kafka import KafkaPublisher
from bildstrom.runtime.logs import log
from bildstrom.runtime.service import Process, running
from bildstrom.runtime.settings import load
from bildstrom.runtime.stores import open_store


@dataclass(frozen=True, slots=True)
class Opened:
    """What a start needs, found to be in order."""

    projects: Projects
    outbox: Outbox
    listening: list[socket.socket]


def opened(settings: IngestSettings) -> Opened:
    """Open projects, spool and sockets; exits with what to correct."""
    try:
        known = projects.read(settings)
        security_of(settings)
        ports = [settings.dicom_port] if settings.tls_port is None else [settings.dicom_port, settings.tls_port]
        return Opened(known, Outbox(settings.spool), [open_listening_socket(settings.dicom_host, at) for at in ports])
    except (projects.Unusable, SpoolInUse, OSError) as error:
        raise SystemExit(f"bildstrom ingest: {_explained(error)}") from None


async def serve(settings: IngestSettings) -> None:
    """Accept until told to stop."""
    found = opened(settings)
    publisher = KafkaPublisher(settings.kafka, f"ingest-{settings.replica}")
    relay = Relay(found.outbox, open_store(settings.objects), publisher)
    supervisor = Supervisor(settings, found.listening, found.outbox, relay.add)
    async with running("ingest", settings) as process:
        for name in await asyncio.to_thread(found.outbox.recover):
            relay.add(name)
        loop = asyncio.get_running_loop()

        def announce(name: str) -> None:
            loop.call_soon_threadsafe(relay.add, name)

        stow = _start_stow(settings, found, announce)
        loop.add_signal_handler(signal.SIGHUP, _reload, settings, supervisor, stow)
        port = found.listening[0].getsockname()[1]
        accepting = loop.create_task(supervisor.run(lambda: log.info("accepting DICOM associations", port=port)))
        try:
            await _relay(relay, supervisor, accepting, process, stow)
        finally:
            await publisher.stop()
            for item in found.listening:
                item.close()
            found.outbox.close()


def _start_stow(settings: IngestSettings, found: Opened, announce: Callable[[str], None]) -> StowServer | None:
    if settings.stow_port is None:
        return None
    try:
        server = stow_server(settings, found.projects, found.outbox, announce)
        log.info("accepting STOW-RS requests", port=server.start(settings.stow_host, settings.stow_port))
    except (OSError, ValueError) as error:
        raise SystemExit(f"bildstrom ingest: {type(error).__name__}; see stow_* and tls_* in --help") from None
    return server


async def _relay(
    relay: Relay, supervisor: Supervisor, accepting: asyncio.Task[None], process: Process, stow: StowServer | None
) -> None:
    """Relay until the workers have drained; what the relay has not moved by then waits for the next start."""
    done = asyncio.Event()
    relaying = asyncio.create_task(relay.run(done))
    stopping = asyncio.create_task(process.stop.wait())
    await asyncio.wait({relaying, stopping, accepting}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    supervisor.stop()
    if stow is not None:
        await asyncio.to_thread(stow.stop)
    await accepting
    done.set()
    await relaying


def _reload(settings: IngestSettings, supervisor: Supervisor, stow: StowServer | None) -> None:
    try:
        known = projects.read(settings)
    except projects.Unusable:
        log.error("the projects cannot be used; the former ones stay")
    else:
        supervisor.reload()
        if stow is not None:
            stow.use(known)
        log.info("projects read again")


def _explained(error: Exception) -> str:
    if isinstance(error, SpoolInUse):
        return "another process uses the spool; give each its own with --spool"
    if isinstance(error, OSError):
        return f"{error.strerror}; see dicom_host, dicom_port, tls_* and spool in --help"
    return str(error)


def main() -> None:
    """Read the settings and serve."""
    asyncio.run(serve(load(IngestSettings, "ingest")))


if __name__ == "__main__":
    main()
