"""What a sender is answered, and what is owed for it."""

import hashlib
import io
from pathlib import Path

import pytest
from pydicom import Dataset, dcmread
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian, ImplicitVRLittleEndian

from bildstrom.dicom.projects import parse_projects
from bildstrom.dicom.pseudonym import pseudonymous_uid
from bildstrom.ingest.arrivals import Arrival
from bildstrom.ingest.handler import Incoming, Status, store
from bildstrom.ingest.part10 import part10_header
from bildstrom.ingest.spool import Entry, Spool

KEY = bytes(range(32))
PROJECT = next(iter(parse_projects('[projects.demo]\ncalled_ae_titles = ["X"]\n', {"demo": KEY})))


def _encoded(explicit: bool = True, **changes: str) -> bytes:
    item = Dataset()
    item.SOPClassUID, item.SOPInstanceUID = CTImageStorage, "1.2.3.4"
    item.StudyInstanceUID, item.SeriesInstanceUID = "1.2.3", "1.2.3.1"
    item.PatientName = "Doe^Jane"
    for keyword, value in changes.items():
        if value:
            setattr(item, keyword, value)
        else:
            delattr(item, keyword)
    stream = io.BytesIO()
    item.save_as(stream, implicit_vr=not explicit, little_endian=True)
    return stream.getvalue()


class Edge:
    """A spool in a folder, and what was announced."""

    def __init__(self, folder: Path, reserve_bytes: int = 0) -> None:
        self.spool = Spool(folder, reserve_bytes)
        self.announced: list[Entry] = []

    def store(self, data_set: bytes, syntax: str = ExplicitVRLittleEndian, sop: str = "1.2.3.4") -> Status:
        incoming = Incoming(CTImageStorage, sop, syntax, data_set)
        arrival = Arrival("SCANNER1", PROJECT)
        return store(incoming, arrival, spool=self.spool, announce=self.announced.append)


@pytest.mark.parametrize("explicit", [True, False])
def test_a_good_object_is_durable_as_it_came_and_its_event_names_it_by_pseudonyms(
    tmp_path: Path, explicit: bool
) -> None:
    edge = Edge(tmp_path)
    syntax = ExplicitVRLittleEndian if explicit else ImplicitVRLittleEndian
    data_set = _encoded(explicit)

    assert edge.store(data_set, syntax) is Status.SUCCESS

    (entry,) = edge.announced
    stored = entry.path.read_bytes()
    assert stored.endswith(data_set)
    assert dcmread(io.BytesIO(stored)).PatientName == "Doe^Jane"
    event = entry.event
    assert (event.instance.project, event.instance.study_uid, event.instance.sop_instance_uid) == (
        "demo",
        pseudonymous_uid(KEY, "1.2.3"),
        pseudonymous_uid(KEY, "1.2.3.4"),
    )
    assert (event.object.size, event.object.sha256) == (len(stored), hashlib.sha256(stored).hexdigest())
    assert event.object.key == (
        f"raw/demo/{event.instance.study_uid}/{event.instance.series_uid}/{event.instance.sop_instance_uid}_"
        f"{event.object.sha256}.dcm"
    )
    assert b"1.2.3" not in event.SerializeToString().replace(CTImageStorage.encode(), b"").replace(syntax.encode(), b"")


@pytest.mark.parametrize(
    ("data_set", "status"),
    [
        (b"", Status.CANNOT_UNDERSTAND),
        (bytes(range(256)) * 20, Status.CANNOT_UNDERSTAND),
        (_encoded(StudyInstanceUID=""), Status.CANNOT_UNDERSTAND),
        (_encoded(SOPInstanceUID="1.2.3.5"), Status.DATA_SET_MISMATCH),
    ],
)
def test_what_cannot_be_identified_is_refused_and_leaves_nothing(
    tmp_path: Path, data_set: bytes, status: Status
) -> None:
    edge = Edge(tmp_path)
    assert edge.store(data_set) is status
    assert (edge.announced, list(tmp_path.iterdir())) == ([], [])


def test_a_cut_object_is_kept_and_answered_with_a_warning(tmp_path: Path) -> None:
    edge = Edge(tmp_path)
    data_set = _encoded(ImageComments="a description that is cut")[:-5]
    assert edge.store(data_set) is Status.ACCEPTED_WITH_ERRORS
    assert len(edge.announced) == 1


def test_no_durable_place_is_a_refusal_for_now(tmp_path: Path) -> None:
    edge = Edge(tmp_path, reserve_bytes=1 << 60)
    assert edge.store(_encoded()) is Status.OUT_OF_RESOURCES
    assert edge.announced == []


def test_uids_with_padding_and_leading_zeros_are_one_identity(tmp_path: Path) -> None:
    edge = Edge(tmp_path)
    assert edge.store(_encoded(), sop="1.02.3.4\0") is Status.SUCCESS


def test_the_part_10_header_is_what_pydicom_expects() -> None:
    header = part10_header(CTImageStorage, "1.2.3.45", ExplicitVRLittleEndian)
    meta = dcmread(io.BytesIO(header + _encoded())).file_meta
    assert meta.MediaStorageSOPClassUID == CTImageStorage
    assert meta.MediaStorageSOPInstanceUID == "1.2.3.45"
    assert meta.TransferSyntaxUID == ExplicitVRLittleEndian
    assert meta.FileMetaInformationGroupLength == len(header) - 144
