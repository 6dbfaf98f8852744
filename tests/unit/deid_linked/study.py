"""A study whose objects refer to each other: CT, PET, SEG, SR, key objects, presentation state, RT, in one patient."""

import io
from collections.abc import Callable
from functools import cache
from typing import Any

import highdicom
import numpy as np
import pydicom
from highdicom import AlgorithmIdentificationSequence
from pydicom.dataset import Dataset
from pydicom.sr.codedict import codes
from pydicom.uid import ExplicitVRLittleEndian
from unit.deid.objects import ROOT
from unit.deid_linked.images import slices
from unit.deid_linked.radiotherapy import dose, plan, real_world_values, registration, structures


def _general(number: int) -> dict[str, Any]:
    return {
        "series_instance_uid": f"{ROOT}.1.{number}",
        "series_number": number,
        "sop_instance_uid": f"{ROOT}.1.{number}.1",
        "instance_number": 1,
        "manufacturer": "ACME Medical",
    }


def _device() -> dict[str, Any]:
    return {"manufacturer_model_name": "Station", "software_versions": "1", "device_serial_number": "SN-4711"}


@cache
def segmentation() -> Dataset:
    """A SEG of the CT."""
    segment = highdicom.seg.SegmentDescription(
        segment_number=1,
        segment_label="Lesion",
        segmented_property_category=codes.SCT.MorphologicallyAbnormalStructure,
        segmented_property_type=codes.SCT.Lesion,
        algorithm_type=highdicom.seg.SegmentAlgorithmTypeValues.AUTOMATIC,
        algorithm_identification=AlgorithmIdentificationSequence(
            name="seg", family=codes.DCM.ArtificialIntelligence, version="1"
        ),
        tracking_uid=f"{ROOT}.77",
        tracking_id="Lesion 1",
    )
    mask = np.zeros((3, 4, 4), np.uint8)
    mask[:, 1:3, 1:3] = 1
    return highdicom.seg.Segmentation(
        list(slices()), mask, "BINARY", [segment], content_label="LESION", **_general(10), **_device()
    )


@cache
def measurements() -> Dataset:
    """A TID 1500 report on the segment."""
    sr = highdicom.sr
    observer = sr.ObserverContext(
        codes.DCM.Person, sr.PersonObserverIdentifyingAttributes(name="Seltenname^Petra", login_name="pseltenname")
    )
    group = sr.VolumetricROIMeasurementsAndQualitativeEvaluations(
        tracking_identifier=sr.TrackingIdentifier(f"{ROOT}.77", "Lesion 1"),
        referenced_segment=sr.ReferencedSegment(
            segmentation().SOPClassUID,
            segmentation().SOPInstanceUID,
            segment_number=1,
            source_series=sr.SourceSeriesForSegmentation(f"{ROOT}.1.2"),
        ),
        finding_type=codes.SCT.Lesion,
        measurements=[sr.Measurement(name=codes.SCT.Volume, value=1.5, unit=codes.UCUM.CubicMillimeter)],
    )
    content = sr.MeasurementReport(
        observation_context=sr.ObservationContext(observer_person_context=observer),
        procedure_reported=codes.LN.CTUnspecifiedBodyRegion,
        imaging_measurements=[group],
    )
    return sr.Comprehensive3DSR(
        evidence=[*slices(), segmentation()],
        content=content,
        is_complete=True,
        is_final=True,
        is_verified=True,
        verifying_observer_name="Seltenname^Petra",
        verifying_organization="SENTINEL Hospital",
        **_general(11),
    )


@cache
def key_objects() -> Dataset:
    """A selection of one slice and of the SEG."""
    selection = highdicom.ko.KeyObjectSelection(codes.DCM.OfInterest, [slices()[1], segmentation()])
    return highdicom.ko.KeyObjectSelectionDocument([slices()[1], segmentation()], selection, **_general(12))


@cache
def presentation_state() -> Dataset:
    """How the CT is shown."""
    return highdicom.pr.GrayscaleSoftcopyPresentationState(
        list(slices()),
        content_label="LUNG",
        voi_lut_transformations=[highdicom.pr.SoftcopyVOILUTTransformation(window_center=-600, window_width=1500)],
        **_general(13),
        **_device(),
    )


PARTS: dict[str, Callable[[], Dataset]] = {
    "SEG": segmentation,
    "SR": measurements,
    "KO": key_objects,
    "PR": presentation_state,
    "RTSTRUCT": structures,
    "RTPLAN": plan,
    "RTDOSE": dose,
    "REG": registration,
    "RWV": real_world_values,
}


def whole_study() -> list[Dataset]:
    """Every object of it."""
    return [*slices(), *slices("PT"), *(make() for make in PARTS.values())]


def as_file(dataset: Dataset) -> bytes:
    """A Part 10 file."""
    buffer = io.BytesIO()
    copy = Dataset(dataset)
    copy.file_meta = pydicom.dataset.FileMetaDataset()
    copy.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    pydicom.dcmwrite(buffer, copy, enforce_file_format=True)
    return buffer.getvalue()
