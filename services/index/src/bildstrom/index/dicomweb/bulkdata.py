"""Where bulk data are found: the ``BulkDataURI`` of what the stored DICOM JSON left out (PS3.18 section F.2.2)."""

_PIXELS = b'"7FE00010":'
_ROWS = b'"00280010":'


def with_bulk_data(text: bytes, url: str) -> bytes:
    """An instance's DICOM JSON with a reference to its pixels, if it is an image.

    Args:
        text: one JSON object; within its strings quotes are escaped, so these keys are nothing else.
        url: of the instance.
    """
    if _ROWS not in text or _PIXELS in text:
        return text
    return text[:-1] + b',%s{"vr":"OW","BulkDataURI":"%s/bulkdata/7FE00010"}}' % (_PIXELS, url.encode())
