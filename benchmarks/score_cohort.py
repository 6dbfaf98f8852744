"""A generated cohort with its answer key: studies of invented patients, PHI wherever hospitals put it."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random

from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import (
    UID,
    CTImageStorage,
    DigitalXRayImageStorageForPresentation,
    ExplicitVRLittleEndian,
    MRImageStorage,
    PositronEmissionTomographyImageStorage,
    UltrasoundImageStorage,
)
from score_key import Kind, Planted
from score_phi import Person, person
from score_pixels import burned_in, noise
from score_reports import dose_report, measurement_report

ROOT = "1.2.826.0.1.3680043.10.4321"
CLASSES = {
    "CT": CTImageStorage,
    "MR": MRImageStorage,
    "DX": DigitalXRayImageStorageForPresentation,
    "PT": PositronEmissionTomographyImageStorage,
    "US": UltrasoundImageStorage,
}
CLEAN = "clean-descriptors"
# What scanners and people write into descriptions: what must go is in braces.
CLINICAL = ("CT Thorax nativ", "MRT Kopf mit KM", "ABDOMEN W CONTRAST", "Chest PA and lateral", "T1 MPRAGE SAG")
NOTES = (
    "called {phone}, wants results",
    "discussed with Dr. {doctor} on the ward",
    "again, as {doctor} asked",
    "axial for {doctor}",
    "lives at {address}",
    "MRN {number} checked",
    "Pat. {family} moved",
    "{family}, {given} *{birth}",
    "prior study at {hospital}",
    "mail {given_mail}@example.org",
)


def cohort(patients: int, seed: int = 1) -> Iterator[Planted]:
    """The objects of some patients, two studies each, with what must hold for each."""
    random = Random(seed)
    for number in range(patients):
        who = person(random, number)
        for visit in range(2):
            yield from _study(who, f"{number:03d}-{visit}", random)


def _study(who: Person, name: str, random: Random) -> Iterator[Planted]:
    day = who.seen + timedelta(days=random.randrange(400))
    uid = f"{ROOT}.{int(name.replace('-', '')) + 1}"
    common = {"study": f"{uid}.1", "frame": f"{uid}.9", "day": day.strftime("%Y%m%d")}
    images = []
    for series, modality in enumerate(CLASSES, 2):
        for instance in range(2 if modality == "CT" else 1):
            planted = _general(who, f"{name}-{modality}{instance}", modality, common)
            planted.put("SOPClassUID", CLASSES[modality])
            planted.put("SOPInstanceUID", f"{uid}.{series}.{instance + 1}")
            planted.put("SeriesInstanceUID", f"{uid}.{series}")
            _image(planted, who, modality, random)
            images.append(planted)
    for number, report in enumerate((measurement_report, dose_report), 20):
        made = _general(who, f"{name}-SR{number}", "SR", common)
        made.put("SOPInstanceUID", f"{uid}.{number}.1")
        made.put("SeriesInstanceUID", f"{uid}.{number}")
        report(made, who, images[0].dataset)
        images.append(made)
    for planted in images:
        for keyword in ("SOPInstanceUID", "SeriesInstanceUID", "StudyInstanceUID"):
            _uid(planted, keyword, str(planted.dataset[keyword].value))
        yield planted


def _general(who: Person, file: str, modality: str, common: dict[str, str]) -> Planted:
    planted = Planted(file)
    put, expect = planted.put, planted.expect
    put("SpecificCharacterSet", "ISO_IR 192")
    removed = {
        "PatientName": who.family, "PatientID": who.number, "OtherPatientIDs": f"OLD-{who.number}",
        "PatientAddress": who.address, "PatientTelephoneNumbers": who.phone, "AccessionNumber": who.accession,
        "InstitutionName": who.hospital, "InstitutionAddress": who.address, "ReferringPhysicianName": who.staff[0],
        "OperatorsName": who.staff[1], "StationName": f"{modality}-7-{who.hospital[:5]}",
        "RequestAttributesSequence.RequestedProcedureID": f"RP{who.accession}",
        "RequestAttributesSequence.ScheduledProcedureStepID": f"SPS{who.accession}",
        "RequestedProcedureDescription": f"{modality} f. Dr. {who.staff[2]}",
        "DeviceSerialNumber": f"SN{who.accession[1:]}", "PatientComments": f"{who.given} {who.family}, {who.phone}",
        "OtherPatientIDsSequence.PatientID": f"ALIAS-{who.number}", "PatientMotherBirthName": f"Mother{who.family}",
        "OriginalAttributesSequence.SourceOfPreviousValues": who.hospital,
        "OriginalAttributesSequence.ModifiedAttributesSequence.PatientName": f"Old{who.family}",
        "PerformedProcedureStepID": f"PPS{who.accession}", "ResponsiblePerson": f"Parent{who.family}",
    }  # fmt: skip
    for place, value in removed.items():
        put(place, who.name if place == "PatientName" else value)
        expect(Kind.TEXT_REMOVED, value=value, subject=place)
    put("PatientBirthDate", who.birth.strftime("%Y%m%d"))
    expect(Kind.TEXT_REMOVED, value=who.birth.strftime("%Y%m%d"), subject="PatientBirthDate")
    put("PatientAge", "093Y")
    expect(Kind.TEXT_REMOVED, value="093Y", subject="PatientAge of 90 and more")
    put("PatientSex", who.sex)
    expect(Kind.TEXT_RETAINED, "PatientSex", who.sex, option="retain-patient-characteristics")
    put("StudyInstanceUID", common["study"])
    put("Modality", modality)
    put("Manufacturer", "ACME Medical")
    expect(Kind.TEXT_RETAINED, "Manufacturer", "ACME Medical")
    for place in ("StudyDate", "SeriesDate", "ContentDate"):
        put(place, common["day"])
        expect(Kind.DATE_SHIFTED, place, common["day"], option="retain-modified-dates")
    put("StudyTime", "101112")
    put("StudyID", "1")
    put("SeriesNumber", "1")
    put("InstanceNumber", "1")
    expect(Kind.PATID_CONSISTENT)
    for place in ("PatientID", "StudyInstanceUID", "SOPClassUID", "Modality"):
        expect(Kind.TEXT_NOTNULL, place)
    if modality != "SR":
        put("FrameOfReferenceUID", common["frame"])
        _uid(planted, "FrameOfReferenceUID", common["frame"])
    return planted


def _uid(planted: Planted, place: str, value: str) -> None:
    planted.expect(Kind.UID_CHANGED, place, value)
    planted.expect(Kind.UID_CONSISTENT, place, value)


def _image(planted: Planted, who: Person, modality: str, random: Random) -> None:
    dataset, put, expect = planted.dataset, planted.put, planted.expect
    clinical, mixed = random.sample(CLINICAL, 2)
    put("StudyDescription", clinical)
    expect(Kind.TEXT_RETAINED, "StudyDescription", clinical, option=CLEAN, subject="description without PHI")
    put("ProtocolName", f"{mixed} f. Dr. {who.staff[2]}")
    expect(Kind.TEXT_REMOVED, value=who.staff[2], subject="description with PHI")
    expect(Kind.TEXT_RETAINED, "ProtocolName", mixed, option=CLEAN, subject="description with PHI")
    for place in ("SeriesDescription", "ImageComments", "RequestAttributesSequence.ScheduledProcedureStepDescription"):
        _note(planted, place, who, random)
    put("KVP" if modality in ("CT", "DX") else "SliceThickness", "120")
    expect(Kind.TAG_RETAINED, "KVP" if modality in ("CT", "DX") else "SliceThickness")
    put("PixelSpacing", ["0.5", "0.5"])
    expect(Kind.TEXT_RETAINED, "PixelSpacing", "0.5")
    put("AcquisitionDateTime", f"{dataset.StudyDate}101500")
    expect(Kind.DATE_SHIFTED, "AcquisitionDateTime", dataset.StudyDate, option="retain-modified-dates")
    source = f"{dataset.StudyInstanceUID}.77"
    put("SourceImageSequence.ReferencedSOPInstanceUID", source)
    put("SourceImageSequence.ReferencedSOPClassUID", str(dataset.SOPClassUID))
    _uid(planted, "SourceImageSequence.0.ReferencedSOPInstanceUID", source)
    _private(planted, who)
    if modality == "US":
        burned_in(planted, who, random)
    else:
        noise(planted, random)


def _note(planted: Planted, place: str, who: Person, random: Random) -> None:
    """A text with somebody in it, behind a part that nobody minds."""
    values = {
        "phone": who.phone, "doctor": who.staff[2], "address": who.address, "number": who.number, "family": who.family,
        "given": who.given, "birth": who.birth.strftime("%d.%m.%Y"), "hospital": who.hospital,
        "given_mail": f"{who.given.lower()}.{who.family.lower()}",
    }  # fmt: skip
    note = random.choice(NOTES)
    planted.put(place, note.format(**values)[:64])
    for name, value in values.items():
        if "{" + name + "}" in note and len(note.format(**values)) <= 64:
            planted.expect(Kind.TEXT_REMOVED, value=value, subject=f"free text: {name}")


def _private(planted: Planted, who: Person) -> None:
    block = planted.dataset.private_block(0x0019, "SIEMENS MR HEADER", create=True)
    block.add_new(0x0C, "IS", "1000")
    block.add_new(0x33, "LO", f"for {who.family}")
    inner = Dataset()
    inner.PatientComments = f"within private {who.family}"
    block.add_new(0x34, "SQ", [inner])
    planted.dataset.add_new(0x60000022, "LO", f"drawn by {who.staff[0]}")
    for value in (inner.PatientComments, f"drawn by {who.staff[0]}"):
        planted.expect(Kind.TEXT_REMOVED, value=value, subject="private sequence, overlay")
    planted.expect(Kind.TEXT_RETAINED, "0019,SIEMENS MR HEADER,0C", "1000", option="retain-safe-private")
    planted.expect(Kind.TEXT_REMOVED, value=f"for {who.family}", subject="private element")


def finished(planted: Planted) -> Dataset:
    """The data set with file meta information."""
    planted.dataset.file_meta = FileMetaDataset()
    planted.dataset.file_meta.TransferSyntaxUID = UID(ExplicitVRLittleEndian)
    return planted.dataset
