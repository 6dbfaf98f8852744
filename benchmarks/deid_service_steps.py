"""What each part of deid's work costs by itself, one after the other in one process: where the service's time goes."""

import time
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from deid_announced import claim_for, new_project

from bildstrom.deid.engine import Clean, deidentify
from bildstrom.events.v1.topics import AUDIT_RECORDED
from bildstrom.runtime.bus import Record
from bildstrom.runtime.kafka import KafkaPublisher
from bildstrom.runtime.local_objects import LocalObjectStore


async def steps(objects: Sequence[bytes], kafka: str, folder: Path) -> dict[str, float]:
    """Seconds per object by the clock, by the name of the step."""
    names = ("read from the store", "de-identify, digests and JSON included", "write, fsync, link, fsync", "publish")
    project, store = new_project(), LocalObjectStore(folder)
    claims = [claim_for(raw, project) for raw in objects]
    for number, raw in enumerate(objects):
        await store.put(f"raw/{number}.dcm", raw)
    deidentify(objects[0], claims[0], project)
    moments = [time.perf_counter()]
    found = [await store.get(f"raw/{number}.dcm") for number in range(len(objects))]
    moments.append(time.perf_counter())
    clean = [deidentify(raw, claim, project) for raw, claim in zip(found, claims, strict=True)]
    moments.append(time.perf_counter())
    for number, one in enumerate(clean):
        await store.put(f"clean/{number}.dcm", one.buffers)
    moments.append(time.perf_counter())
    published = await _published(clean, kafka)
    spent = [later - earlier for earlier, later in pairwise(moments)]
    return {name: seconds / len(objects) for name, seconds in zip(names, [*spent, published], strict=True)}


async def _published(clean: Sequence[Clean], kafka: str) -> float:
    publisher = KafkaPublisher(kafka, "bench")
    records = [Record(AUDIT_RECORDED.name, b"bench", one.metadata) for one in clean]
    try:
        await publisher.publish(records[:1])
        began = time.perf_counter()
        await publisher.publish(records)
        return time.perf_counter() - began
    finally:
        await publisher.stop()
