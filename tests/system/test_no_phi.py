"""No PHI behind the de-identification, and none in telemetry anywhere: sentinels in every attribute of a study."""

import zlib
from pathlib import Path
from typing import Any

import httpx
from pydicom import DataElement, Dataset, Sequence
from pydicom._dicom_dict import DicomDictionary
from pydicom.tag import Tag
from system.chain import Chain
from system.studies_to_send import chest_ct, parsed

from bildstrom.events.v1 import events_pb2 as pb
from bildstrom.events.v1.topics import INSTANCE_DEIDENTIFIED, INSTANCE_RECEIVED

MARK = "ZQXWVKJY"  # eight letters: three would be found in compressed records by chance
UID_ROOT = "1.2.826.0.1.3680043.77777."
DATE = "18830417"
SENTINELS = [MARK.encode(), UID_ROOT.encode(), DATE.encode()]
TEXT = {"LO", "LT", "PN", "SH", "ST", "UC", "UR", "UT", "AE"}

# Table E.1-1 does not list these, so the Basic Profile keeps them (PS3.15 E.1.1): names of devices, algorithms, kernels
# and coils, codes, and labels that images cannot be read without. Whatever else can hold text gets a sentinel.
KEPT_BY_THE_PROFILE = """
AcquisitionDeviceProcessingCode AlgorithmName AlgorithmVersion AttenuationCorrectionMethod CodeMeaning CodeValue
CodingSchemeDesignator CodingSchemeVersion CollimatorGridName ContrastBolusRoute ConvolutionKernel
DetectorLinesOfResponseUsed DetectorManufacturerModelName DetectorManufacturerName DimensionDescriptionLabel
EnergyWindowName FilterType ImageFilter ImagedNucleus LUTExplanation LUTLabel LongCodeValue Manufacturer
ManufacturerModelName ModalityLUTType MultiCoilElementName OpticalPathIdentifier PhosphorType PlateType
PositionReferenceIndicator PostprocessingFunction ProcessingFunction PulseSequenceName Radiopharmaceutical
RadiopharmaceuticalRoute ReceiveCoilManufacturerName ReceiveCoilName ReconstructionMethod
ReferencedOpticalPathIdentifier RescaleType ScatterCorrectionMethod SecondaryCaptureDeviceManufacturer
SecondaryCaptureDeviceManufacturerModelName SecondaryCaptureDeviceSoftwareVersions SegmentAlgorithmName
SegmentLabel SequenceName SoftwareVersions StackID TransmitCoilManufacturerName TransmitCoilName
WindowCenterWidthExplanation
"""

# what makes the object a CT image at all, and what C-STORE itself is about
STRUCTURAL = {"SOPClassUID", "TransferSyntaxUID", "SpecificCharacterSet"}


def _sentinel(tag: int, vr: str) -> str | None:
    """A value of this VR that can be recognised; None where a VR has no room for one (codes, numbers, times)."""
    if vr in TEXT:
        return f"{MARK}{tag:08X}"
    return {"UI": f"{UID_ROOT}{tag}", "DA": DATE, "DT": f"{DATE}031415"}.get(vr)


def _plant(target: Dataset) -> int:
    """Set every attribute of the dictionary that can hold a sentinel, unless it is there for structure."""
    planted = 0
    kept = STRUCTURAL | set(KEPT_BY_THE_PROFILE.split())
    for number, (vr, _, _, _, keyword) in DicomDictionary.items():
        value = _sentinel(number, vr)
        if value is None or number >> 16 in (0x0000, 0x0002, 0xFFFE) or keyword in kept:
            continue
        target[number] = DataElement(Tag(number), vr, value)
        planted += 1
    return planted


def _study_full_of_phi() -> Dataset:
    item = parsed(chest_ct(seed=1001, slices=12)[0])
    assert _plant(item) > 900
    nested, deeper = Dataset(), Dataset()
    _plant(deeper)
    _plant(nested)
    nested.RequestAttributesSequence = Sequence([deeper])
    item.ReferencedImageSequence = Sequence([nested])
    item.OtherPatientIDsSequence = Sequence([nested])
    block = item.private_block(0x0009, f"{MARK} PRIVATE", create=True)
    block.add_new(0x01, "LO", f"{MARK}PRIVATE")
    for keyword in ("SOPInstanceUID", "StudyInstanceUID", "SeriesInstanceUID", "FrameOfReferenceUID"):
        setattr(item, keyword, f"{UID_ROOT}{1001}.{len(keyword)}")
    item.file_meta.MediaStorageSOPInstanceUID = item.SOPInstanceUID
    return item


async def test_sentinels_in_every_attribute_are_nowhere_behind_deidentification(chain: Chain) -> None:
    item = _study_full_of_phi()

    (sent,) = chain.send([item])

    assert sent.status == 0x0000
    chain.wait_indexed(item.StudyInstanceUID, 1)
    chain.wait_result(item.StudyInstanceUID)  # not applicable, one slice being no volume; but it went the whole way
    found = {
        **{f"record in {where}": data for where, data in await _every_record(chain)},
        **_files(chain.stack.home.data / "objects", ("clean", "manifests", "results")),
        **_files(chain.stack.home.logs, ("",)),
        "traces": _traces(chain),
        "metrics": _metrics(chain),
        "catalogue": chain.study(item.StudyInstanceUID).SerializeToString(),
    }
    assert {where for where, data in found.items() for mark in SENTINELS if mark in data} == set()
    assert any(where.startswith("clean") for where in found), "the clean object was looked at"
    assert len(found["traces"]) > 1000, "there were traces to look at"
    assert b"bildstrom_" in found["metrics"], "there were metrics to look at"


async def test_received_events_name_the_study_by_its_pseudonym_alone(chain: Chain) -> None:
    events = [pb.InstanceReceived.FromString(record.value) for record in await chain.records(INSTANCE_RECEIVED)]
    assert {event.instance.project for event in events if event.instance.project} <= {"demo"}
    assert all(event.instance.study_uid.startswith("2.25.") for event in events if event.instance.study_uid)


async def _every_record(chain: Chain) -> list[tuple[str, bytes]]:
    found = []
    for name in await chain.topic_names():
        for record in await chain.records(name):
            parts = [record.key or b"", record.value or b"", *(value or b"" for _, value in record.headers)]
            found.append((f"{name}/{record.partition}/{record.offset}", b"\n".join(parts) + _metadata(record)))
    return found


def _metadata(record: Any) -> bytes:
    """The compressed DICOM JSON inside an event, so that nothing hides in it."""
    if record.topic != INSTANCE_DEIDENTIFIED.name:
        return b""
    inline = pb.InstanceDeidentified.FromString(record.value).metadata.inline
    return zlib.decompress(inline) if inline else b""


def _files(root: Path, folders: tuple[str, ...]) -> dict[str, bytes]:
    paths = [path for folder in folders for path in (root / folder).rglob("*") if path.is_file()]
    return {str(path.relative_to(root)): path.read_bytes() + str(path).encode() for path in paths}


def _traces(chain: Chain) -> bytes:
    return httpx.get(f"{chain.stack.ports.url('zipkin')}/api/v2/traces", params={"limit": 1000}).content


def _metrics(chain: Chain) -> bytes:
    names = ("ingest_metrics", "deid_metrics", "index_metrics", "studies_metrics", "inference_metrics")
    return b"".join(httpx.get(f"{chain.stack.ports.url(name)}/metrics").content for name in names)
