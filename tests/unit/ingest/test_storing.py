"""What a sender is answered, and what is owed for it."""

import hashlib
import io
from pathlib import Path

import pytest
from pydicom import Dataset, dcmread
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian, ImplicitVRLittleEndian, MRImageStorage
from spooled import files, spooled_object

from bildstrom.dicom.projects import Project
from bildstrom.dicom.projects_toml import parse_projects
from bildstrom.dicom.pseudonym import pseudonymous_uid
from bildstrom.ingest.arrivals import Arrival
from bildstrom.ingest.dimse import STORE, Command, Status
from bildstrom.ingest.part10 import part10_header
from bildstrom.ingest.spool.entry import Entry
from bildstrom.ingest.spool.folder import Spool
from bildstrom.ingest.spool.outbox import Outbox
from bildstrom.ingest.storing import Storage, Storing
from bildstrom.ingest.ul.negotiation import Context

KEY = bytes(range(32))
PROJECT = next(iter(parse_projects('[projects.demo]\ncalled_ae_titles = ["X"]\n', {"demo": KEY})))


def encoded(explicit: bool = True, **changes: str) -> bytes:
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

    def __init__(
        self, folder: Path, reserve_bytes: int = 0, max_object_bytes: int = 1 << 30, project: Project = PROJECT
    ) -> None:
        self._names: list[str] = []
        self._project = project
        self._outbox = Outbox(folder)
        self.folder = folder / "worker-0"
        self.storage = Storage(Spool(self.folder, reserve_bytes), self._names.append, max_object_bytes)

    @property
    def announced(self) -> list[Entry]:
        """The entries, as a relay reads them."""
        return [entry for name in self._names if (entry := self._outbox.read(name)) is not None]

    def begin(self, syntax: str = ExplicitVRLittleEndian, sop: str = "1.2.3.4") -> Storing:
        """A C-STORE request whose data set is still to come."""
        command = Command(STORE, 1, CTImageStorage, sop, has_data_set=True)
        return Storing(command, Context(1, CTImageStorage, syntax), Arrival("SCANNER1", self._project), self.storage)

    def store(self, data_set: bytes, syntax: str = ExplicitVRLittleEndian, sop: str = "1.2.3.4") -> Status:
        """One with its data set, which comes in pieces."""
        storing = self.begin(syntax, sop)
        for at in range(0, len(data_set), 100):
            storing.write(memoryview(data_set)[at : at + 100])
        status, _ = storing.end()
        return status


@pytest.mark.parametrize("explicit", [True, False])
def test_a_good_object_is_durable_as_it_came_and_its_event_names_it_by_pseudonyms(
    tmp_path: Path, explicit: bool
) -> None:
    edge = Edge(tmp_path)
    syntax = ExplicitVRLittleEndian if explicit else ImplicitVRLittleEndian
    data_set = encoded(explicit)

    assert edge.store(data_set, syntax) is Status.SUCCESS

    (entry,) = edge.announced
    stored = spooled_object(entry.path)
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


def test_a_project_that_retains_uids_announces_the_original_ones(tmp_path: Path) -> None:
    edge = Edge(tmp_path, project=PROJECT.model_copy(update={"retain_uids": True}))
    assert edge.store(encoded()) is Status.SUCCESS
    (entry,) = edge.announced
    instance = entry.event.instance
    assert (instance.study_uid, instance.series_uid, instance.sop_instance_uid) == ("1.2.3", "1.2.3.1", "1.2.3.4")


@pytest.mark.parametrize(
    ("data_set", "status"),
    [
        (b"", Status.CANNOT_UNDERSTAND),
        (bytes(range(256)) * 20, Status.CANNOT_UNDERSTAND),
        (encoded(StudyInstanceUID=""), Status.CANNOT_UNDERSTAND),
        (encoded(SOPInstanceUID="1.2.3.5"), Status.DATA_SET_MISMATCH),
    ],
)
def test_what_cannot_be_identified_is_refused_and_leaves_nothing(
    tmp_path: Path, data_set: bytes, status: Status
) -> None:
    edge = Edge(tmp_path)
    assert edge.store(data_set) is status
    assert (edge.announced, files(edge.folder)) == ([], [])


def test_a_cut_object_is_kept_and_answered_with_a_warning(tmp_path: Path) -> None:
    edge = Edge(tmp_path)
    data_set = encoded(ImageComments="a description that is cut")[:-5]
    assert edge.store(data_set) is Status.ACCEPTED_WITH_ERRORS
    assert len(edge.announced) == 1


def test_no_durable_place_is_a_refusal_for_now(tmp_path: Path) -> None:
    edge = Edge(tmp_path, reserve_bytes=1 << 60)
    assert edge.store(encoded()) is Status.OUT_OF_RESOURCES
    assert edge.announced == []


def test_uids_with_padding_and_leading_zeros_are_one_identity(tmp_path: Path) -> None:
    edge = Edge(tmp_path)
    assert edge.store(encoded(), sop="1.02.3.4\0") is Status.SUCCESS


def test_the_part_10_header_is_what_pydicom_expects() -> None:
    header = part10_header(CTImageStorage, "1.2.3.45", ExplicitVRLittleEndian)
    meta = dcmread(io.BytesIO(header + encoded())).file_meta
    assert meta.MediaStorageSOPClassUID == CTImageStorage
    assert meta.MediaStorageSOPInstanceUID == "1.2.3.45"
    assert meta.TransferSyntaxUID == ExplicitVRLittleEndian
    assert meta.FileMetaInformationGroupLength == len(header) - 144


def test_an_object_above_the_limit_is_refused_while_it_comes_in_and_keeps_nothing(tmp_path: Path) -> None:
    edge = Edge(tmp_path, max_object_bytes=10_000)
    storing = edge.begin()
    for _ in range(200):
        storing.write(memoryview(bytes(100)))
    assert files(edge.folder) == []
    assert storing.end() == (Status.CANNOT_UNDERSTAND, "too_large")


def test_an_object_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    edge = Edge(tmp_path)
    storing = edge.begin()
    storing.write(memoryview(encoded()))
    storing.discard()
    storing.discard()
    assert files(edge.folder) == []


def test_a_data_set_of_another_class_than_its_command_is_kept_with_a_warning(tmp_path: Path) -> None:
    edge = Edge(tmp_path)
    assert edge.store(encoded(SOPClassUID=MRImageStorage)) is Status.CLASS_MISMATCH
    assert [entry.event.instance.sop_class_uid for entry in edge.announced] == [MRImageStorage]
