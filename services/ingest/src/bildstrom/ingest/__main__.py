"""Ingest, the edge: accepts DICOM objects, makes each durable, answers, and announces it as ``instance.received``."""

import asyncio
import functools

from bildstrom.dicom.projects import Projects, ProjectsError, parse_projects
from bildstrom.ingest import handler
from bildstrom.ingest.acceptor import Acceptor
from bildstrom.ingest.relay import Relay
from bildstrom.ingest.settings import IngestSettings
from bildstrom.ingest.spool import Entry, Spool
from bildstrom.runtime.kafka import KafkaPublisher
from bildstrom.runtime.logs import log
from bildstrom.runtime.service import running
from bildstrom.runtime.settings import load
from bildstrom.runtime.stores import open_store


def read_projects(settings: IngestSettings) -> Projects:
    """Read the projects and their keys; exits with what to correct."""
    try:
        keys = {path.stem: bytes.fromhex(path.read_text().strip()) for path in settings.keys_dir.glob("*.key")}
        return parse_projects(settings.projects_file.read_text(), keys)
    except (OSError, ValueError) as error:
        what = str(error) if isinstance(error, ProjectsError) else f"{type(error).__name__} reading projects and keys"
        raise SystemExit(f"bildstrom ingest: {what}; see projects_file and keys_dir in --help") from None


async def serve(settings: IngestSettings) -> None:
    """Accept until told to stop."""
    projects = read_projects(settings)
    spool = Spool(settings.spool, settings.spool_reserve_bytes)
    publisher = KafkaPublisher(settings.kafka, f"ingest-{settings.replica}")
    relay = Relay(spool, open_store(settings.objects), publisher)
    async with running("ingest", settings) as process:
        loop = asyncio.get_running_loop()
        for entry in await asyncio.to_thread(spool.recover):
            relay.add(entry)

        def announce(entry: Entry) -> None:
            loop.call_soon_threadsafe(relay.add, entry)

        store = functools.partial(handler.store, spool=spool, announce=announce)
        acceptor = Acceptor(projects, store, settings.max_associations)
        port = acceptor.start(settings.dicom_host, settings.dicom_port)
        log.info("accepting DICOM associations", port=port)
        try:
            await relay.run(process.stop)
        finally:
            await asyncio.to_thread(acceptor.stop)
            await publisher.stop()


def main() -> None:
    """Read the settings and serve."""
    asyncio.run(serve(load(IngestSettings, "ingest")))


if __name__ == "__main__":
    main()
