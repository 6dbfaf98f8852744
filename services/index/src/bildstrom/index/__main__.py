"""The index: projects every event into Cassandra, serves the catalogue by gRPC and DICOMweb."""

import asyncio
import contextlib
import functools
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from uuid import uuid4

from grpc_health.v1 import health
from grpc_reflection.v1alpha import reflection

from bildstrom.catalog.v1 import catalog_pb2
from bildstrom.catalog.v1.catalog_pb2_grpc import add_CatalogServicer_to_server
from bildstrom.index.cassandra.driver import Contact
from bildstrom.index.cassandra.reachability import opened, watched
from bildstrom.index.cassandra.store import CassandraStore
from bildstrom.index.catalogue import Catalogue
from bildstrom.index.dicomweb.pixels.children import Children, pixel_child
from bildstrom.index.grouping import GroupedStore
from bildstrom.index.grpc.catalog import CatalogService
from bildstrom.index.handler import HANDLED, handle
from bildstrom.index.moments import micros
from bildstrom.index.publishing import published
from bildstrom.index.rebuilding.archive import ARCHIVED, archived, keep
from bildstrom.index.rebuilding.rebuild import Source, Target, rebuild
from bildstrom.index.rebuilding.retained import retained
from bildstrom.index.settings import IndexSettings, RebuildSettings, contact_points
from bildstrom.index.settling import Marking, Settling
from bildstrom.runtime.children.bounded import Bounds
from bildstrom.runtime.collector import settle
from bildstrom.runtime.errors import Unavailable
from bildstrom.runtime.kafka_bus import KafkaBus
from bildstrom.runtime.logs import log, start_logging
from bildstrom.runtime.objects import ObjectStore
from bildstrom.runtime.service import Process, consume, running
from bildstrom.runtime.settings import load
from bildstrom.runtime.stores import open_store

CATALOG = catalog_pb2.DESCRIPTOR.services_by_name["Catalog"].full_name
REFLECTED = (CATALOG, health.SERVICE_NAME, reflection.SERVICE_NAME)


@asynccontextmanager
async def connected(store: CassandraStore, process: Process) -> AsyncIterator[bool]:
    """Open the store, waiting as long as it takes; False when told to stop before. Health follows it."""
    await process.healthy(False)
    try:
        ready = await opened(store, process.stop)
        watch = asyncio.create_task(watched(store, process.healthy))
        try:
            yield ready
        finally:
            watch.cancel()
    finally:
        await store.close()


def decoders(settings: IndexSettings) -> Children:
    """What decodes and draws pixels; each process starts with its first request."""
    bounds = Bounds(settings.decoder_memory_bytes, settings.decoder_cpu_seconds, settings.decoder_wall_seconds)
    return Children([pixel_child(bounds) for _ in range(settings.decoders)])


async def serve(settings: IndexSettings) -> None:
    """Project and serve until told to stop."""
    points = contact_points(settings.cassandra)
    contact = Contact(points, settings.keyspace, settings.replication, settings.cassandra_in_flight)
    store, objects = CassandraStore(contact), open_store(settings.objects)
    catalogue = Catalogue(store)
    now = functools.partial(datetime.now, UTC)
    settling = Settling(catalogue, store, time.monotonic, lambda: micros(now()))
    grouped = GroupedStore(Marking(store, uuid4().hex, settling.changed))
    project = functools.partial(handle, store=grouped, objects=objects, now=now)
    register = [
        functools.partial(add_CatalogServicer_to_server, CatalogService(catalogue)),
        functools.partial(reflection.enable_server_reflection, REFLECTED),
    ]
    with contextlib.closing(decoders(settings)) as children:
        async with (
            running("index", settings, register) as process,
            published(settings, catalogue, objects, children) as port,
            connected(store, process) as ready,
        ):
            log.info("serving DICOMweb", port=port)
            if ready:
                settle()
                async with archiving(process, settings, objects), summing_up(process, settling):
                    await consume(process, HANDLED, project, settings.concurrency)


@asynccontextmanager
async def archiving(process: Process, settings: IndexSettings, objects: ObjectStore) -> AsyncIterator[None]:
    """Keep every event in the archive beside the projection, which never waits for it."""
    if not settings.archive:
        yield
        return
    bus = KafkaBus(settings.kafka, "index-archive", settings.replica, [topic.name for topic in ARCHIVED])
    keeping = asyncio.create_task(keep(bus, objects, process.stop))
    keeping.add_done_callback(lambda _: process.stop.set())  # an archive with a defect ends the service, loudly
    try:
        yield
    finally:
        process.stop.set()
        await keeping
        await bus.stop()


@asynccontextmanager
async def summing_up(process: Process, settling: Settling) -> AsyncIterator[None]:
    """Sum up studies that have come to rest, beside the projection."""
    task = asyncio.create_task(settling.run())
    task.add_done_callback(lambda _: process.stop.set())  # it ends by a defect only, and then loudly
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def rebuild_into(settings: RebuildSettings) -> None:
    """Fill a keyspace from the events, and say how many there were."""
    contact = Contact(contact_points(settings.cassandra), settings.keyspace, settings.replication)
    store, objects = CassandraStore(contact), open_store(settings.objects)
    source: Source = functools.partial(archived, objects)
    if settings.source == "kafka":
        source = functools.partial(retained, settings.kafka)
    start_logging("index", settings.log_level)
    try:
        await store.open()
        grouped = GroupedStore(Marking(store, uuid4().hex, lambda _: None))  # summed up when the index serves it
        counts = await rebuild(source, Target(grouped, objects))
    except Unavailable as error:
        raise SystemExit(
            f"bildstrom index rebuild: {error.dependency} does not answer; start it, and try again"
        ) from None
    finally:
        await store.close()
    print(f"keyspace {settings.keyspace}: {counts.projected} events, {counts.rejected} that could not be read")


def main() -> None:
    """Read the settings and serve, or rebuild."""
    if sys.argv[1:2] == ["rebuild"]:
        asyncio.run(rebuild_into(load(RebuildSettings, "index", sys.argv[2:])))
    else:
        asyncio.run(serve(load(IndexSettings, "index")))


if __name__ == "__main__":
    main()
