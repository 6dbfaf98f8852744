"""Small objects to send."""

import io

from pydicom import Dataset
from unit.ingest import wire


def data_set(sop_instance: str = "1.2.3.4", comment: str = "") -> bytes:
    """A data set of study 1.2.3, in explicit VR little endian."""
    item = Dataset()
    item.SOPClassUID, item.SOPInstanceUID = wire.CT, sop_instance
    item.StudyInstanceUID, item.SeriesInstanceUID = "1.2.3", "1.2.3.1"
    item.TextValue = comment
    stream = io.BytesIO()
    item.save_as(stream, implicit_vr=False, little_endian=True)
    return stream.getvalue()
