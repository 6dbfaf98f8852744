"""What a soak's senders were told, and whether store, spool and topic keep those promises."""

import asyncio
import hashlib
import threading
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from aiokafka import AIOKafkaConsumer, TopicPartition

from bildstrom.dicom.pseudonym import pseudonymous_uid
from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.events.v1.topics import INSTANCE_RECEIVED


@dataclass(frozen=True, slots=True)
class Told:
    """One store request: its original UIDs, and the status that came back; None when no answer came."""

    study_uid: str
    sop_instance_uid: str
    status: int | None


class History:
    """Everything that was told, by study in the order of sending; threads may add."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._told: list[Told] = []
        self._successes = 0

    def add(self, told: Told) -> None:
        """Note an answer, or its absence."""
        with self._lock:
            self._told.append(told)
            self._successes += told.status == 0x0000

    def successes(self) -> int:
        """How many requests were answered 0000."""
        with self._lock:
            return self._successes

    def acknowledged(self) -> dict[str, list[str]]:
        """SOP instance UIDs that were answered 0000, by study, in the order of the answers."""
        with self._lock:
            studies: dict[str, list[str]] = defaultdict(list)
            for told in self._told:
                if told.status == 0x0000:
                    studies[told.study_uid].append(told.sop_instance_uid)
            return studies

    def statuses(self) -> dict[str, int]:
        """How often each status was told."""
        with self._lock:
            told = Counter("none" if item.status is None else f"{item.status:04X}" for item in self._told)
        return dict(told)


@dataclass(frozen=True, slots=True)
class Announced:
    """One record of the topic."""

    event_id: str
    event: pb.InstanceReceived


@dataclass(slots=True)
class Findings:
    """What is wrong, in pseudonymous UIDs; nothing is wrong when all lists are empty.

    Attributes:
        missing: answered 0000, and without an event or an object.
        twice: objects with more than one event id, or in the store more than once.
        half: files in the store whose content is not what their name says.
        leftover: files of the spool that no entry explains.
        disordered: studies whose events are not in the order of the answers.
    """

    missing: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    half: list[str] = field(default_factory=list)
    leftover: list[str] = field(default_factory=list)
    disordered: list[str] = field(default_factory=list)

    @property
    def none(self) -> bool:
        """Whether every promise is kept."""
        return not any(asdict(self).values())


@dataclass(frozen=True, slots=True)
class Kept:
    """Where an ingest keeps things, and the key that its pseudonyms are derived with."""

    key: bytes
    objects: Path
    spool: Path


def compare(history: History, announced: Sequence[Announced], kept: Kept) -> Findings:
    """Hold what was told against what is there, once the spool has emptied itself."""
    findings, key = Findings(), kept.key
    stored = _stored(kept.objects, findings)
    ids: dict[str, set[str]] = defaultdict(set)
    order: dict[str, dict[str, None]] = defaultdict(dict)  # first appearances
    for item in announced:
        instance = item.event.instance
        ids[instance.sop_instance_uid].add(item.event_id)
        order[instance.study_uid].setdefault(instance.sop_instance_uid)
        if item.event.object.key not in stored.get(instance.sop_instance_uid, ()):
            findings.missing.append(instance.sop_instance_uid)
    findings.twice = [uid for uid, several in (*ids.items(), *stored.items()) if len(several) > 1]
    for study, originals in history.acknowledged().items():
        promised = list(dict.fromkeys(pseudonymous_uid(key, uid) for uid in originals))
        findings.missing += [uid for uid in promised if uid not in ids or uid not in stored]
        pseudonym = pseudonymous_uid(key, study)
        if [uid for uid in order[pseudonym] if uid in set(promised)] != promised:
            findings.disordered.append(pseudonym)
    files = (path for path in kept.spool.glob("*/*") if path.is_file())
    findings.leftover = [path.name for path in files if path.stat().st_size]
    return findings


def _stored(objects: Path, findings: Findings) -> dict[str, list[str]]:
    """Keys by pseudonymous instance; a key ends in instance, digest."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in objects.glob("raw/**/*.dcm"):
        instance, _, digest = path.stem.partition("_")
        if hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            findings.half.append(instance)
        found[instance].append(path.relative_to(objects).as_posix())
    return found


def read_topic(bootstrap: str, project: str) -> list[Announced]:
    """All ``instance.received`` of a project, partition by partition; one study is in one partition."""
    return asyncio.run(_read(bootstrap, project))


async def _read(bootstrap: str, project: str) -> list[Announced]:
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, auto_offset_reset="earliest")
    places = [TopicPartition(INSTANCE_RECEIVED.name, number) for number in range(INSTANCE_RECEIVED.partitions)]
    await consumer.start()
    try:
        consumer.assign(places)
        ends = await consumer.end_offsets(places)
        await consumer.seek_to_beginning(*places)
        found: list[Announced] = []
        while any([await consumer.position(place) < ends[place] for place in places]):
            for records in (await consumer.getmany(timeout_ms=200)).values():
                found += _of_project(records, project)
        return found
    finally:
        await consumer.stop()


def _of_project(records: Iterable[object], project: str) -> list[Announced]:
    found = []
    for record in records:
        event = pb.InstanceReceived.FromString(record.value)  # type: ignore[attr-defined]
        if event.instance.project == project:
            headers = dict(record.headers)  # type: ignore[attr-defined]
            found.append(Announced(headers["ce_id"].decode("ascii"), event))
    return found
