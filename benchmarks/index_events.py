"""Synthetic studies as the events that the index reads: invented CT, MR, PET and radiographs, no pixels.

Study ``n`` is the same in every run: a patient has two, each has an accession number of its own, study dates are
spread over ten years, arrivals over a hundred days. The DICOM JSON of an instance has the size and the elements of a
chest CT's.
"""

import hashlib
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp

from bildstrom.demo.phantom_headers import Headers
from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.events.v1.topics import INSTANCE_DEIDENTIFIED, INSTANCE_RECEIVED, Topic
from bildstrom.index.attributes import DataSet, data_set
from bildstrom.runtime.events import Event, event_id

PROJECT = "bench"
MODALITIES = ("CT", "MR", "PT", "CR")
STUDIES_PER_PATIENT = 2
ARRIVAL_DAYS = 100
STUDY_DAYS = 3650
EXPLICIT_LE, CT = "1.2.840.10008.1.2.1", "1.2.840.10008.5.1.4.1.1.2"
_FIRST_ARRIVAL = datetime(2026, 1, 1, 6, 0, tzinfo=UTC)
_CLEANING = timedelta(seconds=1)
_FIRST_STUDY = date(2015, 1, 1)
_JSON_LEVEL = 1  # as deid compresses it


@dataclass(frozen=True, slots=True)
class Study:
    """One invented study of one or more series."""

    number: int
    slices: int
    series: int = 1

    @property
    def uid(self) -> str:
        """As long as a pseudonymous one."""
        return _uid("study", self.number)

    @property
    def patient(self) -> str:
        """PatientID."""
        return f"P{self.number // STUDIES_PER_PATIENT:08d}"

    @property
    def accession(self) -> str:
        """AccessionNumber."""
        return f"A{self.number:09d}"

    @property
    def modality(self) -> str:
        """One of four, in turn."""
        return MODALITIES[self.number % len(MODALITIES)]

    @property
    def date(self) -> str:
        """StudyDate."""
        return _date(self.number * 7 % STUDY_DAYS)

    def series_uid(self, series: int = 0) -> str:
        """SeriesInstanceUID."""
        return _uid("series", self.number, series)

    def events(self) -> Iterator[tuple[Event, Event]]:
        """Of each instance: that it was received, and that it was de-identified."""
        for arrived, received, deidentified in self.messages():
            yield (
                self._event(INSTANCE_RECEIVED, received, received.object.sha256, arrived),
                self._event(INSTANCE_DEIDENTIFIED, deidentified, deidentified.object.sha256, arrived + _CLEANING),
            )

    def messages(self) -> Iterator[tuple[datetime, pb.InstanceReceived, pb.InstanceDeidentified]]:
        """What these events say, and when the instance arrived."""
        first = _FIRST_ARRIVAL + timedelta(days=self.number % ARRIVAL_DAYS, seconds=self.number % 10_000)
        for at in range(self.slices):
            arrived = first + timedelta(milliseconds=10 * at)
            yield arrived, *self._messages_of(at, arrived)

    def dataset(self) -> DataSet:
        """The parsed DICOM JSON of its first instance."""
        _, _, message = next(self.messages())
        return data_set(message.metadata.inline)

    @property
    def trace(self) -> str:
        """The trace of its arrival."""
        return f"00-{hashlib.sha256(self.uid.encode()).hexdigest()[:32]}-{1:016x}-01"

    def _messages_of(self, at: int, arrived: datetime) -> tuple[pb.InstanceReceived, pb.InstanceDeidentified]:
        who = pb.InstanceIdentity(
            project=PROJECT,
            study_uid=self.uid,
            series_uid=self.series_uid(at * self.series // self.slices),
            sop_instance_uid=_uid("instance", self.number, at),
            sop_class_uid=CT,
        )
        when = Timestamp()
        when.FromDatetime(arrived)
        raw, clean = (hashlib.sha256(f"{kind} {who.sop_instance_uid}".encode()).hexdigest() for kind in "rc")
        place = f"{PROJECT}/{who.study_uid}/{who.series_uid}/{who.sop_instance_uid}"
        received = pb.InstanceReceived(
            instance=who,
            transfer_syntax_uid=EXPLICIT_LE,
            object=pb.ObjectRef(key=f"raw/{place}_{raw}.dcm", size=527_000, sha256=raw),
            source="SCANNER",
            arrival_id="bench",
            received_at=when,
        )
        deidentified = pb.InstanceDeidentified(
            instance=who,
            transfer_syntax_uid=EXPLICIT_LE,
            object=pb.ObjectRef(key=f"clean/{place}_{clean}.dcm", size=527_000, sha256=clean),
            source_sha256=raw,
            profile="basic",
            metadata=pb.Metadata(inline=zlib.compress(self._json(who, at), _JSON_LEVEL)),
            received_at=when,
        )
        return received, deidentified

    def _event(self, topic: Topic, message: Message, digest: str, at: datetime) -> Event:
        name = event_id(topic, digest)
        return Event(topic=topic, key=self.uid, message=message, id=name, time=at, traceparent=self.trace)

    def _json(self, who: pb.InstanceIdentity, at: int) -> bytes:
        own = {
            "00080018": f'{{"vr":"UI","Value":["{who.sop_instance_uid}"]}}',
            "00080020": f'{{"vr":"DA","Value":["{self.date}"]}}',
            "00080050": f'{{"vr":"SH","Value":["{self.accession}"]}}',
            "00080060": f'{{"vr":"CS","Value":["{self.modality}"]}}',
            "00100010": f'{{"vr":"PN","Value":[{{"Alphabetic":"{self.patient}"}}]}}',
            "00100020": f'{{"vr":"LO","Value":["{self.patient}"]}}',
            "0020000D": f'{{"vr":"UI","Value":["{self.uid}"]}}',
            "0020000E": f'{{"vr":"UI","Value":["{who.series_uid}"]}}',
            "00200013": f'{{"vr":"IS","Value":[{at + 1}]}}',
            "00201041": f'{{"vr":"DS","Value":[{-480 + at}]}}',
        }
        shared = _shared(tuple(own))
        return ",".join((shared, *(f'"{tag}":{text}' for tag, text in own.items()))).encode() + b"}"


@lru_cache(maxsize=1)
def _shared(but: tuple[str, ...]) -> str:
    """What all instances have in common: the elements of a chest CT, as DICOM JSON without its last brace."""
    headers = Headers(seed=1, slices=250, side=512, spacing=(1.2, 0.68, 0.68))
    image = headers.series()
    headers.place(image, 1)
    elements = {tag: element for tag, element in image.to_json_dict().items() if tag not in but}
    return json.dumps(elements, separators=(",", ":")).removesuffix("}")


@lru_cache(maxsize=STUDY_DAYS)
def _date(day: int) -> str:
    return f"{_FIRST_STUDY + timedelta(days=day):%Y%m%d}"


@lru_cache(maxsize=4096)
def _uid(*parts: object) -> str:
    return f"2.25.{int(hashlib.sha256(repr(parts).encode()).hexdigest()[:32], 16)}"
