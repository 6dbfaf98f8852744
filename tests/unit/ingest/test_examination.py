"""One walk says the same as identification and check by themselves."""

import io

from hypothesis import given, settings
from hypothesis import strategies as st
from pydicom import Dataset
from pydicom.sequence import Sequence
from pydicom.uid import CTImageStorage

from bildstrom.dicom.identify import check, examine, identify


def _object() -> bytes:
    item, inner = Dataset(), Dataset()
    inner.CodeValue = "1"
    item.SOPClassUID, item.SOPInstanceUID = CTImageStorage, "1.2.3.4"
    item.ProcedureCodeSequence = Sequence([inner])
    item.StudyInstanceUID, item.SeriesInstanceUID = "1.2.3", "1.2.3.1"
    item.Modality, item.PatientID, item.ImageComments = "CT", "P1", "something behind it"
    stream = io.BytesIO()
    item.save_as(stream, implicit_vr=False, little_endian=True)
    return stream.getvalue()


OBJECT = _object()


@given(
    st.integers(0, len(OBJECT)), st.lists(st.tuples(st.integers(0, len(OBJECT) - 1), st.integers(0, 255)), max_size=3)
)
@settings(deadline=None, max_examples=400)
def test_it_is_the_same_verdict_whatever_is_wrong(cut: int, changes: list[tuple[int, int]]) -> None:
    data = bytearray(OBJECT)
    for at, value in changes:
        data[at] = value
    for syntax in ("1.2.840.10008.1.2.1", "1.2.840.10008.1.2", "1.2.840.10008.1.2.1.99"):
        buffer = bytes(data[:cut])
        assert examine(buffer, syntax) == (identify(buffer, syntax), check(buffer, syntax))
