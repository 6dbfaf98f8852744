"""Where bulk data are found: the ``BulkDataURI`` of what stored DICOM JSON only refers to (PS3.18 section F.2.2)."""

import re
from collections.abc import Iterator
from typing import Any

import orjson

_UNSAID = b'"BulkDataURI":""'  # within strings of JSON quotes are escaped, so this is a member and nothing else
_PIXELS_LAST = re.compile(rb'("7FE00010":\{"vr":"O[BW]","BulkDataURI":")"\}\}$')
_PIXELS, _ROWS = b'"7FE00010":', b'"00280010":'


def with_bulk_data(text: bytes, url: str) -> bytes:
    """An instance's DICOM JSON with the addresses of its bulk data.

    Args:
        text: one JSON object; that of a derived image says nothing of its pixels.
        url: of the instance.
    """
    unsaid = text.count(_UNSAID)
    if unsaid == 0:
        if _ROWS not in text or _PIXELS in text:
            return text
        return text[:-1] + b',%s{"vr":"OW","BulkDataURI":"%s/bulkdata/7FE00010"}}' % (_PIXELS, url.encode())
    if unsaid == 1 and (last := _PIXELS_LAST.search(text)) is not None:
        return text[: last.end(1)] + url.encode() + b'/bulkdata/7FE00010"}}'
    dataset = orjson.loads(text)
    _address(dataset, f"{url}/bulkdata")
    return orjson.dumps(dataset)


def addresses(text: bytes) -> Iterator[str]:
    """The addresses of an instance's bulk data, from its DICOM JSON with them, in the order of the data set."""
    if b'"BulkDataURI"' in text:
        yield from _addresses(orjson.loads(text))


def without_bulk_data(text: bytes) -> dict[str, Any]:
    """An instance's DICOM JSON, parsed, without what is only referred to: as a search answers it."""
    dataset: dict[str, Any] = orjson.loads(text)
    return _plain(dataset) if _UNSAID in text else dataset


def _address(dataset: dict[str, Any], url: str) -> None:
    for tag, element in dataset.items():
        if "BulkDataURI" in element:
            element["BulkDataURI"] = f"{url}/{tag}"
        if element["vr"] == "SQ":
            for number, item in enumerate(element.get("Value", ()), start=1):
                _address(item, f"{url}/{tag}/{number}")


def _addresses(dataset: dict[str, Any]) -> Iterator[str]:
    for element in dataset.values():
        if "BulkDataURI" in element:
            yield element["BulkDataURI"]
        if element["vr"] == "SQ":
            for item in element.get("Value", ()):
                yield from _addresses(item)


def _plain(dataset: dict[str, Any]) -> dict[str, Any]:
    plain = {}
    for tag, element in dataset.items():
        if "BulkDataURI" in element:
            continue
        items = element.get("Value") if element["vr"] == "SQ" else None
        plain[tag] = {**element, "Value": [_plain(item) for item in items]} if items else element
    return plain
