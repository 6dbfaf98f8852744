"""The catalogue made again from its events is the catalogue, table by table: from Kafka, and from the archive."""

import asyncio
import subprocess
import sys
from typing import Any

import pytest
from cassandra.cluster import Cluster
from cassandra.query import dict_factory
from integration.index.running import Servers, announced, publish
from polling import poll_until, poll_until_async
from unit.index.arrivals import dataset, deidentified, identity, produced, quarantined, received, revised

from bildstrom.events.v1 import archive_pb2 as archive
from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.index.settings import contact_points
from bildstrom.index.tables import STUDY_CHANGE, TABLES
from bildstrom.runtime.events import Event

STUDY = "2.25.61"
EXPECTED = {
    "study": 1,
    "series": 4,
    "instance": 43,
    "instance_metadata": 43,
    "journey": 42,
    "revision": 1,
    "result": 1,
    "study_by_day": 2,  # ten minutes each
    "day": 2,
    "study_by_value": 6,
}

CATALOGUE = [table for table in TABLES if table is not STUDY_CHANGE]  # each process writes its own changes


def history() -> list[Event]:
    """A study with a conflict, a resend, a quarantine, a revision and results that failed first."""
    people = [identity(number, 1 + number % 3, STUDY) for number in range(1, 41)]
    events = []
    for number, who in enumerate(people, start=1):
        content = dataset(who, x00100020=("LO", f"P{number % 2}"))
        events += [received(who, at=number), deidentified(who, at=number, content=content)]
    events += [received(people[0], at=500, raw="other"), deidentified(people[0], at=500, raw="other")]
    events += [received(people[1], at=900), deidentified(people[1], at=900)]
    kept = identity(99, 1, STUDY)
    events += [received(kept, at=7), quarantined(kept, at=7), revised(study=STUDY)]
    return [*events, produced(study=STUDY, status=pb.RESULT_STATUS_FAILED, objects=0), produced(study=STUDY, objects=2)]


def rows(servers: Servers, keyspace: str) -> dict[str, list[dict[str, Any]]]:
    """Every row about the study, as plain CQL reads it; summaries are no part of the catalogue."""
    cluster = Cluster(contact_points(servers.cassandra()), protocol_version=5)
    session = cluster.connect(keyspace)
    session.row_factory = dict_factory
    found = {}
    for table in CATALOGUE:
        of_study = [row for row in session.execute(f"SELECT * FROM {table.name}") if about(row)]
        for row in of_study:
            row.pop("summary", None)
        found[table.name] = sorted(of_study, key=lambda row: [str(row[column]) for column in table.key])
    cluster.shutdown()
    its_own = {row["day"] for row in found["study_by_day"]}  # others of the project arrived in other tests
    return {**found, "day": [row for row in found["day"] if row["day"] in its_own]}


def about(row: dict[str, Any]) -> bool:
    return bool(row.get("study_uid", STUDY) == STUDY) and row["project"] == "demo"


def rebuilt(servers: Servers, source: str, keyspace: str) -> str:
    """What the command says that fills a new keyspace."""
    command = [sys.executable, "-m", "bildstrom.index", "rebuild"]
    stack = servers.stack
    options = {
        "source": source,
        "keyspace": keyspace,
        "kafka": servers.kafka(),
        "cassandra": servers.cassandra(),
        "objects": f"file:{stack.home.data / 'objects'}",
    }
    arguments = [text for name, value in options.items() for text in (f"--{name}", value)]
    done = subprocess.run([*command, *arguments], capture_output=True, text=True, timeout=180, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def kept(servers: Servers) -> set[bytes]:
    """The events that the archive holds."""
    folder = servers.stack.home.data / "objects" / "events"
    found = [archive.ArchivedRecords.FromString(path.read_bytes()) for path in folder.rglob("*.pb")]
    return {record.value for batch in found for record in batch.records}


@pytest.mark.timeout(600)
async def test_from_kafka_and_from_the_archive_comes_the_same_catalogue(servers: Servers) -> None:
    kafka = servers.kafka()
    servers.cassandra()
    await asyncio.to_thread(servers.stack.up, ["index"])
    events = history()
    async with announced(kafka) as listening:
        await publish(kafka, events)

        async def everything() -> bool:
            return len({message.sha256 for message in await listening.of(STUDY)}) == 43

        await poll_until_async(everything, "every instance is announced", deadline=120)
        indexed = await listening.of(STUDY)
    wanted = {event.message.SerializeToString(deterministic=True) for event in events}
    wanted |= {message.SerializeToString(deterministic=True) for message in indexed}
    poll_until(lambda: wanted <= kept(servers), "every event is archived", deadline=60)
    await asyncio.to_thread(servers.stack.stop, "index")

    original = await asyncio.to_thread(rows, servers, "bildstrom")
    assert {name: len(found) for name, found in original.items()} == EXPECTED
    for source in ("kafka", "archive"):
        keyspace = f"rebuilt_from_{source}"
        assert " events, " in await asyncio.to_thread(rebuilt, servers, source, keyspace)
        again = await asyncio.to_thread(rows, servers, keyspace)
        for name, found in original.items():
            assert again[name] == found, (source, name)
