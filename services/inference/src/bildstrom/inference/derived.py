"""What all result objects of one series share: UIDs, dates, the study they belong to. Nothing in it is drawn or "now".

The same content, model and version give the same bytes, so a redelivered revision changes nothing.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from highdicom.coding_schemes import CodingSchemeIdentificationItem
from highdicom.sr import CodedConcept
from pydicom import Dataset, dcmwrite
from pydicom.valuerep import DA, TM

from bildstrom.dicom.pseudonym import derived_uid
from bildstrom.inference.models import Concept, Model

MANUFACTURER = "Bildstrom"
# Attributes that highdicom reads of a source image, and that de-identification may have taken away (type 2: empty).
_EXPECTED = (
    "PatientID", "PatientName", "PatientBirthDate", "PatientSex",
    "AccessionNumber", "StudyID", "StudyDate", "StudyTime", "ReferringPhysicianName",
)  # fmt: skip
# What was said about de-identification holds for what is derived, too (PS3.15 E.1.1, E.3.6).
_CARRIED = (
    "PatientIdentityRemoved",
    "DeidentificationMethod",
    "DeidentificationMethodCodeSequence",
    "LongitudinalTemporalInformationModified",
)
_DATES = (
    ("SeriesDate", "SeriesTime"),
    ("AcquisitionDate", "AcquisitionTime"),
    ("ContentDate", "ContentTime"),
    ("StudyDate", "StudyTime"),
)


@dataclass(frozen=True, slots=True)
class Origin:
    """What a result was made of.

    Attributes:
        content_digest: of the study's revision.
        arrived: when the study's first instance arrived; dates a result whose source has no dates.
    """

    model: Model
    content_digest: str
    series_uid: str
    arrived: datetime

    def uid(self, kind: str) -> str:
        """The UID of something in the result."""
        return derived_uid(self.content_digest, self.model.name, str(self.model.version), self.series_uid, kind)


def code(concept: Concept) -> CodedConcept:
    """A concept as highdicom takes it."""
    return CodedConcept(concept.value, concept.scheme, concept.meaning)


def completed(sources: Sequence[Dataset]) -> Sequence[Dataset]:
    """The source images with the attributes that must at least be empty."""
    for source in sources:
        for keyword in _EXPECTED:
            if keyword not in source:
                setattr(source, keyword, None)
    return sources


def made_at(source: Dataset, arrived: datetime) -> tuple[DA, TM]:
    """Date and time of a result: the source's, else of its arrival."""
    for date_keyword, time_keyword in _DATES:
        day = _parsed(DA, source.get(date_keyword))
        if isinstance(day, date):
            moment = _parsed(TM, source.get(time_keyword))
            return DA(day), TM(moment) if isinstance(moment, time) else TM("000000")
    return DA(arrived.date()), TM(arrived.time().replace(microsecond=0))


def general(origin: Origin, source: Dataset) -> dict[str, Any]:
    """Arguments that highdicom's SEG and SR take alike."""
    day, moment = made_at(source, origin.arrived)
    return {
        "manufacturer": MANUFACTURER,
        "manufacturer_model_name": origin.model.algorithm.name,
        "software_versions": str(origin.model.version),
        "device_serial_number": f"{origin.model.name}-{origin.model.version}",
        "content_date": day,
        "content_time": moment,
        "series_date": day,
        "series_time": moment,
        "instance_number": 1,
        "coding_schemes": [
            CodingSchemeIdentificationItem(
                designator=scheme.designator, name=scheme.name, responsible_organization=scheme.responsible
            )
            for scheme in origin.model.coding_schemes
        ],
    }


def finished(result: Dataset, source: Dataset) -> Dataset:
    """The result with what highdicom draws or leaves out put right."""
    result.InstanceCreationDate, result.InstanceCreationTime = result.ContentDate, result.ContentTime
    for equipment in result.get("ContributingEquipmentSequence") or []:
        equipment.ContributionDateTime = f"{result.ContentDate}{result.ContentTime}"
    for keyword in _CARRIED:
        if keyword in source:
            result[keyword] = source[keyword]
    return result


def encoded(result: Dataset) -> bytes:
    """A Part 10 file."""
    file = io.BytesIO()
    dcmwrite(file, result, enforce_file_format=True)
    return file.getvalue()


def _parsed(kind: type[DA] | type[TM], text: object) -> object:
    try:
        return kind(str(text)) if text else None
    except ValueError:
        return None
