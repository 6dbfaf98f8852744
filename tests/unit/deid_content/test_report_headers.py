"""What stands around the content of a report: who verified it, on what it rests, what came before it."""

import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import ImplicitVRLittleEndian
from unit.deid.objects import KEY, encoded, read
from unit.deid_content.reports import CT_IMAGE, cleaned, cleaned_bytes, code, item, report

from bildstrom.dicom.pseudonym import pseudonymous_uid


def with_attributes(**values: object) -> Dataset:
    made = Dataset()
    for keyword, value in values.items():
        setattr(made, keyword, value)
    return made


def evidence(instance: str) -> Sequence:
    """A hierarchical reference (PS3.3 table C.17-3)."""
    referred = with_attributes(ReferencedSOPClassUID=CT_IMAGE, ReferencedSOPInstanceUID=instance)
    series = with_attributes(
        SeriesInstanceUID="1.2.3.1", RetrieveAETitle="SENTINEL_AE", ReferencedSOPSequence=Sequence([referred])
    )
    return Sequence([with_attributes(StudyInstanceUID="1.2.3", ReferencedSeriesSequence=Sequence([series]))])


def full_report() -> Dataset:
    person = Sequence([code("4711", "99SITE", "SENTINEL Rosa")])
    observer = with_attributes(
        VerifyingOrganization="SENTINEL Hospital",
        VerificationDateTime="20240229101112",
        VerifyingObserverName="Sentinel^Rosa",
        VerifyingObserverIdentificationCodeSequence=person,
    )
    participant = with_attributes(ParticipationType="SOURCE", PersonName="Sentinel^Rosa")
    author = with_attributes(ObserverType="PSN", PersonName="Sentinel^Rosa", PersonIdentificationCodeSequence=person)
    request = with_attributes(
        StudyInstanceUID="1.2.3",
        AccessionNumber="SENTINEL1",
        PlacerOrderNumberImagingServiceRequest="SENTINEL2",
        FillerOrderNumberImagingServiceRequest="SENTINEL3",
        RequestedProcedureID="SENTINEL4",
        RequestedProcedureDescription="SENTINEL5",
        RequestedProcedureCodeSequence=Sequence([]),
        ReferencedStudySequence=Sequence([]),
    )
    signature = with_attributes(MACIDNumber=1, DigitalSignatureUID="1.2.3.99", CertificateOfSigner=b"SENTINEL")
    return report(
        item("NUM", ("410668003", "SCT", "Length"), "3"),
        VerificationFlag="VERIFIED",
        VerifyingObserverSequence=Sequence([observer]),
        ParticipantSequence=Sequence([participant]),
        AuthorObserverSequence=Sequence([author]),
        CustodialOrganizationSequence=Sequence([with_attributes(InstitutionName="SENTINEL Hospital")]),
        ReferencedRequestSequence=Sequence([request]),
        CurrentRequestedProcedureEvidenceSequence=evidence("1.2.3.1.1"),
        PertinentOtherEvidenceSequence=evidence("1.2.3.1.2"),
        PredecessorDocumentsSequence=evidence("1.2.3.1.3"),
        IdenticalDocumentsSequence=evidence("1.2.3.1.4"),
        PerformedProcedureCodeSequence=Sequence([code("77477000", "SCT", "Computed Tomography X-Ray")]),
        CompletionFlagDescription="signed by SENTINEL",
        DigitalSignaturesSequence=Sequence([signature]),
    )


@pytest.mark.parametrize("implicit", [False, True], ids=["explicit VR", "implicit VR"])
def test_nobody_who_wrote_signed_or_asked_for_a_report_is_left(implicit: bool) -> None:
    raw = encoded(full_report(), ImplicitVRLittleEndian) if implicit else encoded(full_report())
    data = cleaned_bytes(raw, "retain-modified-dates")
    assert b"SENTINEL" not in data.upper()
    after = read(data)
    for keyword in ("ParticipantSequence", "AuthorObserverSequence", "CustodialOrganizationSequence"):
        assert keyword not in after
    assert "DigitalSignaturesSequence" not in after


def test_a_verified_report_still_says_that_somebody_verified_it() -> None:
    after = cleaned(full_report())
    (observer,) = after.VerifyingObserverSequence
    assert after.VerificationFlag == "VERIFIED"
    assert str(observer.VerifyingObserverName) == "ANONYMOUS"
    assert observer.VerifyingOrganization == "REMOVED"
    assert observer.VerificationDateTime
    assert observer.VerificationDateTime != "20240229101112"
    assert len(observer.get("VerifyingObserverIdentificationCodeSequence", [])) == 0


def test_evidence_and_other_documents_are_referred_to_by_their_new_uids() -> None:
    after = cleaned(full_report())
    for number, keyword in enumerate(
        [
            "CurrentRequestedProcedureEvidenceSequence",
            "PertinentOtherEvidenceSequence",
            "PredecessorDocumentsSequence",
            "IdenticalDocumentsSequence",
        ],
        1,
    ):
        (study,) = after[keyword].value
        (series,) = study.ReferencedSeriesSequence
        (instance,) = series.ReferencedSOPSequence
        found = [study.StudyInstanceUID, series.SeriesInstanceUID, instance.ReferencedSOPInstanceUID]
        assert found == [pseudonymous_uid(KEY, uid) for uid in ("1.2.3", "1.2.3.1", f"1.2.3.1.{number}")]
        assert instance.ReferencedSOPClassUID == CT_IMAGE


def test_what_was_done_stays() -> None:
    assert cleaned(full_report()).PerformedProcedureCodeSequence[0].CodeMeaning == "Computed Tomography X-Ray"
