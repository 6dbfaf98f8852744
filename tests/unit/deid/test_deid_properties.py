"""Whatever an object holds: a clean object or a reason, never a defect, and the same again the second time."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from unit.deid.objects import ct, encoded, outcome, read, wheel_files

from bildstrom.deid.engine import Clean
from bildstrom.dicom.identify import Identity, identify

SMALL = [path.read_bytes() for path in wheel_files() if path.stat().st_size < 60_000]
PRINTABLE = st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\\^="), max_size=20)

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:pydicom")


@given(name=PRINTABLE, patient=PRINTABLE, accession=PRINTABLE, manufacturer=PRINTABLE)
@settings(max_examples=100, deadline=None)
def test_any_text_of_a_patient_is_replaced_and_always_alike(
    name: str, patient: str, accession: str, manufacturer: str
) -> None:
    dataset = ct(SpecificCharacterSet="ISO_IR 192", PatientName=name, PatientID=patient, Manufacturer=manufacturer)
    dataset.AccessionNumber = accession[:16]
    raw = encoded(dataset)
    first = outcome(raw)
    assert isinstance(first, Clean)
    assert first == outcome(raw)
    after = read(first.data)
    assert str(after.PatientName) == after.PatientID != patient
    assert not after.AccessionNumber or after.AccessionNumber != accession


@given(st.sampled_from(SMALL), st.data())
@settings(max_examples=300, deadline=None)
def test_a_damaged_object_never_runs_into_a_defect(raw: bytes, data: st.DataObject) -> None:
    damaged = bytearray(raw)
    for _ in range(data.draw(st.integers(1, 6))):
        damaged[data.draw(st.integers(132, min(len(raw), 4000) - 1))] = data.draw(st.integers(0, 255))
    if isinstance(identify(bytes(damaged)), Identity):
        outcome(bytes(damaged))  # raises whatever is not a reason
