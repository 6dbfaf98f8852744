"""Headers of the synthetic chest CT, full of invented identities, as a real scanner and its operators fill them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from pydicom import Dataset, Sequence
from pydicom.uid import CTImageStorage, generate_uid

STORED_ZERO_HU = -1024
FAMILY = ("Lindqvist", "Okonkwo", "Haverkamp", "Szabolcsi", "Quintanilla", "Brandvold")
FEMALE = ("Ingeborg", "Adaeze", "Mareike", "Piroska", "Rosalinda", "Solveig")
MALE = ("Torbjörn", "Chukwuemeka", "Hinnerk", "Zsigmond", "Baldomero", "Asbjørn")
STREET = ("Fasanenweg 17", "Alte Mühle 3", "Kirchgasse 41", "Am Deich 8", "Lindenallee 112", "Hafenstieg 5")
HOSPITAL = ("Klinikum Nordhagen", "St. Adelgundis Hospital", "Universitätsklinik Westerfurt")


@dataclass(frozen=True, slots=True)
class Headers:
    """Makes the headers of one series; everything follows from the seed."""

    seed: int
    slices: int
    side: int
    spacing: tuple[float, float, float]

    @property
    def study_uid(self) -> str:
        """StudyInstanceUID of the invented study."""
        return self._uid("study")

    def series(self) -> Dataset:
        """The attributes that all images share."""
        image = Dataset()
        for attributes in (self._identity(), self._visit(), self._acquisition(), self._pixels()):
            for keyword, value in attributes.items():
                setattr(image, keyword, value)
        image.RequestAttributesSequence = Sequence([self._request()])
        self._add_private(image)
        return image

    def place(self, image: Dataset, index: int) -> None:
        """Makes ``image`` the slice at ``index`` from the feet."""
        for keyword, value in self._place(index).items():
            setattr(image, keyword, value)

    def _uid(self, *parts: object) -> str:
        return str(generate_uid(entropy_srcs=["phantom", str(self.seed), *map(str, parts)]))

    def _pick(self, words: tuple[str, ...], salt: int) -> str:
        return words[int(np.random.default_rng([self.seed, 100 + salt]).integers(len(words)))]

    def _number(self, low: int, high: int, salt: int) -> int:
        return int(np.random.default_rng([self.seed, 200 + salt]).integers(low, high))

    @property
    def _day(self) -> date:
        return date(2024, 1, 8) + timedelta(days=self._number(0, 500, 0))

    @property
    def _name(self) -> str:
        given = FEMALE if self._sex == "F" else MALE
        return f"{self._pick(FAMILY, 0)}^{self._pick(given, 1)}"

    @property
    def _sex(self) -> str:
        return self._pick(("F", "M"), 2)

    def _identity(self) -> Mapping[str, object]:
        age = self._number(48, 84, 1)
        birth = self._day - timedelta(days=365 * age + self._number(20, 300, 2))
        return {
            "SpecificCharacterSet": "ISO_IR 192",
            "PatientName": self._name,
            "PatientID": f"NH{self._number(10**6, 10**7, 3)}",
            "IssuerOfPatientID": "NORDHAGEN-KIS",
            "PatientBirthDate": birth.strftime("%Y%m%d"),
            "PatientSex": self._sex,
            "PatientAge": f"{age:03d}Y",
            "PatientSize": "1.74",
            "PatientWeight": str(self._number(55, 95, 4)),
            "PatientAddress": f"{self._pick(STREET, 3)}, 26{self._number(100, 999, 5)} Nordhagen",
            "PatientTelephoneNumbers": f"+49 4931 {self._number(10**5, 10**6, 6)}",
            "OtherPatientIDs": f"{self._number(10**9, 10**10, 7)}",
            "PatientMotherBirthName": self._pick(FAMILY, 4),
            "PatientComments": f"Tochter von {self._name.replace('^', ', ')} anrufen vor Entlassung",
            "Occupation": "Schweißer",
            "EthnicGroup": "not recorded",
        }

    def _visit(self) -> Mapping[str, object]:
        day = self._day.strftime("%Y%m%d")
        return {
            "StudyInstanceUID": self.study_uid,
            "StudyID": str(self._number(1000, 9999, 8)),
            "AccessionNumber": f"A{self._number(10**7, 10**8, 9)}",
            "StudyDate": day,
            "SeriesDate": day,
            "AcquisitionDate": day,
            "ContentDate": day,
            "StudyTime": "091422.137",
            "SeriesTime": "092005.412",
            "AcquisitionTime": "092011.873",
            "ContentTime": "092012.006",
            "StudyDescription": "CT Thorax nativ, Verlaufskontrolle",
            "ReferringPhysicianName": f"{self._pick(FAMILY, 5)}^Friederike^^Dr.",
            "PhysiciansOfRecord": f"{self._pick(FAMILY, 6)}^Konrad^^Prof.",
            "PerformingPhysicianName": f"{self._pick(FAMILY, 7)}^Annegret^^Dr.",
            "NameOfPhysiciansReadingStudy": f"{self._pick(FAMILY, 8)}^Levin",
            "OperatorsName": f"{self._pick(FAMILY, 9)}^Merle^MTR",
            "InstitutionName": self._pick(HOSPITAL, 10),
            "InstitutionAddress": "Klinikstraße 1, 26506 Nordhagen",
            "InstitutionalDepartmentName": "Radiologie 2",
            "AdmissionID": f"F{self._number(10**6, 10**7, 10)}",
            "CurrentPatientLocation": "Station 4B, Zimmer 12",
            "MedicalAlerts": "Kontrastmittelallergie",
            "AdditionalPatientHistory": f"COPD GOLD III, 40 py, überwiesen von Praxis {self._pick(FAMILY, 11)}",
        }

    def _acquisition(self) -> Mapping[str, object]:
        return {
            "SOPClassUID": CTImageStorage,
            "Modality": "CT",
            "Manufacturer": "Imaginary Imaging",
            "ManufacturerModelName": "Spiralis 128",
            "DeviceSerialNumber": f"SN{self._number(10**5, 10**6, 11)}",
            "StationName": "CT-NORD-2",
            "SoftwareVersions": "VX12.3",
            "ProtocolName": "Thorax Low Dose",
            "SeriesDescription": "Thorax nativ 3.0 Br40",
            "BodyPartExamined": "CHEST",
            "PatientPosition": "HFS",
            "ScanOptions": "HELICAL MODE",
            "KVP": "120",
            "XRayTubeCurrent": "86",
            "ExposureTime": "500",
            "Exposure": "43",
            "ConvolutionKernel": "Br40",
            "SliceThickness": f"{self.spacing[0]:.3f}",
            "DataCollectionDiameter": "500",
            "GantryDetectorTilt": "0",
            "TableHeight": "148",
            "RotationDirection": "CW",
            "SeriesInstanceUID": self._uid("series"),
            "SeriesNumber": "2",
            "AcquisitionNumber": "1",
            "FrameOfReferenceUID": self._uid("frame of reference"),
            "PositionReferenceIndicator": "",
        }

    def _pixels(self) -> Mapping[str, object]:
        return {
            "SamplesPerPixel": 1,
            "PhotometricInterpretation": "MONOCHROME2",
            "Rows": self.side,
            "Columns": self.side,
            "BitsAllocated": 16,
            "BitsStored": 12,
            "HighBit": 11,
            "PixelRepresentation": 0,
            "RescaleSlope": "1",
            "RescaleIntercept": str(STORED_ZERO_HU),
            "RescaleType": "HU",
            "WindowCenter": ["40", "-600"],
            "WindowWidth": ["400", "1500"],
            "BurnedInAnnotation": "NO",
        }

    def _place(self, index: int) -> Mapping[str, object]:
        between, rows, columns = self.spacing
        corner = -(self.side - 1) / 2
        height = -480.0 + index * between
        return {
            "ImageType": ["ORIGINAL", "PRIMARY", "AXIAL"],
            "SOPInstanceUID": self._uid("image", index),
            "InstanceNumber": str(self.slices - index),
            "PixelSpacing": [f"{rows:.6f}", f"{columns:.6f}"],
            "ImageOrientationPatient": ["1", "0", "0", "0", "1", "0"],
            "ImagePositionPatient": [f"{corner * columns:.4f}", f"{corner * rows:.4f}", f"{height:.4f}"],
            "SliceLocation": f"{height:.4f}",
        }

    def _request(self) -> Dataset:
        request = Dataset()
        request.RequestedProcedureID = f"RP{self._number(10**5, 10**6, 12)}"
        request.RequestedProcedureDescription = "CT Thorax nativ"
        request.ScheduledProcedureStepID = f"SPS{self._number(10**5, 10**6, 13)}"
        request.ScheduledProcedureStepDescription = f"Anforderung Dr. {self._pick(FAMILY, 5)}, Tel. 4711"
        return request

    def _add_private(self, image: Dataset) -> None:
        block = image.private_block(0x0029, "IMAGINARY IMAGING 1.0", create=True)
        block.add_new(0x10, "LO", f"{self._name}/{self._number(10**6, 10**7, 3)}")
        block.add_new(0x11, "PN", self._name)
        block.add_new(0x12, "LT", f"Bemerkung: {self._pick(STREET, 3)}")
