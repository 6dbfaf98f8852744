"""What is not a good object gets a clear status or a reason; the stream goes on."""

import pytest
from polling import poll_until
from pydicom import Dataset
from pydicom.dataset import FileMetaDataset
from pydicom.uid import UID, ExplicitVRLittleEndian, SecondaryCaptureImageStorage
from pynetdicom import AE
from pynetdicom_sender import c_store
from system.chain import Chain
from system.studies_to_send import chest_ct, fresh_uid, parsed, study_uid

from bildstrom.catalog.v1 import catalog_pb2 as catalog
from bildstrom.events.v1 import events_pb2 as pb


def _store_raw(chain: Chain, sop_class: str, sop_instance: str, data_set: bytes) -> int | None:
    """Send bytes as they are, as a broken sender would."""
    entity = AE(ae_title="SCANNER1")
    entity.add_requested_context(sop_class, ExplicitVRLittleEndian)
    association = entity.associate("127.0.0.1", chain.stack.ports.dicom, ae_title="BILDSTROM")
    assert association.is_established
    try:
        carrier = Dataset()
        carrier.file_meta = FileMetaDataset()
        carrier.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
        carrier.SOPClassUID, carrier.SOPInstanceUID = sop_class, sop_instance
        with pytest.MonkeyPatch.context() as patch:  # the sender puts these bytes on the wire
            patch.setattr("pynetdicom.association.encode", lambda *_, **__: data_set)
            return c_store(association, carrier)
    finally:
        association.release()


def _data_set_bytes(file: bytes) -> bytes:
    """What follows the file meta information, whose length stands at a fixed place (PS3.10 section 7.1)."""
    return file[144 + int.from_bytes(file[140:144], "little") :]


def test_random_bytes_are_refused_and_a_good_object_right_after_succeeds(chain: Chain) -> None:
    good = chest_ct(seed=801, slices=12)

    status = _store_raw(chain, SecondaryCaptureImageStorage, fresh_uid(), bytes(range(256)) * 20)

    assert status == 0xC000
    assert {item.status for item in chain.send(good)} == {0x0000}
    chain.wait_indexed(study_uid(good), 12)


def test_an_object_cut_in_its_pixels_is_accepted_with_a_warning_and_quarantined(chain: Chain) -> None:
    whole = chest_ct(seed=802, slices=12)[0]
    header = parsed(whole)

    status = _store_raw(chain, header.SOPClassUID, header.SOPInstanceUID, _data_set_bytes(whole)[:-5000])

    assert status == 0xB000
    study = _in_quarantine(chain, header.StudyInstanceUID)
    (journey,) = study.instances
    assert journey.quarantine_reason == pb.QUARANTINE_REASON_TRUNCATED
    assert (study.summary.received, study.summary.quarantined, study.summary.indexed) == (1, 1, 0)


def test_an_object_of_an_unsupported_class_is_stored_and_quarantined(chain: Chain) -> None:
    item = parsed(chest_ct(seed=803, slices=12)[0])
    item.SOPClassUID = item.file_meta.MediaStorageSOPClassUID = UID("1.2.826.0.1.3680043.99999.1")

    (sent,) = chain.send([item])

    assert sent.status == 0x0000
    study = _in_quarantine(chain, item.StudyInstanceUID)
    (journey,) = study.instances
    assert journey.quarantine_reason == pb.QUARANTINE_REASON_UNSUPPORTED_SOP_CLASS


def _in_quarantine(chain: Chain, original_uid: str) -> catalog.GetStudyResponse:
    """The study, once one instance of it is in quarantine."""
    poll_until(lambda: chain.study(original_uid).summary.quarantined, "one instance in quarantine", 30)
    return chain.study(original_uid)
