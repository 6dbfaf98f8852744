"""Studies of many kinds in a service without servers, as a viewer meets them: real files, and a CT with a letter."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from io import BytesIO
from pathlib import Path

from integration.index_oracle.arrived import PROJECT, arrive
from pydicom import Dataset, dcmread
from pydicom.data import get_testdata_file
from pydicom.dataset import FileMetaDataset
from pydicom.uid import EncapsulatedPDFStorage, ExplicitVRLittleEndian, generate_uid
from system.studies_to_send import chest_ct
from unit.index.memory_rows import MemoryRows

from bildstrom.index.catalogue import Catalogue
from bildstrom.index.dicomweb.app import dicomweb
from bildstrom.index.dicomweb.pixels.children import Children, pixel_child
from bildstrom.index.dicomweb.server import serving
from bildstrom.index.dicomweb.viewer.viewer import Viewer
from bildstrom.runtime.children.bounded import Bounds

# a CT in JPEG 2000; ultrasound in JPEG, colour, 30 frames; a report with items that have no names; no modality at all
FILES = ("693_J2KI.dcm", "examples_ybr_color.dcm", "test-SR.dcm", "SC_jpeg_no_color_transform.dcm")
_PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>endobj trailer<</Root 1 0 R>>\n%%EOF\n"
)


def study_of(name: str) -> str:
    """The UID of a file's study; it is kept here."""
    return str(dcmread(_path(name), stop_before_pixels=True).StudyInstanceUID)


def written(folder: Path) -> tuple[list[Path], Dataset]:
    """A CT of two series and a letter, as files; and one of its images."""
    images = [dcmread(BytesIO(data)) for data in chest_ct(seed=77, slices=12, side=64)]
    second = generate_uid()
    for image in images[8:]:
        image.SeriesInstanceUID, image.SeriesDescription, image.SeriesNumber = second, "Second look", 3
    paths = []
    for number, made in enumerate([*images, _letter(images[0])]):
        paths.append(folder / f"{number}.dcm")
        made.save_as(paths[-1], enforce_file_format=True)
    return paths, images[0]


@asynccontextmanager
async def looked_at(viewer: Path, paths: list[Path]) -> AsyncIterator[str]:
    """Serve these files and :data:`FILES`; gives the address of the viewer."""
    rows = MemoryRows()
    arrived = await arrive(rows, [*paths, *(_path(name) for name in FILES)])
    assert not arrived.quarantined
    with closing(pixel_child(Bounds(memory=1 << 30, cpu_s=20, wall_s=60))) as child:
        app = dicomweb(Catalogue(rows), arrived.objects, Children([child]), viewer=Viewer(viewer))
        async with serving(app, 0) as port:
            yield f"http://127.0.0.1:{port}/viewer/{PROJECT.name}"


def _path(name: str) -> Path:
    found = get_testdata_file(name)
    assert isinstance(found, str)
    return Path(found)


def _letter(image: Dataset) -> Dataset:
    letter = Dataset()
    for keyword in ("PatientID", "PatientName", "StudyInstanceUID", "StudyDate", "StudyTime", "AccessionNumber"):
        setattr(letter, keyword, image[keyword].value)
    letter.SOPClassUID, letter.SOPInstanceUID, letter.SeriesInstanceUID = (
        EncapsulatedPDFStorage,
        generate_uid(),
        generate_uid(),
    )
    letter.Modality, letter.SeriesNumber, letter.InstanceNumber, letter.SeriesDescription = "DOC", 9, 1, "Letter"
    letter.BurnedInAnnotation, letter.MIMETypeOfEncapsulatedDocument = "NO", "application/pdf"
    letter.EncapsulatedDocument = _PDF + b"\0" * (len(_PDF) % 2)
    letter.file_meta = FileMetaDataset()
    letter.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    letter.file_meta.MediaStorageSOPClassUID = letter.SOPClassUID
    letter.file_meta.MediaStorageSOPInstanceUID = letter.SOPInstanceUID
    return letter
