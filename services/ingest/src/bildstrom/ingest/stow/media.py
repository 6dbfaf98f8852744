"""The media types of a store request and its answer (PS3.18 section 10.5)."""

from bildstrom.runtime.http.media import media_ranges, weight

DICOM = "application/dicom"
DICOM_JSON = "application/dicom+json"
RELATED = "multipart/related"


def takes_dicom_json(accept: str) -> bool:
    """Whether ``Accept`` covers ``application/dicom+json``; an empty one covers everything."""
    return weight(media_ranges(accept), DICOM_JSON) > 0
