"""Part 10 files of the synthetic studies for the peer, and objects with pixels for both."""

import io
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pydicom
from index_events import EXPLICIT_LE, PROJECT, Study
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import UID

from bildstrom.demo.phantom import ChestPhantom
from bildstrom.demo.phantom_headers import Headers
from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.events.v1.topics import INSTANCE_DEIDENTIFIED
from bildstrom.runtime.events import Event, event_id
from bildstrom.runtime.objects import ObjectStore

ENHANCED_CT = "1.2.840.10008.5.1.4.1.1.2.1"


@dataclass(frozen=True, slots=True)
class File:
    """A Part 10 file and where it belongs."""

    study_uid: str
    series_uid: str
    sop_uid: str
    content: bytes


def headers_of(study: Study) -> Iterator[bytes]:
    """The instances of a synthetic study as files without pixels."""
    headers = Headers(seed=1, slices=250, side=512, spacing=(1.2, 0.68, 0.68))
    for _, event in study.events():
        message = event.message
        assert isinstance(message, pb.InstanceDeidentified)
        elements = json.loads(zlib.decompress(message.metadata.inline))
        image = headers.series()
        image.update(pydicom.Dataset.from_json(elements))
        yield _written(image)


def chest_ct(slices: int) -> Iterator[File]:
    """CT images 512 x 512 of one phantom."""
    for _, content in ChestPhantom(seed=1, slices=slices).files():
        yield named(content)


def multiframe(frames: int, side: int) -> File:
    """An enhanced CT of so many native 16-bit frames."""
    image = pydicom.Dataset()
    image.SOPClassUID = ENHANCED_CT
    image.SOPInstanceUID, image.SeriesInstanceUID, image.StudyInstanceUID = "2.25.9001", "2.25.9002", "2.25.9003"
    image.Modality, image.PatientID, image.PatientName = "CT", "FRAMES", "Bench^Mark"
    image.NumberOfFrames, image.SamplesPerPixel, image.PhotometricInterpretation = frames, 1, "MONOCHROME2"
    image.Rows, image.Columns = side, side
    image.BitsAllocated, image.BitsStored, image.HighBit, image.PixelRepresentation = 16, 16, 15, 0
    image.add_new("PixelData", "OW", bytes(range(256)) * (frames * side * side * 2 // 256))
    return named(_written(image))


def named(content: bytes) -> File:
    """A file under its own UIDs."""
    head = pydicom.dcmread(io.BytesIO(content), stop_before_pixels=True)
    return File(str(head.StudyInstanceUID), str(head.SeriesInstanceUID), str(head.SOPInstanceUID), content)


async def stored(file: File, objects: ObjectStore) -> Event:
    """Put a file where the stream would have put the clean object; the event that says so."""
    whole = pydicom.dcmread(io.BytesIO(file.content), stop_before_pixels=True)
    digest = f"{zlib.crc32(file.sop_uid.encode()):064x}"  # nobody compares it with the content
    key = f"clean/{PROJECT}/{file.study_uid}/{file.series_uid}/{file.sop_uid}_{digest}.dcm"
    await objects.put(key, file.content)
    message = pb.InstanceDeidentified(
        instance=pb.InstanceIdentity(
            project=PROJECT,
            study_uid=file.study_uid,
            series_uid=file.series_uid,
            sop_instance_uid=file.sop_uid,
            sop_class_uid=str(whole.SOPClassUID),
        ),
        transfer_syntax_uid=EXPLICIT_LE,
        object=pb.ObjectRef(key=key, size=len(file.content), sha256=digest),
        source_sha256=digest,
        profile="bench",
        metadata=pb.Metadata(inline=zlib.compress(json.dumps(whole.to_json_dict()).encode(), 1)),
    )
    now = datetime.now(UTC)
    message.received_at.FromDatetime(now)
    topic = INSTANCE_DEIDENTIFIED
    return Event(topic=topic, key=file.study_uid, message=message, id=event_id(topic, digest), time=now)


def under(event: Event, study_uid: str, number: int) -> Event:
    """The same object once more, under another study and SOP Instance UID."""
    message = pb.InstanceDeidentified.FromString(event.message.SerializeToString())
    message.instance.study_uid, message.instance.series_uid = study_uid, f"{study_uid}.1"
    message.instance.sop_instance_uid = f"{study_uid}.1.{number}"
    return replace(event, message=message, key=study_uid)


def _written(image: pydicom.Dataset) -> bytes:
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = UID(EXPLICIT_LE)
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = image.SOPClassUID, image.SOPInstanceUID
    target = io.BytesIO()
    FileDataset("", image, file_meta=meta, preamble=bytes(128)).save_as(target, enforce_file_format=True)
    return target.getvalue()
