"""Studies: watches what is indexed and says when the content of a study has changed and come to rest."""

import asyncio

from bildstrom.runtime.kafka import KafkaPublisher
from bildstrom.runtime.logs import log
from bildstrom.runtime.service import running
from bildstrom.runtime.settings import load
from bildstrom.runtime.stores import open_store
from bildstrom.studies.app import FaustTable, build_app
from bildstrom.studies.catalog_client import CatalogClient
from bildstrom.studies.handler import Sources
from bildstrom.studies.settings import StudiesSettings
from bildstrom.studies.watch import Watch
from bildstrom.studies.worker import Worker

CHECK_SECONDS = 0.5


async def serve(settings: StudiesSettings) -> None:
    """Work until told to stop; exits with an error when Faust has given up, so that the supervisor restarts it."""
    try:
        settings.data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SystemExit(f"bildstrom studies: {settings.data}: {error.strerror}; see data in --help") from None
    async with running("studies", settings) as process:
        app = build_app(settings)
        table = FaustTable(app)
        catalogue = CatalogClient(settings.catalog)
        publisher = KafkaPublisher(settings.kafka, f"studies-{settings.replica}")
        sources = Sources(table, catalogue, open_store(settings.objects), publisher)
        worker = Worker(app, sources, Watch(table.unsettled, settings.quiet_seconds))
        app.finalize()
        await app.start()
        try:
            while not process.stop.is_set() and not app.crashed:
                try:
                    await asyncio.wait_for(process.stop.wait(), CHECK_SECONDS)
                except TimeoutError:
                    continue
        finally:
            crashed = app.crashed
            await app.stop()
            worker.close()
            await publisher.stop()
            await catalogue.close()
        if crashed:
            log.error("Faust gave up")
            raise SystemExit(1)


def main() -> None:
    """Read the settings and serve."""
    asyncio.run(serve(load(StudiesSettings, "studies")))


if __name__ == "__main__":
    main()
