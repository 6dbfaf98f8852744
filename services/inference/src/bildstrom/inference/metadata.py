"""A result's attributes as they travel in its event: DICOM JSON without bulk data, compressed (PS3.18 annex F)."""

import json
import zlib

from pydicom import Dataset


def compressed_metadata(result: Dataset) -> bytes:
    """The DICOM JSON of a result read without its pixels, zlib-compressed; the same attributes give the same bytes."""
    text = json.dumps(result.to_json_dict(), separators=(",", ":"), sort_keys=True, ensure_ascii=False)
    return zlib.compress(text.encode())
